//! Settings in, what the account is made of or the faults out.

use std::time::Duration;

use msg_core::EmailAddress;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, SettingValue};
use secrecy::ExposeSecret;

use super::{build, read};
use crate::settings::{Settings, Tls};

/// Settings as somebody set them, each a line `key = value`, besides a host and a sender.
fn with(lines: &str) -> AccountSettings {
    over(
        "host = mail.example.com\nfrom_email = shop@example.com",
        lines,
    )
}

fn over(base: &str, lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let value = match key {
            "port" => SettingValue::Integer(value.parse().unwrap()),
            "from_email" => SettingValue::Email(EmailAddress::parse(value).unwrap()),
            "password" => SettingValue::Secret(value.into()),
            "ca_file" => SettingValue::File(value.to_owned()),
            _ => SettingValue::Text(value.to_owned()),
        };
        settings.with(key, value, true)
    };
    let lines = base.lines().chain(lines.lines());
    lines.fold(AccountSettings::default(), set)
}

fn made(lines: &str) -> Settings {
    read(&with(lines)).unwrap_or_else(|fault| panic!("{lines}: {fault}"))
}

#[track_caller]
fn check(settings: &AccountSettings, expected: &str) {
    let shown = build(settings).map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
    assert_eq!(shown, expected);
}

#[test]
fn protection_follows_the_port() {
    for (lines, port, tls) in [
        ("port = 587", 587, Tls::StartTls),
        ("port = 465", 465, Tls::Implicit),
        ("port = 2525", 2525, Tls::StartTls),
        ("port = 465\ntls = starttls", 465, Tls::StartTls),
        ("port = 587\ntls = tls", 587, Tls::Implicit),
        ("port = 25\ntls = none", 25, Tls::None),
    ] {
        let settings = made(lines);
        assert_eq!((settings.port, settings.tls), (port, tls), "{lines}");
    }
}

#[test]
fn what_is_set_is_used() {
    let settings = made("user = mailer\npassword = opensesame\nfrom_name = Shop\nhello_name = a.b");
    let credentials = settings.credentials.expect("user and password are set");
    assert_eq!(credentials.user, "mailer");
    assert_eq!(credentials.password.expose_secret(), "opensesame");
    assert_eq!(settings.from.name.expect("a name").as_str(), "Shop");
    assert_eq!(settings.from.address.as_str(), "shop@example.com");
    assert_eq!(settings.hello_name.as_deref(), Some("a.b"));

    let gmail = "host = smtp.gmail.com\nuser = me@gmail.com\npassword = p";
    let settings = read(&over(gmail, "")).unwrap();
    assert_eq!(settings.from.address.as_str(), "me@gmail.com");
}

#[test]
fn the_server_gets_less_time_than_the_attempt() {
    let eight = SettingValue::Duration(Duration::from_secs(8));
    let limited = with("").with(ATTEMPT_TIMEOUT, eight, false);
    assert!(read(&limited).unwrap().timeout < Duration::from_secs(8));
    assert_eq!(made("").timeout, Settings::DEFAULT_TIMEOUT);
}

#[test]
fn an_account_is_complete_or_named() {
    check(&with(""), "fine");
    check(&over("", "port = 25\nfrom_name = A"), "`host` is not set");
    for key in ["user", "password"] {
        let fault = format!("`{key}` is set but `host` is not; set it too");
        check(&over("", &format!("{key} = a")), &fault);
    }
    check(
        &with("user = a"),
        "`user` is set but `password` is not; set both or neither",
    );
    check(
        &with("password = a"),
        "`password` is set but `user` is not; set both or neither",
    );
    check(
        &over("host = a.example", ""),
        "`host` is set but `from_email` is not; set the sender's address",
    );
    check(
        &over("host = a.example", "user = me\nca_file = x"),
        "`user` is set but `password` is not; set both or neither; \
         `host` is set but `from_email` is not; set the sender's address; \
         `ca_file`: it holds no certificate (PEM)",
    );
}

#[test]
fn a_host_is_a_name_or_an_address() {
    for host in ["mail.example.com", "10.0.0.1", "::1", "[::1]", "localhost"] {
        check(&with(&format!("host = {host}")), "fine");
    }
    for host in [
        "a.example:587",
        "smtp://a.example",
        "a example",
        "me@a.example",
    ] {
        let fault = format!(
            "`host`: `{host}` is not a host name; write the name alone, such as `smtp.example.com`, and the port as `port`"
        );
        check(&with(&format!("host = {host}")), &fault);
    }
    check(
        &with("host = a..example"),
        "`host`: it is not a host name or an IP address",
    );
}

#[test]
fn what_rustls_refuses_is_the_file_s_fault() {
    let broken = "ca_file = -----BEGIN CERTIFICATE-----";
    let fault = build(&with(broken)).unwrap_err().to_string();
    assert!(fault.starts_with("`ca_file`: "), "{fault}");
}

#[test]
fn nothing_crosses_a_network_in_clear_where_it_matters() {
    let fault = "`tls`: `none` sends codes and passwords in clear; use `starttls` or `tls`";
    for (host, expected) in [
        ("localhost", "fine"),
        ("127.0.0.1", "fine"),
        ("[::1]", "fine"),
        ("10.0.0.1", fault),
        ("localhost.example.com", fault),
    ] {
        let settings = with(&format!("host = {host}\ntls = none"));
        check(&settings, "fine");
        check(&settings.in_production(), expected);
    }
    check(
        &with("tls = none\nuser = a\npassword = b"),
        "`tls`: `user` and `password` would cross the network in clear text: use TLS, or leave them out, or name a host on this machine",
    );
}
