//! Which accounts carry which channel.

use msg_core::{Channel, ProviderId};

use super::{Sources, development_with_smtp, load, problems, production};

const BACKUP: &str =
    "[providers.smtp-backup]\nkind = 'smtp'\nhost = 'b.example'\nfrom_email = 'b@example.com'\n";

#[track_caller]
fn check(sources: &Sources, channel: Channel, expected: &str) {
    let config = load(sources);
    let chain: Vec<_> = config
        .channels
        .chain(channel)
        .iter()
        .map(ProviderId::as_str)
        .collect();
    assert_eq!(chain.join(" "), expected);
    for id in config.channels.chain(channel) {
        assert!(config.providers[id].carries(channel), "{id}");
    }
}

#[test]
fn chains_hold_what_is_configured() {
    let nothing = Sources::default();
    for channel in Channel::ALL {
        check(&nothing, channel, "console");
    }
    let smtp = development_with_smtp();
    check(&smtp, Channel::Email, "smtp");
    check(&smtp, Channel::Sms, "console");
    let both = development_with_smtp().toml(BACKUP);
    check(&both, Channel::Email, "smtp smtp-backup");
    check(
        &Sources::default().toml(BACKUP),
        Channel::Email,
        "smtp-backup",
    );
    let reversed = format!("[channels]\nemail = ['smtp-backup', 'smtp']\nvoice = []\n{BACKUP}");
    let reversed = development_with_smtp().toml(&reversed);
    check(&reversed, Channel::Email, "smtp-backup smtp");
    check(&reversed, Channel::Voice, "");
    let variable = development_with_smtp().env("HERALD__CHANNELS__EMAIL", "smtp, console");
    check(&variable, Channel::Email, "smtp console");
    check(&production(), Channel::Email, "smtp");
    check(&production(), Channel::Sms, "");
    assert_eq!(load(&production()).providers.len(), 1);
}

/// The account named like its kind is the one people set first, so it comes first whatever the others are called.
#[test]
fn the_main_account_comes_before_others_of_its_kind() {
    let other = BACKUP.replace("smtp-backup", "a-relay");
    let both = development_with_smtp().toml(&other);
    check(&both, Channel::Email, "smtp a-relay");
}

#[test]
fn an_account_may_carry_less_than_its_kind() {
    let acme = "[providers.acme]\nkind = 'http'\nurl = 'https://a.example/send'\n";
    let acme = |more: &str| Sources::default().toml(&format!("{acme}{more}"));
    check(&acme(""), Channel::Sms, "acme");
    check(&acme(""), Channel::Email, "console");
    let voice = acme("channels = ['voice', 'sms']\n");
    check(&voice, Channel::Voice, "acme");
    assert_eq!(
        problems(&acme("[channels]\nemail = ['acme']")),
        ["herald.toml:5: `channels.email`: `acme` can't carry email; remove it"]
    );
}

/// Only smtp and console are certain to be here; the order of all kinds has tests of its own.
#[test]
fn a_vendor_moves_nothing_that_is_listed() {
    let listed = "[channels]\nemail = ['smtp-backup', 'smtp']\n";
    for vendor in ["aws", "twilio"] {
        let smtp = || development_with_smtp().env("MESSAGING_PROVIDER", vendor);
        check(&smtp(), Channel::Sms, "console");
        check(&smtp().toml(BACKUP), Channel::Email, "smtp smtp-backup");
        let listed = smtp().toml(&format!("{listed}{BACKUP}"));
        check(&listed, Channel::Email, "smtp-backup smtp");
    }
    assert_eq!(
        problems(&Sources::default().env("MESSAGING_PROVIDER", "twillio")),
        [
            "MESSAGING_PROVIDER: `channels.vendor`: `twillio` is none of `aws` or `twilio`; did you mean `twilio`?"
        ]
    );
}

#[test]
fn a_template_that_is_left_as_it_is_configures_nothing() {
    let template = Sources::default()
        .env("SMTP_PORT", "587")
        .env("SMTP_HOST", "");
    check(&template, Channel::Email, "console");
    let sender = template
        .env("SMTP_FROM_EMAIL", "a@example.com")
        .env("SMTP_FROM_NAME", "A");
    check(&sender, Channel::Email, "console");
}

#[test]
fn chains_that_make_no_sense_are_problems() {
    let chain = |email: &str| Sources::default().env("HERALD__CHANNELS__EMAIL", email);
    for (sources, complaint) in [
        (
            chain("smtp"),
            "`smtp` is not configured; set `providers.smtp.host`",
        ),
        (
            chain("console,consol"),
            "there is no provider account `consol`; did you mean `console`?",
        ),
        (
            chain("mailer"),
            "there is no provider account `mailer`; add a table `[providers.mailer]`",
        ),
        (chain("console,console"), "`console` is listed twice"),
        (
            chain("auto,console"),
            "`auto` stands alone; list the accounts, or remove them",
        ),
    ] {
        let expected = format!("HERALD__CHANNELS__EMAIL: `channels.email`: {complaint}");
        assert_eq!(problems(&sources), [expected]);
    }
    let sms = development_with_smtp().toml("[channels]\nsms = 'smtp'");
    assert_eq!(
        problems(&sms),
        ["herald.toml:2: `channels.sms`: `smtp` can't carry sms; remove it"]
    );
}
