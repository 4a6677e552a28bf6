//! Writes the reference of all settings, `docs/config.md`.

use std::fmt::Write;

use super::declaration::{DECLARATION, PURPOSE, Section};
use super::setting::Setting;
use super::variables::name_of;

const HEAD: &str = "\
# Settings

This page is generated from `config/default.toml` and the `settings.toml` of every kind of provider, which are compiled into the program.

Herald reads its settings from these places, of which the later one wins:

1. the defaults on this page;
2. `herald.toml` in the working directory, or the file that `--config` or `HERALD_CONFIG` names;
3. `.env` in the working directory;
4. the environment.

An empty variable counts as not set.
Every secret may also come from a file: `NAME_FILE` in the environment, or the key with `_file` at its end in `herald.toml`, holds the path.
`herald check-config` shows what is in force and where it came from.
A `-` in a name that you chose, such as `smtp-backup`, is a `_` in a variable: `HERALD__PROVIDERS__SMTP_BACKUP__HOST`.
";

/// Writes the reference page: every section and setting with its default, its variables and what it means.
///
/// The text depends on `config/default.toml` and on the kinds of providers that are built in alone.
pub fn reference_markdown() -> String {
    let mut page = HEAD.to_owned();
    for section in &DECLARATION.sections {
        let _ = write!(page, "\n## `[{}]`\n\n{}\n", section.name, section.doc);
        if section.name == PURPOSE {
            write_purpose(section, &mut page);
            continue;
        }
        for setting in &section.settings {
            write_setting(section, setting, &mut page);
        }
    }
    page
}

fn write_setting(section: &Section, setting: &Setting, page: &mut String) {
    let Setting { key, doc, env, .. } = setting;
    let _ = write!(page, "\n### `{}.{key}`\n\n{doc}\n\n", section.name);
    let default = match &setting.default {
        Some(value) => format!("`{value}`"),
        None => "not set".to_owned(),
    };
    let _ = writeln!(page, "- Default: {default}");
    if !setting.values.is_empty() {
        let _ = writeln!(page, "- Values: {}", code(&setting.values));
    }
    if let Some(limits) = setting.kind.limits() {
        let _ = writeln!(page, "- Range: {limits}");
    }
    let mut names = env.clone();
    names.push(name_of(&section.name, key));
    let _ = writeln!(page, "- Environment: {}", code(&names));
    if setting.secret {
        let _ = writeln!(page, "- Secret: never shown");
    }
    if setting.per_purpose {
        let _ = writeln!(
            page,
            "- May be set for one purpose in `[otp.purposes.<name>]`"
        );
    }
}

/// Lists what a purpose may set; each is explained where it is declared.
fn write_purpose(section: &Section, page: &mut String) {
    let keys: Vec<_> = section.settings.iter().map(|s| s.key.clone()).collect();
    let _ = write!(
        page,
        "It may set {}.\nA variable of it is `{}`.\n",
        code(&keys),
        name_of("otp.purposes.password_reset", "length"),
    );
}

fn code(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
