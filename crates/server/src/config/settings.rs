//! Merges the layers: defaults, `herald.toml`, `.env`, environment; the later one wins.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{self, Leaf, Tables};
use super::instance::{Instance, Instances};
use super::origin::Origin;
use super::problem::Problems;
use super::setting::Setting;
use super::sources::Sources;
use super::unknown;
use super::value::Value;
use super::variables::{self, Layer, Variable, name_of};

/// Every setting with its value and where that came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) instances: Vec<Instance>,
    entries: BTreeMap<String, Entry>,
    /// The names of provider accounts that were refused.
    refused_accounts: Vec<String>,
    /// Settings that somebody set to something unusable; their entry holds what an earlier layer said.
    broken: BTreeSet<String>,
}

/// The value of one setting.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) value: Option<Value>,
    pub(super) origin: Origin,
}

impl Settings {
    /// Reads all layers, and adds whatever is wrong in them to `problems`.
    pub(super) fn merge(sources: &Sources, problems: &mut Problems) -> Self {
        let layers = variables::layers(sources, problems);
        let file = document::read(sources.toml.as_ref(), problems);
        let instances = Instances::find(&file, &layers, problems);
        unknown::tables(&file, &instances, problems);

        let mut settings = Self::of_defaults(&instances.known);
        let refused = instances
            .refused
            .iter()
            .filter_map(|name| name.strip_prefix("providers."));
        settings.refused_accounts = refused.map(str::to_owned).collect();
        settings.apply_file(&file, sources, problems);
        unknown::keys(&file, &instances, problems);
        for layer in &layers {
            settings.apply_variables(layer, sources, problems);
        }
        unknown::variables(&layers, &sources.not_unicode, &instances, problems);
        settings
    }

    /// The entry of a setting that is declared.
    pub(super) fn entry(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// The provider accounts that were refused for their name or kind, which has been reported.
    pub(super) fn refused_accounts(&self) -> impl Iterator<Item = String> {
        self.refused_accounts.iter().cloned()
    }

    /// Tells whether somebody set it to something unusable, which has been reported.
    pub(super) fn is_broken(&self, path: &str) -> bool {
        self.broken.contains(path)
    }

    fn of_defaults(instances: &[Instance]) -> Self {
        let mut entries = BTreeMap::new();
        for (path, _, setting) in every(instances) {
            let value = setting.default.clone();
            let origin = Origin::Default;
            entries.insert(path, Entry { value, origin });
        }
        Self {
            instances: instances.to_vec(),
            entries,
            ..Self::default()
        }
    }

    fn apply_file(&mut self, file: &Tables, sources: &Sources, problems: &mut Problems) {
        for instance in self.instances.clone() {
            for setting in &instance.section.settings {
                let find = |key: &str| {
                    let mut leaves = file.leaves.iter();
                    leaves.find(|leaf| leaf.section == instance.name && leaf.key == key)
                };
                let path = path(&instance, setting);
                let file_key = format!("{}_file", setting.key);
                let pointer = setting.secret.then(|| find(&file_key)).flatten();
                match (find(&setting.key), pointer) {
                    (None, None) => {}
                    (Some(_), Some(Leaf { origin, .. })) => {
                        let key = &setting.key;
                        let text = format!("both `{key}` and `{file_key}` are set; keep one");
                        self.refuse(path, origin, text, problems);
                    }
                    (Some(leaf), None) => {
                        let read = setting.read_toml(&leaf.value);
                        self.set(path, &leaf.origin, read, problems);
                    }
                    (None, Some(leaf)) => {
                        let name = leaf
                            .value
                            .as_str()
                            .ok_or("expected the path of a file in quotes");
                        let read = name
                            .map_err(str::to_owned)
                            .and_then(|name| read_secret(name, setting, sources));
                        self.set(path, &leaf.origin, read, problems);
                    }
                }
            }
        }
    }

    fn apply_variables(&mut self, layer: &Layer, sources: &Sources, problems: &mut Problems) {
        for instance in self.instances.clone() {
            for setting in &instance.section.settings {
                let path = path(&instance, setting);
                let names = names(&instance, setting);
                let set = names.iter().find_map(|name| layer.get(name));
                let files = names.iter().map(|name| format!("{name}_FILE"));
                let mut files = files.filter(|_| setting.secret);
                let pointer = files.find_map(|name| layer.get(&name));
                match (set, pointer) {
                    (None, None) => {}
                    (Some(Variable { origin: one, .. }), Some(Variable { origin, .. })) => {
                        let text = format!("{one} is set too; keep one of the two");
                        self.refuse(path, origin, text, problems);
                    }
                    (Some(set), None) => {
                        let read = setting.read(&set.value);
                        self.set(path, &set.origin, read, problems);
                    }
                    (None, Some(set)) => {
                        let read = read_secret(&set.value, setting, sources);
                        self.set(path, &set.origin, read, problems);
                    }
                }
            }
        }
    }

    fn set(
        &mut self,
        path: String,
        origin: &Origin,
        read: Result<Option<Value>, String>,
        problems: &mut Problems,
    ) {
        match read {
            Ok(value) => {
                let origin = origin.clone();
                self.entries.insert(path, Entry { value, origin });
            }
            Err(complaint) => self.refuse(path, origin, complaint, problems),
        }
    }

    fn refuse(
        &mut self,
        path: String,
        origin: &Origin,
        complaint: String,
        problems: &mut Problems,
    ) {
        let text = format!("`{path}`: {complaint}");
        problems.with_setting(origin, complaint, text);
        self.broken.insert(path);
    }
}

/// Goes through every setting of every section, with its path.
pub(super) fn every(
    instances: &[Instance],
) -> impl Iterator<Item = (String, &Instance, &'static Setting)> {
    instances.iter().flat_map(|instance| {
        let settings = instance.section.settings.iter();
        settings.map(move |setting| (path(instance, setting), instance, setting))
    })
}

/// The variables that set a setting, the preferred one first.
pub(super) fn names(instance: &Instance, setting: &Setting) -> Vec<String> {
    let mut names = vec![name_of(&instance.name, &setting.key)];
    if instance.has_flat_names() {
        names.extend(setting.env.iter().cloned());
    }
    names
}

fn path(instance: &Instance, setting: &Setting) -> String {
    format!("{}.{}", instance.name, setting.key)
}

/// Reads a secret from its file, without the newline that editors leave at the end.
fn read_secret(file: &str, setting: &Setting, sources: &Sources) -> Result<Option<Value>, String> {
    let text = sources.files.read(file);
    let text = text.map_err(|error| format!("`{file}` can't be read: {error}"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(format!("`{file}` is empty; write the secret into it"));
    }
    setting.read(text)
}
