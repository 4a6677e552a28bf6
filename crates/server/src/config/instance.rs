//! Which sections there are: the declared ones, the provider accounts and the purposes.

use std::collections::BTreeMap;

use gateway::builtin::{self, Unavailable};
use msg_core::ProviderId;

use super::declaration::{DECLARATION, PURPOSE, Section};
use super::document::Tables;
use super::origin::Origin;
use super::problem::Problems;
use super::suggest::{did_you_mean, one_of};
use super::variables::{Layer, PREFIX, name_of};

const ACCOUNTS: &str = "providers";
const PURPOSES: &str = "otp.purposes";

/// A section that may be set: a declared one, or one of those that people name themselves.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    /// Its path, such as `providers.smtp-backup`.
    pub(super) name: String,
    /// What it may hold.
    pub(super) section: &'static Section,
}

/// The sections that may be set, and the names of those that were refused, about which nothing more need be said.
pub(super) struct Instances {
    pub(super) known: Vec<Instance>,
    pub(super) refused: Vec<String>,
}

impl Instance {
    /// Tells whether the flat names, such as `SMTP_HOST`, mean this section.
    pub(super) fn has_flat_names(&self) -> bool {
        self.name == self.section.name
    }
}

impl Instances {
    /// Finds the sections that the file and the environment name.
    pub(super) fn find(file: &Tables, layers: &[Layer], problems: &mut Problems) -> Self {
        let mut found = Self {
            known: Vec::new(),
            refused: Vec::new(),
        };
        for section in &DECLARATION.sections {
            let own_names = [ACCOUNTS, PURPOSES].map(|family| section.name.starts_with(family));
            if !own_names.contains(&true) {
                let name = section.name.clone();
                found.known.push(Instance { name, section });
            }
        }
        for (purpose, origin) in named(PURPOSES, file, layers, &|name| name.to_lowercase()) {
            found.add_purpose(&purpose, &origin, problems);
        }
        let hyphens = |name: &str| name.to_lowercase().replace('_', "-");
        for (account, origin) in named(ACCOUNTS, file, layers, &hyphens) {
            found.add_account(&account, &origin, file, layers, problems);
        }
        found
    }

    fn add_purpose(&mut self, purpose: &str, origin: &Origin, problems: &mut Problems) {
        let name = format!("{PURPOSES}.{purpose}");
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
        if (1..=64).contains(&purpose.len()) && purpose.bytes().all(allowed) {
            let section = DECLARATION.section(PURPOSE).expect("it is always made");
            self.known.push(Instance { name, section });
        } else {
            let rule = "use 1 to 64 lower-case letters, digits, `_` and `-`";
            problems.at(origin, format!("`{purpose}` can't name a purpose; {rule}"));
            self.refused.push(name);
        }
    }

    fn add_account(
        &mut self,
        id: &str,
        origin: &Origin,
        file: &Tables,
        layers: &[Layer],
        problems: &mut Problems,
    ) {
        let name = format!("{ACCOUNTS}.{id}");
        if ProviderId::parse(id).is_none() {
            let rule = "use 1 to 40 lower-case letters, digits and `-`";
            problems.at(
                origin,
                format!("`{id}` can't name a provider account; {rule}"),
            );
            self.refused.push(name);
            return;
        }
        let (kind, said) =
            kind_of(&name, file, layers).map_or((id, None), |(kind, origin)| (kind, Some(origin)));
        if let Some(section) = DECLARATION.section(&format!("{ACCOUNTS}.{kind}")) {
            self.known.push(Instance { name, section });
            return;
        }
        let kinds = || builtin::built_in().map(|kind| kind.descriptor.kind);
        let choices = format!("the kinds are {}", one_of(kinds()));
        let text = if let Err(left_out @ Unavailable::NotCompiled { .. }) = builtin::find(kind) {
            let place = if said.is_some() { ".kind" } else { "" };
            format!("`{name}{place}`: {left_out}")
        } else if said.is_some() {
            let fix = did_you_mean(kind, kinds(), &choices);
            format!("`{name}.kind`: there is no provider kind `{kind}`; {fix}")
        } else {
            let otherwise = format!("set `{name}.kind`; {choices}");
            let fix = did_you_mean(kind, kinds(), &otherwise);
            format!("`{name}` has no `kind`, and there is no provider kind `{kind}`; {fix}")
        };
        problems.at(said.unwrap_or(origin), text);
        self.refused.push(name);
    }
}

/// The names that the file and the environment use in one family, with the declared ones; each with the place of its first use.
fn named(
    family: &str,
    file: &Tables,
    layers: &[Layer],
    invent: &dyn Fn(&str) -> String,
) -> BTreeMap<String, Origin> {
    let mut names = BTreeMap::new();
    let beneath = |path: &str| {
        let name = path.strip_prefix(family)?.strip_prefix('.')?;
        (!name.contains(['.', '<'])).then(|| name.to_owned())
    };
    for section in &DECLARATION.sections {
        if let Some(name) = beneath(&section.name) {
            names.insert(name, Origin::Default);
        }
    }
    for (path, origin) in &file.tables {
        if let Some(name) = beneath(path) {
            names.entry(name).or_insert_with(|| origin.clone());
        }
    }
    let prefix = format!("{}__", name_of_family(family));
    for (variable, set) in layers.iter().flatten() {
        let rest = variable.strip_prefix(&prefix);
        let Some((upper, _)) = rest.and_then(|rest| rest.split_once("__")) else {
            continue;
        };
        // `SMTP_BACKUP` in a variable means `smtp-backup` of the file.
        if !names
            .keys()
            .any(|name| name.to_uppercase().replace('-', "_") == upper)
        {
            names.insert(invent(upper), set.origin.clone());
        }
    }
    names
}

fn name_of_family(family: &str) -> String {
    format!("{PREFIX}{}", family.to_uppercase().replace('.', "__"))
}

/// What the settings say about the kind of an account, if they do.
fn kind_of<'a>(name: &str, file: &'a Tables, layers: &'a [Layer]) -> Option<(&'a str, &'a Origin)> {
    let variable = name_of(name, "kind");
    let set = layers.iter().rev().find_map(|layer| layer.get(&variable));
    set.map(|set| (set.value.as_str(), &set.origin))
        .or_else(|| {
            let mut leaves = file.leaves.iter();
            let leaf = leaves.find(|leaf| leaf.section == name && leaf.key == "kind")?;
            Some((leaf.value.as_str()?, &leaf.origin))
        })
}
