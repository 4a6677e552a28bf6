//! The settings of one account as its kind takes them, and what its kind says against them.

use msg_core::provider::{AccountSettings, KeyFault, SettingValue};

use super::kind::Kind;
use super::problem::Problems;
use super::reader::Reader;
use super::setting::Setting;
use super::sources::Files;
use super::value::Value;

/// Takes every value that there is; a file that can't be read is a problem.
pub(super) fn given(from: Reader<'_>, files: &Files, problems: &mut Problems) -> AccountSettings {
    let mut settings = AccountSettings::default();
    for (setting, value) in from.all() {
        let key = setting.key.as_str();
        match convert(setting, value, files) {
            Ok(value) => settings = settings.with(key, value, from.is_own(key)),
            Err(complaint) => {
                let text = format!("`{}`: {complaint}", from.path(key));
                problems.with_setting(from.origin(key), complaint, text);
            }
        }
    }
    settings
}

/// Gives a value the type in which kinds take it, and a file's content for its path.
pub(super) fn convert(
    setting: &Setting,
    value: &Value,
    files: &Files,
) -> Result<SettingValue, String> {
    Ok(match value {
        Value::Text(path) if setting.kind == Kind::File => {
            let text = files.read(path);
            SettingValue::File(text.map_err(|error| format!("`{path}` can't be read: {error}"))?)
        }
        Value::Text(text) => SettingValue::Text(text.clone()),
        Value::Flag(flag) => SettingValue::Flag(*flag),
        Value::Integer(number) => SettingValue::Integer(*number),
        Value::Duration(duration) => SettingValue::Duration(*duration),
        Value::List(items) => SettingValue::List(items.clone()),
        Value::Email(address) => SettingValue::Email(address.clone()),
        Value::Secret(secret) => SettingValue::Secret(secret.clone()),
        Value::Integers(_) | Value::Address(_) => {
            let key = &setting.key;
            panic!("`{key}` is declared as a type that the settings of accounts don't have")
        }
    })
}

/// Reports what a kind says against a setting, but not what only follows from a problem that has been reported.
pub(super) fn report(fault: &KeyFault, from: Reader<'_>, problems: &mut Problems) {
    let KeyFault { key, complaint, .. } = fault;
    if from.is_broken(key) || fault.needs.is_some_and(|other| from.is_broken(other)) {
        return;
    }
    let path = from.path(key);
    let text = match fault.needs {
        Some(other) => {
            let other = from.path(other);
            format!("`{path}` is set but `{other}` is not; {complaint}")
        }
        None => match file(key, from) {
            Some(file) => format!("`{path}`: `{file}`: {complaint}"),
            None => format!("`{path}`: {complaint}"),
        },
    };
    problems.with_setting(from.origin(key), fault.to_string(), text);
}

/// The file that a setting names.
fn file<'a>(key: &str, from: Reader<'a>) -> Option<&'a str> {
    let (_, value) = from
        .all()
        .find(|(setting, _)| setting.key == key && setting.kind == Kind::File)?;
    match value {
        Value::Text(path) => Some(path),
        _ => None,
    }
}
