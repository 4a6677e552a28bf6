//! The declaration itself.

use super::super::declaration::{DECLARATION, DEFAULTS};
use super::super::settings::{every, names};
use super::{Config, Sources, development_with_smtp, load, problems};

#[test]
fn the_defaults_are_a_valid_file_that_changes_nothing() {
    let copied = load(&Sources::default().toml(DEFAULTS)).redacted();
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

#[test]
fn no_variable_means_two_settings() {
    let mut seen = std::collections::BTreeSet::new();
    let config = load(&Sources::default());
    for (path, instance, setting) in every(&config.settings.instances) {
        for name in names(instance, setting) {
            assert!(seen.insert(name.clone()), "{name} of {path}");
        }
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
