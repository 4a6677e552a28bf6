//! Every type that the setting of an account may have, from the file and from a variable to what the kind gets.

use msg_core::provider::{AccountSettings, SettingValue};
use secrecy::ExposeSecret;

use super::super::account::convert;
use super::super::declaration::parse;
use super::super::setting::Setting;
use super::super::sources::Files;

const DECLARED: &str = r#"
# Every type.
[providers.every]
# A text.
text = "a"
# One of these.
# values: one | two
word = "one"
# A switch.
flag = false
# A number.
# range: 1 to 9
number = 5
# A number that may be unset.
# type: integer
# range: 1 to 9
# optional
maybe = ""
# A time.
# type: duration
# range: 1s to 1h
time = "1m"
# Texts.
# type: list
list = []
# An address.
# type: email
# optional
email = ""
# A credential.
# secret
# optional
secret = ""
# A file.
# type: file
# optional
file = ""
"#;

fn declared(key: &str) -> Setting {
    let sections = parse(DECLARED).expect("it is right");
    sections[0].setting(key).expect(key).clone()
}

fn files() -> Files {
    Files::Memory([("a.pem".to_owned(), "PEM".to_owned())].into())
}

/// What the kind gets: the value as text, nothing when it isn't set, or the complaint.
fn got(key: &str, read: Result<Option<super::super::value::Value>, String>) -> String {
    let setting = declared(key);
    let converted = read.and_then(|value| {
        let value = value.map(|value| convert(&setting, &value, &files()));
        value.transpose()
    });
    let value = match converted {
        Ok(Some(value)) => value,
        Ok(None) => return "nothing".to_owned(),
        Err(complaint) => return complaint,
    };
    let settings = AccountSettings::default().with(key, value.clone(), true);
    match value {
        SettingValue::Text(_) => settings.text(key).map(str::to_owned),
        SettingValue::Flag(_) => settings.flag(key).map(|flag| flag.to_string()),
        SettingValue::Integer(_) => settings.integer(key).map(|number| number.to_string()),
        SettingValue::Duration(_) => settings.duration(key).map(|time| format!("{time:?}")),
        SettingValue::List(_) => settings.list(key).map(|items| items.join("+")),
        SettingValue::Email(_) => settings
            .email(key)
            .map(|address| address.as_str().to_owned()),
        SettingValue::Secret(_) => settings.secret(key).map(|it| it.expose_secret().to_owned()),
        SettingValue::File(_) => settings.file(key).map(str::to_owned),
        _ => None,
    }
    .expect("it was added")
}

#[test]
fn every_type_reaches_the_kind_as_declared() {
    for (key, variable, toml, expected) in [
        ("text", "b", "'b'", "b"),
        ("word", "two", "'two'", "two"),
        (
            "word",
            "three",
            "'three'",
            "`three` is none of `one` or `two`",
        ),
        ("flag", "true", "true", "true"),
        ("number", "7", "7", "7"),
        ("number", "10", "10", "10 is out of range; use 1 to 9"),
        ("maybe", "3", "3", "3"),
        ("maybe", "", "''", "nothing"),
        ("time", "90s", "'90s'", "90s"),
        ("list", "a, b", "['a', 'b']", "a+b"),
        ("email", "a@example.com", "'a@example.com'", "a@example.com"),
        ("email", "", "''", "nothing"),
        ("secret", "s", "'s'", "s"),
        ("file", "a.pem", "'a.pem'", "PEM"),
        (
            "file",
            "b.pem",
            "'b.pem'",
            "`b.pem` can't be read: no such file",
        ),
    ] {
        let setting = declared(key);
        assert_eq!(
            got(key, setting.read(variable)),
            expected,
            "{key} = {variable}"
        );
        let toml = toml.parse().expect("a value");
        assert_eq!(
            got(key, setting.read_toml(&toml)),
            expected,
            "{key} = {toml}"
        );
    }
}

#[test]
fn a_switch_is_on_or_off() {
    let flag = declared("flag");
    for (text, expected) in [
        ("true", "true"),
        ("Yes", "true"),
        ("on", "true"),
        ("1", "true"),
        ("FALSE", "false"),
        ("no", "false"),
        ("off", "false"),
        ("0", "false"),
        ("maybe", "`maybe` is neither `true` nor `false`"),
    ] {
        assert_eq!(got("flag", flag.read(text)), expected);
    }
    let number = flag
        .read_toml(&1.into())
        .expect_err("a number is no switch");
    assert_eq!(
        number,
        "expected true or false, without quotes, found integer"
    );
}
