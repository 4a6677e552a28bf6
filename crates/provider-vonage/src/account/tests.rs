//! Settings in, an account or the faults out.

use msg_core::provider::{AccountSettings, SettingValue};

use super::build;

fn settings(lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let value = match key {
            "api_secret" | "signature_secret" => SettingValue::Secret(value.into()),
            _ => SettingValue::Text(value.to_owned()),
        };
        settings.with(key, value, true)
    };
    lines.lines().fold(AccountSettings::default(), set)
}

#[test]
fn an_account_is_complete_or_named() {
    for (lines, expected) in [
        ("", "`api_key` is not set"),
        ("from = Shop", "`api_key` is not set"),
        (
            "signature_secret = a",
            "`signature_secret` is set but `api_key` is not; set it too",
        ),
        (
            "api_key = a",
            "`api_key` is set but `api_secret` is not; set both or neither",
        ),
        (
            "api_secret = a",
            "`api_secret` is set but `api_key` is not; set both or neither",
        ),
        (
            "api_key = a\napi_secret = b",
            "`api_key` is set but `from` is not; set the sender",
        ),
        (
            "api_key = a\napi_secret = b\nfrom = My little shop\napi_url = rest.nexmo.com",
            "`from`: `My little shop` is not a sender; write a number such as `+12025550123`, a short code, or 1 to 11 letters and digits; \
             `api_url`: not a base URL: write scheme and host, such as https://api.example.com",
        ),
        ("api_key = a\napi_secret = b\nfrom = Shop", "fine"),
        (
            "api_key = a\napi_secret = b\nfrom = +12025550123\napi_url = http://127.0.0.1:4010/v",
            "fine",
        ),
    ] {
        let built = build(&settings(lines));
        let shown = built.map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
        assert_eq!(shown, expected, "{lines}");
    }
}
