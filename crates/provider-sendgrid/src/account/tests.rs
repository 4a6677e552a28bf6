//! Settings in, what the account is made of or the faults out.

use std::time::Duration;

use msg_core::EmailAddress;
use msg_core::provider::SettingValue;
use secrecy::ExposeSecret;

use super::*;

const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

/// Settings as somebody set them, each a line `key = value`.
fn set(lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let value = match key {
            "api_key" => SettingValue::Secret(value.into()),
            "from_email" => SettingValue::Email(EmailAddress::parse(value).unwrap()),
            "sandbox_mode" => SettingValue::Flag(value == "true"),
            "unsubscribe_group" => SettingValue::Integer(value.parse().unwrap()),
            "attempt_timeout" => {
                SettingValue::Duration(Duration::from_secs(value.parse().unwrap()))
            }
            _ => SettingValue::Text(value.to_owned()),
        };
        settings.with(key, value, true)
    };
    lines.lines().fold(AccountSettings::default(), set)
}

const LEAST: &str = "api_key = SG.key\nfrom_email = shop@example.com\n";

fn check(settings: &AccountSettings, expected: &str) {
    let shown = build(settings).map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
    assert_eq!(shown, expected);
}

#[test]
fn the_least_is_a_key_and_a_sender() {
    let settings = read(&set(LEAST)).unwrap();
    assert_eq!(settings.api_key.expose_secret(), "SG.key");
    assert_eq!(settings.from.address.as_str(), "shop@example.com");
    assert_eq!(settings.base_url.as_str(), "https://api.sendgrid.com/");
    assert!(!settings.sandbox);
    check(&set(""), "`api_key` is not set");
    check(
        &set("from_email = shop@example.com"),
        "`api_key` is not set",
    );
    check(
        &set("api_key = SG.key"),
        "`api_key` is set but `from_email` is not; set the sender's address",
    );
}

#[test]
fn every_key_counts() {
    let lines = format!(
        "{LEAST}from_name = The Shop\nregion = eu\nsandbox_mode = true\nclick_tracking = on\nopen_tracking = off\n\
         ip_pool = transactional\nunsubscribe_group = 7\nattempt_timeout = 4\nwebhook_public_key = {KEY}"
    );
    let settings = read(&set(&lines)).unwrap();
    assert_eq!(settings.from.name.unwrap().as_str(), "The Shop");
    assert_eq!(settings.base_url.as_str(), "https://api.eu.sendgrid.com/");
    assert_eq!(
        (settings.clicks, settings.opens),
        (Tracking::On, Tracking::Off)
    );
    assert_eq!(settings.ip_pool.as_deref(), Some("transactional"));
    assert_eq!(settings.unsubscribe_group, Some(7));
    assert!(settings.sandbox && settings.client.timeout < Duration::from_secs(4));

    let own = format!("{LEAST}region = eu\napi_url = http://127.0.0.1:4010");
    assert_eq!(
        read(&set(&own)).unwrap().base_url.as_str(),
        "http://127.0.0.1:4010/"
    );
}

#[test]
fn every_fault_is_named_and_no_secret_is() {
    for (line, expected) in [
        (
            "api_url = sendgrid",
            "`api_url`: not a base URL: write scheme and host, such as https://api.example.com",
        ),
        (
            "api_url = http://api.sendgrid.com",
            "`api_url`: http:// is for this machine only (127.0.0.1, [::1], localhost); use https://",
        ),
        (
            "webhook_public_key = SG.oops",
            "`webhook_public_key`: not a verification key: copy the one that SendGrid shows, which begins with MFkwEwYHKoZIzj0",
        ),
        ("from_name = a\u{85}b", "`from_name`: a field"),
        ("sandbox_mode = true", "fine"),
    ] {
        let settings = set(&format!("{LEAST}{line}"));
        let shown = build(&settings).map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
        let expected = expected.trim_end_matches("a field");
        assert!(shown.starts_with(expected), "{shown}");
    }
    check(
        &set("api_key = SG. key\nfrom_email = shop@example.com"),
        "`api_key`: it is empty or has a space, a line break or a character outside ASCII; copy it again",
    );
    check(
        &set("api_key = SG.key\napi_url = x\nwebhook_public_key = y"),
        "`api_key` is set but `from_email` is not; set the sender's address; \
         `api_url`: not a base URL: write scheme and host, such as https://api.example.com; \
         `webhook_public_key`: not a verification key: copy the one that SendGrid shows, which begins with MFkwEwYHKoZIzj0",
    );
}

#[test]
fn in_production_everything_is_delivered() {
    let sandbox = set(&format!("{LEAST}sandbox_mode = true")).in_production();
    check(
        &sandbox,
        "`sandbox_mode`: in sandbox mode no message is ever delivered; turn it off",
    );
    check(&set(LEAST).in_production(), "fine");
}
