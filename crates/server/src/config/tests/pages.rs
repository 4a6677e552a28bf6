//! What people read, whole.

use super::super::reference_markdown;
use super::{KEY, Sources, development_with_smtp, load};
use crate::config::Config;

#[test]
fn many_mistakes_at_once() {
    let sources = Sources::default()
        .toml("[server]\nlisen = '0.0.0.0:80'\nbody_timeout = 15\n\n[otp]\nlength = 12\n\n[sms]\nfrom = 'x'\n")
        .dotenv("SMTP_HOST=smtp.example.com\nSMTP_PASSWORD_FILE=/run/absent\n")
        .env("SMTP_PORT", "smtp")
        .env("HERALD__SERVER__DATTA", "/data")
        .env("HERALD__CHANNELS__SMS", "twillio");
    let found = Config::load(&sources).expect_err("mistakes");
    insta::assert_snapshot!(found);
}

#[test]
fn check_config() {
    let sources = development_with_smtp()
        .toml("[otp.purposes.password_reset]\nvalidity = \"15m\"\n")
        .dotenv("SMTP_PORT=465\nSMTP_USER=user\n")
        .file("/run/secrets/smtp", "secret\n")
        .env("SMTP_PASSWORD_FILE", "/run/secrets/smtp")
        .env("HERALD_SECRET_KEY", KEY)
        .env("PORT", "3000");
    let shown = load(&sources).redacted();
    let sections = shown.split_inclusive("\n\n");
    let ours = ["[providers.smtp]", "[providers.console]"];
    let of_others = |section: &&str| {
        section.starts_with("[providers.") && !ours.iter().any(|head| section.starts_with(head))
    };
    let shown: String = sections.filter(|section| !of_others(section)).collect();
    insta::assert_snapshot!(shown.trim_end());
}

#[test]
fn the_head_of_the_reference() {
    let page = reference_markdown();
    assert_eq!(page, reference_markdown());
    let head: Vec<_> = page.lines().take(60).collect();
    insta::assert_snapshot!(head.join("\n"));
}
