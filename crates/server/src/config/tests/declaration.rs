//! The declaration itself.

use std::collections::BTreeMap;

use gateway::builtin::built_in;

use super::super::declaration::{DECLARATION, DEFAULTS};
use super::super::settings::{every, names};
use super::{Config, Sources, development_with_smtp, load, problems};

#[test]
fn the_defaults_are_a_valid_file_that_changes_nothing() {
    let kinds = built_in().map(|kind| kind.settings);
    let all: Vec<_> = std::iter::once(DEFAULTS).chain(kinds).collect();
    let copied = load(&Sources::default().toml(&all.join("\n"))).redacted();
    let (shown, _) = strip_origins(&copied);
    let (expected, _) = strip_origins(&load(&Sources::default()).redacted());
    assert_eq!(shown, expected);
}

#[test]
fn what_is_shown_is_a_valid_file_that_means_the_same() {
    let sources = development_with_smtp().env("HERALD__OTP__PURPOSES__LOGIN__LENGTH", "8");
    let shown = load(&sources).redacted().replace("\"(not set)\"", "\"\"");
    let again = load(&Sources::default().toml(&shown)).redacted();
    assert_eq!(
        strip_origins(&again.replace("\"(not set)\"", "\"\"")).0,
        strip_origins(&shown).0
    );
}

fn strip_origins(shown: &str) -> (String, usize) {
    let lines = shown
        .lines()
        .map(|line| line.split("  # ").next().unwrap_or(line));
    let lines: Vec<_> = lines.collect();
    (lines.join("\n"), lines.len())
}

#[test]
fn every_setting_is_explained() {
    for section in &DECLARATION.sections {
        assert!(section.doc.ends_with(['.', ':']), "[{}]", section.name);
        for setting in &section.settings {
            for line in setting.doc.lines() {
                assert!(
                    line.ends_with(['.', ':', '"']),
                    "{}.{}: {line}",
                    section.name,
                    setting.key
                );
            }
            assert!(!setting.doc.is_empty(), "{}.{}", section.name, setting.key);
        }
    }
}

/// Kinds of one vendor share variables, such as `AWS_REGION`, which then mean the same key of each.
#[test]
fn no_variable_means_two_things() {
    let mut seen: BTreeMap<String, (String, &str)> = BTreeMap::new();
    let config = load(&Sources::default());
    for (path, instance, setting) in every(&config.settings.instances) {
        for name in names(instance, setting) {
            let is_shared = |(other, key): &(String, &str)| {
                let accounts = [other, &instance.name].map(|name| name.starts_with("providers."));
                accounts == [true, true] && *other != instance.name && *key == setting.key
            };
            let means = (instance.name.clone(), setting.key.as_str());
            if let Some(other) = seen.insert(name.clone(), means) {
                assert!(is_shared(&other), "{name} of {path}: {other:?}");
            }
        }
    }
}

#[test]
fn every_kind_declares_itself() {
    for kind in built_in() {
        let name = format!("providers.{}", kind.descriptor.kind);
        let section = DECLARATION.section(&name).expect(&name);
        let keys: Vec<_> = section.settings.iter().map(|s| s.key.as_str()).collect();
        assert_eq!(keys.first(), Some(&"kind"), "{name}");
        assert_eq!(keys.last(), Some(&"attempt_timeout"), "{name}");
        let mut once = keys.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), keys.len(), "{name}: {keys:?}");
    }
}

#[test]
fn every_declared_value_is_understood() {
    let config = load(&Sources::default());
    let mut tried = 0;
    for (path, instance, setting) in every(&config.settings.instances) {
        for value in &setting.values {
            let name = &names(instance, setting)[0];
            // Production lacks a key here, but a value that the program doesn't know would panic.
            let loaded = Config::load(&development_with_smtp().env(name, value));
            assert!(loaded.is_ok() || value == "production", "{path} = {value}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn all_flat_names_work() {
    let config = load(&Sources::default());
    for (path, instance, setting) in every(&config.settings.instances) {
        for name in names(instance, setting) {
            let sources = Sources::default().env(&name, "\u{7f}");
            let found = problems(&sources);
            // `DEL` fits no kind of value, so a variable that is read is complained about.
            assert!(
                found.iter().any(|problem| problem.starts_with(&name)),
                "{path}: {name}: {found:?}"
            );
        }
    }
}
