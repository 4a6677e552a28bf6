//! Rules of one-time passwords.

use std::time::Duration;

use msg_core::EmailAddress;

use ::otp::{Policies, Purpose, ResendPolicy};

use super::super::OtpPolicy;
use super::{Sources, load, problems, production};

#[test]
fn a_purpose_replaces_what_it_sets_and_nothing_else() {
    let config = load(&Sources::default().toml(
        "[otp]\nlength = 7\nfrom_name = 'Codes'\n\
         [otp.purposes.password_reset]\nvalidity = '15m'\nlength = 8\nresend_policy = 'new'\nfrom_email = 'reset@example.com'\n\
         [otp.purposes.login]\n",
    ));
    let default = config.otp.policy("whatever").clone();
    assert_eq!(
        (default.length, default.lengths.as_slice()),
        (7, &[6, 7, 8][..])
    );
    assert_eq!(config.otp.policy("login"), &default);
    let reset = config.otp.policy("password_reset").clone();
    assert_eq!(
        reset.from_email.as_ref().map(EmailAddress::as_str),
        Some("reset@example.com")
    );
    assert_eq!(
        reset,
        OtpPolicy {
            length: 8,
            lengths: vec![6, 8],
            validity: Duration::from_mins(15),
            resend_policy: ResendPolicy::New,
            from_email: reset.from_email.clone(),
            ..default
        }
    );
}

/// The defaults stand in two places, here and in the library, which can be used without this one.
#[test]
fn the_defaults_are_those_of_the_library() {
    let login = Purpose::new("login").expect("a name");
    let ours = load(&Sources::default()).otp.policies();
    assert_eq!(ours.of(&login), Policies::default().of(&login));
}

#[test]
fn the_extremes_that_are_accepted_make_policies() {
    for (toml, length) in [
        (
            "length = 4\nvalidity = '1m'\nmax_validity = '1m'\nmax_attempts = 1",
            4,
        ),
        ("length = 10\nvalidity = '24h'\nmax_validity = '24h'", 10),
        (
            "max_validity = '1h'\n[otp.purposes.login]\nlength = 8\nvalidity = '1h'",
            8,
        ),
    ] {
        let sources = Sources::default().toml(&format!("[otp]\n{toml}"));
        let policies = load(&sources).otp.policies();
        let login = Purpose::new("login").expect("a name");
        assert_eq!(policies.of(&login).length.get(), length);
    }
}

#[track_caller]
fn check(sources: Sources, toml: &str, expected: &[&str]) {
    assert_eq!(problems(&sources.toml(toml)), expected, "{toml}");
}

#[test]
fn impossible_rules_are_problems() {
    let development = Sources::default;
    check(development(), "[otp]\nlength = 4\nlengths = [4, 5]", &[]);
    check(
        development(),
        "[otp]\nlength = 3\nlengths = [6, 11]",
        &[
            "herald.toml:2: `otp.length`: 3 is out of range; use 4 to 10",
            "herald.toml:3: `otp.lengths`: 11 is out of range; use 4 to 10",
        ],
    );
    check(
        production(),
        "[otp]\nlength = 5\n[otp.purposes.login]\nlengths = [8, 4]",
        &[
            "herald.toml:2: `otp.length`: 5 digits are too easily guessed; production needs 6 or more",
            "herald.toml:4: `otp.purposes.login.lengths`: 4 digits are too easily guessed; production needs 6 or more",
        ],
    );
    check(development(), "[otp]\nvalidity = '15m'", &[]);
    check(
        development(),
        "[otp]\nvalidity = '1h'\nmax_validity = '1h'",
        &[],
    );
    check(
        development(),
        "[otp]\nvalidity = '16m'\n[otp.purposes.login]\nvalidity = '1h'\n[otp.purposes.other]\n",
        &[
            "herald.toml:2: `otp.validity`: 16m is longer than `otp.max_validity`, 15m; shorten it, or raise `otp.max_validity`",
            "herald.toml:4: `otp.purposes.login.validity`: 1h is longer than `otp.max_validity`, 15m; shorten it, or raise `otp.max_validity`",
        ],
    );
    check(
        development(),
        "[otp.purposes.'Log in']\n",
        &[
            "herald.toml:1: `Log in` can't name a purpose; use 1 to 64 lower-case letters, digits, `_` and `-`",
        ],
    );
}
