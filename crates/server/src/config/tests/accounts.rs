//! Accounts with SMTP servers: complete, left out, or refused.

use super::super::{Account, SmtpTls};
use super::{Sources, development_with_smtp, load, problems};

#[track_caller]
fn check(sources: &Sources, expected: &str) {
    assert_eq!(problems(sources), [expected]);
}

#[test]
fn protection_follows_the_port() {
    for (port, tls, expected) in [
        ("587", "", SmtpTls::StartTls),
        ("465", "", SmtpTls::Tls),
        ("2525", "", SmtpTls::StartTls),
        ("465", "starttls", SmtpTls::StartTls),
        ("587", "tls", SmtpTls::Tls),
        ("25", "none", SmtpTls::None),
    ] {
        let sources = development_with_smtp()
            .env("SMTP_PORT", port)
            .env("SMTP_TLS", tls);
        let accounts = load(&sources).providers.into_values();
        let protections: Vec<_> = accounts
            .filter_map(|account| match account {
                Account::Smtp(account) => Some((account.port.to_string(), account.tls)),
                Account::Console => None,
            })
            .collect();
        assert_eq!(protections, [(port.to_owned(), expected)], "{port} {tls}");
    }
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
