//! What production refuses.

use super::{KEY, Sources, development_with_smtp, problems, production};

#[track_caller]
fn check(sources: &Sources, expected: &str) {
    assert_eq!(problems(sources), [expected]);
}

#[test]
fn production_lists_all_that_is_unsafe() {
    assert_eq!(problems(&production()), [""; 0]);
    let loose = Sources::default().env("APP_ENV", "production").toml(
        "[channels]\nemail = ['console']\nsms = 'console'\n[otp]\nlength = 4\n\
         [providers.smtp]\nhost = 'a.example'\nfrom_email = 'a@example.com'\ntls = 'none'",
    );
    let console = "`console` shows messages and their codes instead of sending them; remove it, or unset APP_ENV=production";
    assert_eq!(
        problems(&loose),
        [
            &format!("herald.toml:2: `channels.email`: {console}"),
            &format!("herald.toml:3: `channels.sms`: {console}"),
            "herald.toml:5: `otp.length`: 4 digits are too easily guessed; production needs 6 or more",
            "herald.toml:9: `providers.smtp.tls`: `none` sends codes and passwords in clear; use `starttls` or `tls`",
            "`secrets.secret_key` is not set, which production needs; set HERALD_SECRET_KEY or HERALD_SECRET_KEY_FILE to the output of `openssl rand -base64 32`",
        ]
    );
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let local = production().env("SMTP_TLS", "none").env("SMTP_HOST", host);
        assert_eq!(problems(&local), [""; 0]);
    }
    for host in ["10.0.0.1", "localhost.example.com"] {
        let far = production().env("SMTP_TLS", "none").env("SMTP_HOST", host);
        assert_eq!(problems(&far).len(), 1, "{host}");
    }
    let nothing = Sources::default()
        .env("APP_ENV", "production")
        .env("HERALD_SECRET_KEY", KEY);
    check(
        &nothing,
        "no provider is configured, so nothing could be sent; configure one, such as SMTP_HOST and SMTP_FROM_EMAIL",
    );
    let unreadable = development_with_smtp()
        .env("APP_ENV", "production")
        .env("HERALD_SECRET_KEY_FILE", "/k");
    check(
        &unreadable,
        "HERALD_SECRET_KEY_FILE: `secrets.secret_key`: `/k` can't be read: no such file",
    );
}
