//! Settings in, an account or the faults out.

use msg_core::provider::{AccountSettings, SettingValue};

use super::build;

fn settings(lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let value = match key {
            "access_key" | "signing_key" => SettingValue::Secret(value.into()),
            _ => SettingValue::Text(value.to_owned()),
        };
        settings.with(key, value, true)
    };
    lines.lines().fold(AccountSettings::default(), set)
}

#[test]
fn an_account_is_complete_or_named() {
    for (lines, expected) in [
        ("", "`access_key` is not set"),
        ("from = Shop", "`access_key` is not set"),
        (
            "signing_key = a",
            "`signing_key` is set but `access_key` is not; set it too",
        ),
        (
            "access_key = a",
            "`access_key` is set but `from` is not; set the sender",
        ),
        (
            "access_key = a b\nfrom = Shop",
            "`access_key`: it is empty or has a space, a line break or a character outside ASCII; copy it again",
        ),
        (
            "access_key = a\nfrom = ÄÖ\nreport_url = /hook\napi_url = rest.messagebird.com",
            "`from`: `ÄÖ` is not a sender; write a number such as `+12025550123`, a short code, or 1 to 11 letters and digits; \
             `report_url`: `/hook` can't be called; write the whole address of the webhook, beginning with https://; \
             `api_url`: not a base URL: write scheme and host, such as https://api.example.com",
        ),
        ("access_key = a\nfrom = Shop", "fine"),
        (
            "access_key = a\nfrom = 12345\nreport_url = https://h.example/w\napi_url = http://127.0.0.1:1",
            "fine",
        ),
    ] {
        let built = build(&settings(lines));
        let shown = built.map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
        assert_eq!(shown, expected, "{lines}");
    }
}
