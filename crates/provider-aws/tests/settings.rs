//! Settings in, an account or the faults out.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::sync::Arc;
use std::time::Duration;

use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, SettingValue, SettingsFault};
use msg_core::{EmailAddress, Provider};
use provider_aws::{Credentials, ses, sns, whatsapp};

type Build = fn(&AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault>;

const KEYS: &str = "access_key_id = AKIAQ3EGTLZ7DXR5VWNB\nsecret_access_key = b8Kf0/oQm2WcVZr5";

/// Settings as somebody set them, each a line `key = value`.
fn settings(lines: &str) -> AccountSettings {
    let set = |settings: AccountSettings, line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = value");
        let value = match key {
            "from_email" => SettingValue::Email(EmailAddress::parse(value).unwrap()),
            "secret_access_key" | "session_token" => SettingValue::Secret(value.into()),
            ATTEMPT_TIMEOUT => SettingValue::Duration(Duration::from_secs(value.parse().unwrap())),
            _ => SettingValue::Text(value.to_owned()),
        };
        settings.with(key, value, true)
    };
    lines.lines().fold(AccountSettings::default(), set)
}

#[track_caller]
fn check(build: Build, lines: &str, expected: &str) {
    let built = build(&settings(lines));
    let told = built.map_or_else(|fault| fault.to_string(), |_| "fine".to_owned());
    let matches = told.starts_with(expected) && (expected != "fine" || told == "fine");
    assert!(matches, "{lines}\nbecame: {told}");
}

const SES: &str = "region = eu-west-1\nfrom_email = shop@example.com";
const WHATSAPP: &str = "region = eu-west-1\nphone_number_id = phone-number-id-0123";

#[test]
fn what_nobody_set_up_is_left_out() {
    for (build, lines, expected) in [
        (ses::build as Build, "", "`from_email` is not set"),
        (ses::build, "region = eu-west-1", "`from_email` is not set"),
        (
            ses::build,
            "from_email = a@example.com",
            "`region` is not set",
        ),
        (sns::build, "", "`access_key_id` is not set"),
        // Platforms set the region for everything that runs on them.
        (
            sns::build,
            "region = eu-west-1",
            "`access_key_id` is not set",
        ),
        (sns::build, KEYS, "`region` is not set"),
        (
            sns::build,
            "region = eu-west-1\ncredentials = keys",
            "`access_key_id` is not set",
        ),
        (
            whatsapp::build,
            "region = eu-west-1",
            "`phone_number_id` is not set",
        ),
    ] {
        assert!(matches!(
            build(&settings(lines)),
            Err(SettingsFault::Incomplete { .. })
        ));
        check(build, lines, expected);
    }
}

#[test]
fn enough_is_enough() {
    for (build, lines) in [
        (ses::build as Build, SES),
        (
            ses::build,
            &format!("{SES}\n{KEYS}\nfrom_name = Shop\nconfiguration_set = events"),
        ),
        (sns::build, &format!("region = eu-west-1\n{KEYS}")),
        (sns::build, "region = eu-west-1\ncredentials = chain"),
        (sns::build, "region = eu-west-1\nsender_id = MyShop"),
        (whatsapp::build, WHATSAPP),
    ] {
        check(build, lines, "fine");
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (build, base, lines, expected) in [
        (
            ses::build as Build,
            SES,
            "region = us-esat-1",
            "`region`: not the name of an AWS region; did you mean `us-east-1`?",
        ),
        (
            ses::build,
            SES,
            "access_key_id = AKIAQ3EG",
            "`access_key_id` is set but `secret_access_key` is not",
        ),
        (
            ses::build,
            SES,
            "secret_access_key = b8Kf0",
            "`secret_access_key` is set but `access_key_id` is not",
        ),
        (
            ses::build,
            SES,
            "access_key_id = your-key\nsecret_access_key = b8Kf0",
            "`access_key_id`: not an access key id",
        ),
        (
            ses::build,
            SES,
            "access_key_id = AKIAQ3EG\nsecret_access_key = a b",
            "`secret_access_key`: not a secret",
        ),
        (
            ses::build,
            SES,
            "access_key_id = ASIAQ3EG\nsecret_access_key = b8Kf0",
            "`session_token`: a key that begins with ASIA",
        ),
        (
            ses::build,
            SES,
            "endpoint_url = localhost:4566",
            "`endpoint_url`: not the address of an endpoint",
        ),
        (
            ses::build,
            SES,
            "configuration_set = a b",
            "`configuration_set`: not the name",
        ),
        (ses::build, SES, "from_name = a\tb", "`from_name`: "),
        (
            sns::build,
            "region = eu-west-1",
            "sender_id = My Shop",
            "`sender_id`: not a sender id",
        ),
        (
            sns::build,
            "region = eu-west-1",
            "origination_number = 12-34",
            "`origination_number`: not a number",
        ),
        (
            sns::build,
            "region = eu-west-1",
            "max_price = $1",
            "`max_price`: not a price",
        ),
        (
            ses::build,
            SES,
            "session_token = IQoJb3Jp",
            "`session_token` is set but `access_key_id` is not",
        ),
        (
            sns::build,
            "region = eu-west-1\ncredentials = chain",
            KEYS,
            "`credentials`: there is an access key",
        ),
        (
            whatsapp::build,
            WHATSAPP,
            "phone_number_id = +12025550123",
            "`phone_number_id`: not AWS's id",
        ),
        (
            whatsapp::build,
            WHATSAPP,
            "business_account_id = shop",
            "`business_account_id`: not the id",
        ),
        (
            whatsapp::build,
            WHATSAPP,
            "meta_api_version = latest",
            "`meta_api_version`: not a version",
        ),
    ] {
        check(build, &format!("{base}\n{lines}"), expected);
    }
}

#[test]
fn half_a_key_is_a_fault_even_where_nothing_else_is_set() {
    for build in [ses::build, sns::build, whatsapp::build] {
        let expected = "`secret_access_key` is set but `access_key_id` is not";
        check(build, "secret_access_key = b8Kf0", expected);
    }
}

#[test]
fn clear_text_is_for_this_machine_where_recipients_are_real() {
    let build = |url| {
        let settings = settings(&format!("{SES}\nendpoint_url = {url}"));
        (
            ses::build(&settings).is_ok(),
            ses::build(&settings.in_production()).is_ok(),
        )
    };
    assert_eq!(build("http://localstack:4566"), (true, false));
    assert_eq!(build("http://127.0.0.1:4566"), (true, true));
    assert_eq!(build("https://localstack"), (true, true));
}

#[test]
fn the_time_for_a_call_is_a_little_less_than_the_gateway_waits() {
    let read = |lines: &str| {
        let settings = ses::Settings::from_account(&settings(lines)).unwrap();
        assert!(matches!(settings.account.credentials, Credentials::Chain));
        (settings.account.timeout, settings.account.otp_timeout)
    };
    let (usual, otp) = read(SES);
    assert!(usual < Duration::from_secs(10) && otp < Duration::from_secs(3));
    let (own, own_otp) = read(&format!("{SES}\nattempt_timeout = 4"));
    assert!(own < Duration::from_secs(4) && own_otp == own);
}

/// What the configuration of the server reads it by.
#[test]
fn every_key_that_is_read_is_declared() {
    for (declared, kind) in [
        (ses::SETTINGS, ses::DESCRIPTOR.kind),
        (sns::SETTINGS, sns::DESCRIPTOR.kind),
        (whatsapp::SETTINGS, whatsapp::DESCRIPTOR.kind),
    ] {
        assert!(declared.contains(&format!("\n[providers.{kind}]\n")));
        for key in [
            "region",
            "access_key_id",
            "secret_access_key",
            "session_token",
            "endpoint_url",
        ] {
            assert!(
                declared.contains(&format!("\n{key} = \"\"\n")),
                "{kind}: {key}"
            );
        }
    }
}
