//! Accounts: complete, left out, or refused; SMTP servers stand for every kind.

use std::time::Duration;

use msg_core::ProviderId;

use super::{Sources, development_with_smtp, load, problems};

#[track_caller]
fn check(sources: &Sources, expected: &str) {
    assert_eq!(problems(sources), [expected]);
}

/// The time for a one-time password and for anything else, in milliseconds.
fn limits(sources: &Sources, id: &str) -> (u128, u128) {
    let id = ProviderId::parse(id).expect("a name");
    let limits = load(sources).providers[&id].limits;
    (limits.otp.as_millis(), limits.other.as_millis())
}

#[test]
fn the_time_for_an_attempt_is_the_account_s_own_or_that_of_all() {
    let own = "HERALD__PROVIDERS__SMTP__ATTEMPT_TIMEOUT";
    let smtp = || development_with_smtp().env("HERALD__TIMEOUTS__ATTEMPT", "9s");
    assert_eq!(limits(&smtp(), "console"), (3_000, 9_000));
    assert_eq!(limits(&smtp(), "smtp"), (8_000, 8_000));
    assert_eq!(limits(&smtp().env(own, "2s"), "smtp"), (2_000, 2_000));
    let unset = "[providers.smtp]\nattempt_timeout = ''";
    assert_eq!(limits(&smtp().toml(unset), "smtp"), (3_000, 9_000));
    check(
        &smtp().env(own, "1h"),
        &format!("{own}: `providers.smtp.attempt_timeout`: 1h is out of range; use 100ms to 5m"),
    );
}

#[test]
fn a_kind_gets_what_was_set_and_what_is_declared() {
    let sources = development_with_smtp().env("SMTP_USER", "user");
    let sources = sources.env("SMTP_PASSWORD", "p");
    let smtp = ProviderId::parse("smtp").expect("a name");
    let account = &load(&sources).providers[&smtp];
    let settings = &account.settings;
    assert_eq!(account.kind(), "smtp");
    assert_eq!(settings.text("user"), Some("user"));
    assert_eq!(settings.integer("port"), Some(587));
    assert_eq!(settings.text("tls"), None);
    assert_eq!(
        settings.duration("attempt_timeout"),
        Some(Duration::from_secs(8))
    );
    let given =
        ["host", "user", "port", "tls", "attempt_timeout"].map(|key| settings.is_given(key));
    assert_eq!(given, [true, true, false, false, false]);
    assert!(!settings.is_production());
}

/// What is wrong is said once, however much depends on it.
#[test]
fn one_mistake_is_one_problem() {
    let smtp = development_with_smtp;
    for sources in [
        smtp().env("SMTP_FROM_EMAIL", "nobody"),
        Sources::default()
            .env("SMTP_HOST", "a\u{7}b")
            .env("SMTP_USER", "user"),
        smtp()
            .env("SMTP_USER", "user")
            .env("SMTP_PASSWORD_FILE", "/absent"),
        smtp()
            .env("SMTP_USER", "user")
            .env("HERALD__CHANNELS__EMAIL", "smtp"),
        smtp().env("HERALD__PROVIDERS__SMPT__HOST", "a"),
        smtp().toml("[providers.smpt]\nhost = 'a'\n[channels]\nemail = ['smtp', 'smpt']"),
        super::production().env("HERALD_SECRET_KEY", "short"),
        super::production().env("SMTP_FROM_EMAIL", "nobody"),
    ] {
        let found = problems(&sources);
        assert_eq!(found.len(), 1, "{found:#?}");
    }
}

#[test]
fn an_account_is_complete_or_refused() {
    let smtp = development_with_smtp;
    let only_host = Sources::default().env("SMTP_HOST", "smtp.example.com");
    check(
        &only_host,
        "SMTP_HOST: `providers.smtp.host` is set but `providers.smtp.from_email` is not; set the sender's address",
    );
    let gmail = only_host
        .env("SMTP_USER", "me@gmail.com")
        .env("SMTP_PASSWORD", "abcd efgh");
    assert_eq!(problems(&gmail), [""; 0]);
    check(
        &smtp().env("SMTP_USER", "user"),
        "SMTP_USER: `providers.smtp.user` is set but `providers.smtp.password` is not; set both or neither",
    );
    check(
        &smtp().env("SMTP_PASSWORD", "p"),
        "SMTP_PASSWORD: `providers.smtp.password` is set but `providers.smtp.user` is not; set both or neither",
    );
    for host in [
        "smtp.example.com:587",
        "smtp://smtp.example.com",
        "smtp example com",
        "me@gmail.com",
    ] {
        let expected = format!(
            "SMTP_HOST: `providers.smtp.host`: `{host}` is not a host name; write the name alone, such as `smtp.example.com`, and the port as `port`"
        );
        check(&smtp().env("SMTP_HOST", host), &expected);
    }
    assert_eq!(problems(&smtp().env("SMTP_HOST", "[::1]")), [""; 0]);
    let both = smtp()
        .env("SMTP_USER", "u")
        .env("SMTP_PASSWORD", "p")
        .env("SMTP_PASSWORD_FILE", "/p");
    check(
        &both,
        "SMTP_PASSWORD_FILE: `providers.smtp.password`: SMTP_PASSWORD is set too; keep one of the two",
    );
    let in_file = smtp().toml("[providers.smtp]\npassword = 'p'\npassword_file = '/p'\nuser = 'u'");
    check(
        &in_file,
        "herald.toml:3: `providers.smtp.password`: both `password` and `password_file` are set; keep one",
    );
}
