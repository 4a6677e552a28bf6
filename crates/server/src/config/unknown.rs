//! Finds what was set but means nothing, mostly slips of the pen.

use std::collections::BTreeSet;

use super::document::Tables;
use super::instance::Instances;
use super::origin::Origin;
use super::problem::Problems;
use super::settings::{every, names};
use super::suggest::{did_you_mean, nearest, one_of};
use super::variables::{Layer, PREFIX};

/// Tables that hold the sections which people name themselves.
const FAMILIES: [&str; 2] = ["otp.purposes", "providers"];

/// Reports tables of the file that nothing reads.
pub(super) fn tables(file: &Tables, instances: &Instances, problems: &mut Problems) {
    let mut reported: Vec<&str> = Vec::new();
    for (path, origin) in &file.tables {
        let within = |outer: &&str| {
            path.strip_prefix(*outer)
                .is_some_and(|r| r.starts_with('.'))
        };
        if is_known(path, instances) || reported.iter().any(within) {
            continue;
        }
        reported.push(path);
        let (section, key) = path.rsplit_once('.').unwrap_or(("", path));
        if has_setting(instances, section, key) {
            problems.at(origin, format!("`{path}` takes a value, not a table"));
        } else {
            let known = instances
                .known
                .iter()
                .map(|instance| instance.name.as_str());
            let sections: Vec<_> = known.chain(FAMILIES).collect();
            let choices = sections.iter().copied().filter(|name| !is_member(name));
            let declared = format!("the sections are {}", one_of(choices));
            let fix = did_you_mean(path, sections, &declared);
            problems.at(origin, format!("unknown section `{path}`; {fix}"));
        }
    }
}

/// Tells whether a section is one of many, which a list of all sections had better not name one by one.
fn is_member(section: &str) -> bool {
    let of = |family: &&str| {
        section
            .strip_prefix(*family)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    FAMILIES.iter().any(of)
}

/// Reports keys of the file that nothing reads.
pub(super) fn keys(file: &Tables, instances: &Instances, problems: &mut Problems) {
    for leaf in &file.leaves {
        let section = leaf.section.as_str();
        if has_setting(instances, section, &leaf.key)
            || !(section.is_empty() || is_known(section, instances))
            || instances.refused.iter().any(|name| name == section)
        {
            continue;
        }
        let of = instances
            .known
            .iter()
            .find(|instance| instance.name == section);
        let own = of.iter().flat_map(|instance| &instance.section.settings);
        let all: Vec<_> = every(&instances.known)
            .map(|(path, _, s)| (path, &s.key))
            .collect();
        let elsewhere = all.iter().find(|(_, key)| **key == leaf.key);
        let path = match section {
            "" => leaf.key.clone(),
            section => format!("{section}.{}", leaf.key),
        };
        let fix = nearest(&leaf.key, own.map(|setting| setting.key.as_str()))
            .or_else(|| nearest(&path, all.iter().map(|(path, _)| path.as_str())))
            .or_else(|| elsewhere.map(|(path, _)| path.as_str()))
            .map_or_else(
                || "remove it".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
        problems.at(&leaf.origin, format!("unknown key `{path}`; {fix}"));
    }
}

/// Reports variables `HERALD__…` that nothing reads, and variables of ours that aren't Unicode.
///
/// Other variables belong to somebody else: even `HERALD_PORT` is made by Kubernetes for a service of the name `herald`.
pub(super) fn variables(
    layers: &[Layer],
    not_unicode: &[String],
    instances: &Instances,
    problems: &mut Problems,
) {
    let mut ours = BTreeSet::new();
    for (_, instance, setting) in every(&instances.known) {
        for name in names(instance, setting) {
            if setting.secret {
                ours.insert(format!("{name}_FILE"));
            }
            ours.insert(name);
        }
    }
    for name in not_unicode {
        if ours.contains(name) || name.starts_with(PREFIX) {
            let origin = Origin::Variable(name.clone());
            problems.at(&origin, "its value isn't Unicode (UTF-8)");
        }
    }
    let refused = |name: &str| {
        let mut sections = instances.refused.iter();
        sections.any(|section| name.starts_with(&super::variables::name_of(section, "")))
    };
    for (name, set) in layers.iter().flatten() {
        if !name.starts_with(PREFIX) || ours.contains(name) || refused(name) {
            continue;
        }
        let candidates = ours
            .iter()
            .map(String::as_str)
            .filter(|name| name.starts_with(PREFIX));
        let fix = did_you_mean(name, candidates, "such a name is HERALD__SECTION__KEY");
        problems.at(&set.origin, format!("there is no such setting; {fix}"));
    }
}

fn has_setting(instances: &Instances, section: &str, key: &str) -> bool {
    let mut of = instances
        .known
        .iter()
        .filter(|instance| instance.name == section);
    of.any(|instance| {
        let of_file = key
            .strip_suffix("_file")
            .and_then(|key| instance.section.setting(key))
            .is_some_and(|setting| setting.secret);
        of_file || instance.section.setting(key).is_some()
    })
}

/// Tells whether a table may stand in the file: a section, one that holds sections, or one that has been refused already.
fn is_known(path: &str, instances: &Instances) -> bool {
    let known = instances
        .known
        .iter()
        .map(|instance| instance.name.as_str());
    let refused = instances.refused.iter().map(String::as_str);
    known
        .chain(refused)
        .chain(FAMILIES)
        .any(|name| name == path)
}
