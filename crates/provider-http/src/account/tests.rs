//! Settings in, an account or the faults out.

use msg_core::Channel;
use msg_core::provider::{AccountSettings, SettingValue};

use super::{build, read};
use crate::settings::Auth;

/// Settings as somebody set them, each a line `key = value`; a list has `;` between its items.
fn over(base: &str, lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let items = || value.split(';').filter(|item| !item.is_empty());
        let value = match key {
            "clear_text" => SettingValue::Flag(value == "true"),
            "secret" => SettingValue::Secret(value.into()),
            "body_file" | "ca_file" => SettingValue::File(value.to_owned()),
            "channels" | "headers" | "codes" | "success_status" => {
                SettingValue::List(items().map(str::to_owned).collect())
            }
            _ => SettingValue::Text(value.to_owned()),
        };
        settings.with(key, value, true)
    };
    let lines = base.lines().chain(lines.lines());
    lines.fold(AccountSettings::default(), set)
}

fn with(lines: &str) -> AccountSettings {
    over("url = https://sms.example.com/send?v=1", lines)
}

#[track_caller]
fn check(lines: &str, expected: &str) {
    let built = build(&with(lines));
    let shown = built.map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
    assert_eq!(shown, expected, "{lines}");
}

#[test]
fn what_is_complete_is_taken() {
    for lines in [
        "",
        "channels = sms;email;whatsapp;voice",
        "auth = basic\nuser = a\nsecret = b",
        "auth = token\nsecret = b\nauth_header = X-Api-Key",
        "auth = hmac-sha256\nsecret = b\nauth_scheme = sha256=",
        "headers = X-Tenant: 7;Accept: text/xml",
        "format = form\nmethod = GET\nbody = to={{ to }}&t={{ text }}",
        "format = xml\nbody = <m to='{{ to }}'>{{ text }}</m>\ncontent_type = text/xml",
        "body_file = {\"a\": \"{{ to }}\",\n \"b\": \"{{ text }}\"}\n",
        "body = {\"a\": \"{{ to }}\", \"b\": \"{{ text }}\", \"c\": \"{{ from }}\"}\nfrom = Shop",
        "success_pointer = /s\nsuccess_value = queued | sent\ncodes = 7=account;8 = recipient",
        "success_status = 200;202",
    ] {
        // The line break within a file's content is none between settings.
        let lines = lines.replace(",\n ", ", ");
        check(lines.trim_end(), "fine");
    }
}

#[test]
fn an_account_without_url_is_left_out_unless_it_is_meant() {
    for (lines, expected) in [
        ("from = Shop", "`url` is not set"),
        ("secret = a", "`secret` is set but `url` is not; set it too"),
    ] {
        assert_eq!(build(&over("", lines)).unwrap_err().to_string(), expected);
    }
}

#[test]
fn clear_text_is_a_decision() {
    let fault =
        "`url`: http:// is for this machine only (127.0.0.1, [::1], localhost); use https://";
    for (lines, expected) in [
        ("url = http://127.0.0.1:1/a?b=c", "fine"),
        ("url = http://10.0.0.1/", fault),
        ("url = http://10.0.0.1/\nclear_text = true", "fine"),
    ] {
        check(lines, expected);
    }
}

#[test]
fn every_fault_is_named() {
    for (lines, expected) in [
        (
            "url = sms.example.com",
            "`url`: not a base URL: write scheme and host, such as https://api.example.com",
        ),
        (
            "auth = token",
            "`auth` is set but `secret` is not; set it too",
        ),
        (
            "auth = basic\nsecret = a",
            "`auth` is set but `user` is not; set it too",
        ),
        (
            "auth = none\nsecret = a",
            "`auth`: `secret` is set; say how to show it",
        ),
        (
            "auth = token\nsecret = a b",
            "`secret`: it is empty or has a space, a line break or a character outside ASCII; copy it again",
        ),
        (
            "auth = token\nsecret = a\nheaders = Authorization: x",
            "`headers`: number 1 is already set, here or by `auth`; leave one of them out",
        ),
        (
            "auth = token\nsecret = a\nauth_header = x-api-key\nheaders = X-Api-Key: x;a: b;A: c",
            "`headers`: number 1 is already set, here or by `auth`; leave one of them out; \
             `headers`: number 3 is already set, here or by `auth`; leave one of them out",
        ),
        (
            "method = GET\nformat = form\nbody = {{ to }}={{ text }}\nauth = hmac-sha256\nsecret = a",
            "`auth`: with GET there is no body to sign; use another method or `auth`",
        ),
        (
            "headers = A: b;Host: x;nothing;C D: e",
            "`headers`: `host` comes by itself; leave it out, or see `content_type`; \
             `headers`: number 3 is not `Name: value`; \
             `headers`: it is not the name of a header field",
        ),
        (
            "channels = sms;fax",
            "`channels`: `fax` is not a channel; there are `email`, `sms`, `whatsapp`, `voice`",
        ),
        ("channels = ", "`channels`: name at least one"),
        (
            "body = {\"to\": \"{{ to }}\", \"text\": \"{{ txt }}\"}",
            "`body`: unknown variable `txt`; there are: to, from, text, subject, html, message_id, channel, class",
        ),
        (
            "body = {\"to\": {{ to }}, \"text\": \"{{ text }}\"}",
            "`body`: it has no body for sms: the template doesn't make JSON; put every value between quotation marks",
        ),
        (
            "body = {\"to\": \"{{ to }}\", \"text\": \"{{ text }}\", \"s\": \"{{ subject }}\"}",
            "`body`: it has no body for sms: the template needs what the message doesn't have: `subject`",
        ),
        (
            "body = {\"from\": \"{{ from }}\", \"to\": \"{{ to }}\", \"text\": \"{{ text }}\"}",
            "`body` is set but `from` is not; set the sender, or leave it out of the body",
        ),
        (
            "body = {\"text\": \"{{ text }}\"}",
            "`body`: it never says where the message goes: it has no `to`",
        ),
        (
            "body = {\"to\": \"{{ to }}\"}",
            "`body`: it never says what the message is: it has no `text`",
        ),
        (
            "body = {}\nbody_file = {}",
            "`body_file`: `body` is set too; leave one of them out",
        ),
        (
            "format = form",
            "`format` is set but `body` is not; only the JSON body has a template of its own",
        ),
        (
            "method = GET",
            "`format`: with GET the body is the query; use `form`",
        ),
        (
            "success_pointer = /a",
            "`success_pointer` is set but `success_value` is not; say what stands there",
        ),
        (
            "success_value = a",
            "`success_value` is set but `success_pointer` is not; say where it stands",
        ),
        (
            "id_pointer = id\nsuccess_status = 2xx\ncodes = 1 = nobody\nauth = basic",
            "`auth` is set but `secret` is not; set it too; \
             `id_pointer`: it is not a JSON pointer; write such as `/error/code`; \
             `success_status`: it is not a list of statuses; write such as `200` or `200-299`; \
             `codes`: `1 = nobody`: it is not `code = fact`; facts are accepted, recipient, message, account, provider, throttled, deferred, unknown",
        ),
        ("ca_file = x", "`ca_file`: it holds no certificate (PEM)"),
    ] {
        check(lines, expected);
    }
}

#[test]
fn an_account_takes_the_channels_that_its_settings_name() {
    for (lines, channels) in [
        ("", &[Channel::Sms][..]),
        ("channels = email;voice", &[Channel::Email, Channel::Voice]),
    ] {
        let account = build(&with(lines)).unwrap();
        assert_eq!(account.channels(), Some(channels), "{lines}");
    }
}

#[test]
fn a_token_goes_behind_bearer_in_its_usual_place_only() {
    for (lines, expected) in [
        ("", ("authorization", Some("Bearer"))),
        (
            "\nauth_scheme = AccessKey",
            ("authorization", Some("AccessKey")),
        ),
        ("\nauth_header = X-Api-Key", ("x-api-key", None)),
    ] {
        let settings = read(&with(&format!("auth = token\nsecret = a{lines}"))).unwrap();
        let Auth::Token { header, scheme, .. } = settings.auth else {
            panic!("{lines}: {:?}", settings.auth);
        };
        assert_eq!((header.as_str(), scheme.as_deref()), expected);
    }
}
