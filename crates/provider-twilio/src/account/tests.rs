//! Settings in, what the account is made of or the faults out.

use std::time::Duration;

use msg_core::provider::SettingValue;
use secrecy::ExposeSecret;

use super::*;

const DIGITS: &str = "0123456789abcdef0123456789abcdef";

/// Settings as somebody set them, each a line `key = value`; `#` stands for 32 digits.
fn set(lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let value = value.replace('#', DIGITS);
        let value = match key {
            "smart_encoding" => SettingValue::Flag(value == "true"),
            "auth_token" | "api_secret" | "webhook_secret" => SettingValue::Secret(value.into()),
            _ => SettingValue::Text(value),
        };
        settings.with(key, value, true)
    };
    lines.lines().fold(AccountSettings::default(), set)
}

fn with(lines: &str) -> AccountSettings {
    set(&format!(
        "account_sid = AC#\nauth_token = opensesame\n{lines}"
    ))
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
fn what_is_set_is_used() {
    let settings = made(
        "phone_number = +12025550100\nwhatsapp_number = whatsapp:+12025550101\nsmart_encoding = true\nvoice = Polly.Joanna\nlanguage = en-US\napi_url = http://127.0.0.1:9\nnumbers_api_url = http://127.0.0.1:8\nstatus_callback_url = https://herald.example.com/api/webhooks/twilio",
    );
    assert!(
        matches!(&settings.login, Login::AuthToken(token) if token.expose_secret() == "opensesame")
    );
    assert!(
        matches!(&settings.sms_sender, Some(SmsSender::Id(id)) if id.as_str() == "+12025550100")
    );
    assert_eq!(settings.voice_number.unwrap().as_str(), "+12025550100");
    assert_eq!(settings.whatsapp_number.unwrap().as_str(), "+12025550101");
    assert!(settings.smart_encoding);
    assert_eq!(settings.voice.as_deref(), Some("Polly.Joanna"));
    assert_eq!(settings.language.as_deref(), Some("en-US"));
    assert_eq!(
        settings.api_url.as_str(),
        BaseUrl::parse("http://127.0.0.1:9").unwrap().as_str()
    );
    assert!(settings.numbers_api_url.is_some());
    assert!(settings.status_callback.is_some());

    let settings =
        made("phone_number = Shop\nmessaging_service_sid = MG#\napi_key = SK#\napi_secret = s");
    assert!(matches!(settings.login, Login::ApiKey { .. }));
    assert!(matches!(settings.sms_sender, Some(SmsSender::Service(_))));
    assert_eq!(settings.voice_number, None);
}

#[test]
fn twilio_gets_less_time_than_the_attempt() {
    let eight = SettingValue::Duration(Duration::from_secs(8));
    let limited = with("phone_number = 12345").with(ATTEMPT_TIMEOUT, eight, false);
    assert!(read(&limited).unwrap().client.timeout < Duration::from_secs(8));
}

#[test]
fn an_account_is_complete_or_named() {
    check(&with("phone_number = 12345"), "fine");
    check(&set("phone_number = 12345"), "`account_sid` is not set");
    for key in ["auth_token", "api_key", "api_secret", "webhook_secret"] {
        let fault = format!("`{key}` is set but `account_sid` is not; set it too");
        check(&set(&format!("{key} = a")), &fault);
    }
    check(
        &set("account_sid = AC#"),
        "`account_sid` is set but `auth_token` is not; set it, or `api_key` and `api_secret`",
    );
    for (key, other) in [
        ("api_key", "api_secret"),
        ("api_secret", "api_key"),
        ("webhook_key", "webhook_secret"),
        ("webhook_secret", "webhook_key"),
    ] {
        let fault = format!("`{key}` is set but `{other}` is not; set both or neither");
        check(&with(&format!("{key} = a")), &fault);
    }
}

#[test]
fn what_was_badly_copied_is_named() {
    let sid = |what: &str, prefix: &str| {
        format!("it is not {what}: expected {prefix} and 32 hexadecimal digits")
    };
    for (line, fault) in [
        ("account_sid = AC12", format!("`account_sid`: {}", sid("an account SID", "AC"))),
        (
            "account_sid = SK#",
            format!("`account_sid`: {}; SK… is an API key; set it as `api_key`", sid("an account SID", "AC")),
        ),
        (
            "api_secret = s\napi_key = AC#",
            format!("`api_key`: {}; AC… is an account SID", sid("an API key", "SK")),
        ),
        (
            "messaging_service_sid = #",
            format!("`messaging_service_sid`: {}", sid("a messaging service", "MG")),
        ),
        (
            "auth_token = a b\n",
            "fine".to_owned(),
        ),
        (
            "auth_token = a\u{7}b",
            "`auth_token`: it is empty or has a space, a line break or a character outside ASCII; copy it again".to_owned(),
        ),
        (
            "phone_number = 202-555-0100",
            "`phone_number`: `202-555-0100` is no sender; write a number such as +12025550100, a short code, or a name of at most 11 letters".to_owned(),
        ),
        (
            "whatsapp_number = whatsapp:12025550100",
            "`whatsapp_number`: not an international telephone number: write + and the country code, such as +12025550123".to_owned(),
        ),
        ("language = English please", "`language`: `English please` is not a language; write such as en-US".to_owned()),
        (
            "status_callback_url = herald.example.com",
            "`status_callback_url`: it is not a URL; write such as https://herald.example.com/api/webhooks/twilio".to_owned(),
        ),
        (
            "status_callback_url = https://our_host.example.com/x",
            "`status_callback_url`: Twilio takes no host name with `_`; write such as https://herald.example.com/api/webhooks/twilio".to_owned(),
        ),
        (
            "status_callback_url = mailto:ann@example.com",
            "`status_callback_url`: it is not a web address; write such as https://herald.example.com/api/webhooks/twilio".to_owned(),
        ),
    ] {
        check(&with(line.trim_end()), &fault);
    }
    for key in ["api_url", "numbers_api_url"] {
        let fault = build(&with(&format!("{key} = api.twilio.com")))
            .unwrap_err()
            .to_string();
        assert!(fault.starts_with(&format!("`{key}`: ")), "{fault}");
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let settings = with("account_sid = x\napi_key = y\nphone_number = é\nwebhook_key = k");
    let fault = build(&settings).unwrap_err().to_string();
    for key in [
        "`account_sid`",
        "`api_key`",
        "`phone_number`",
        "`webhook_key`",
    ] {
        assert!(fault.contains(key), "{key} is missing in: {fault}");
    }
}

#[test]
fn who_gets_messages_is_not_told_in_clear_where_it_matters() {
    let settings = with("status_callback_url = http://localhost:8080/x");
    check(&settings, "fine");
    let fault = "`status_callback_url`: without TLS, others could read who gets messages; write such as https://herald.example.com/api/webhooks/twilio";
    check(&settings.in_production(), fault);
}

#[test]
fn no_secret_shows() {
    let provider = build(&with("api_key = SK#\napi_secret = cormorant")).unwrap();
    let webhook = webhook(&with("webhook_key = k\nwebhook_secret = cormorant")).unwrap();
    for shown in [format!("{provider:?}"), format!("{webhook:?}")] {
        assert!(
            !shown.contains("cormorant") && !shown.contains("opensesame"),
            "{shown}"
        );
    }
}
