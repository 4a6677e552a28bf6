//! No secret is shown anywhere.

use super::{Config, KEY, Sources, development_with_smtp, problems};

const CANARY: &str = "canary-5e81c0ffee-5e81c0ffee-5e81c0ffee-5e81";

const INDEX: &str = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

#[track_caller]
fn check(shown: &str) {
    for secret in [CANARY, KEY, INDEX] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_configuration_shows_no_secret() {
    let config = super::load(
        &development_with_smtp()
            .env("SMTP_USER", "user")
            .env("SMTP_PASSWORD", CANARY)
            .env("HERALD_API_KEY", CANARY)
            .env("HERALD_INDEX_KEY", INDEX)
            .env("HERALD_SECRET_KEY", KEY),
    );
    check(&format!("{config:?} {config:#?}"));
    check(&config.redacted());
    let debug = format!("{config:?}");
    for first in [0, 32] {
        let bytes: Vec<u8> = (first..first + 32).collect();
        assert!(!debug.contains(&format!("{bytes:?}")), "{debug}");
    }
    assert!(
        config
            .redacted()
            .contains("password = \"(set)\"  # SMTP_PASSWORD\n")
    );
}

#[test]
fn a_problem_shows_no_secret() {
    let secrets = [
        "HERALD_SECRET_KEY",
        "HERALD_INDEX_KEY",
        "HERALD_API_KEY",
        "SMTP_PASSWORD",
        "HERALD__PROVIDERS__SMTP__PASSWORD",
        "HERALD__PROVIDERS__SMTP__PASWORD",
        "HERALD__PROVIDERS__ZZZ__PASSWORD",
    ];
    for name in secrets {
        let bad = format!("{CANARY} with a space");
        for sources in [
            Sources::default().env(name, &bad),
            Sources::default().dotenv(&format!("{name}={bad}")),
            Sources::default().dotenv(&format!("{name}='{bad}")),
            Sources::default().dotenv(&format!("{name} {bad}")),
        ] {
            let found = Config::load(&sources).expect_err(name);
            check(&format!("{found} {found:?}"));
        }
    }
    for toml in [
        "[providers.smtp]\npassword = CANARY",
        "[providers.smtp]\npassword = 'CANARY",
        "[providers.smtp]\npassword = \"CANARY\\z\"",
        "[providers.smtp]\npassword = ['CANARY']",
        "[providers.smtp]\npassword = { CANARY = 1",
        "[providers.smtp]\npasword = 'CANARY'",
        "[provider.smtp]\npassword = 'CANARY'",
        "[providers.smtp]\npassword = 'CANARY'",
        "[secrets]\nsecret_key = 'CANARY'\napi_key = 'CANARY with a space'\nindex_key = 'CANARY'",
        "password = 'CANARY'",
    ] {
        let toml = toml.replace("CANARY", CANARY);
        let found = problems(&Sources::default().toml(&toml));
        assert!(!found.is_empty(), "{toml}");
        check(&found.join("\n"));
    }
}
