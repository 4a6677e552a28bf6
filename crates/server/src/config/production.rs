//! What production refuses besides consoles in a chain and what the kinds of providers refuse themselves: settings that are fine on
//! somebody's own machine and dangerous elsewhere.

use super::Config;
use super::general::Environment;
use super::problem::Problems;
use super::reader::Reader;
use super::settings::Settings;

/// The fewest digits of a code that somebody else might guess at (NIST SP 800-63B-4, section 3.1.3.3).
const FEWEST_DIGITS: u8 = 6;

/// Adds what must not be so in production.
pub(super) fn check(config: &Config, settings: &Settings, problems: &mut Problems) {
    if config.app.env != Environment::Production {
        return;
    }
    let secrets = Reader::new(settings, "secrets");
    if config.secrets.secret_key.is_none()
        && !secrets.is_own("secret_key")
        && !secrets.is_broken("secret_key")
    {
        let fix = "set HERALD_SECRET_KEY or HERALD_SECRET_KEY_FILE to the output of `openssl rand -base64 32`";
        problems.overall(format!(
            "`secrets.secret_key` is not set, which production needs; {fix}"
        ));
    }
    check_lengths(settings, problems);
}

fn check_lengths(settings: &Settings, problems: &mut Problems) {
    for instance in &settings.instances {
        let is_base = instance.name == "otp";
        if !is_base && !instance.name.starts_with("otp.purposes.") {
            continue;
        }
        let from = Reader::new(settings, &instance.name);
        let one: Option<u8> = from.get("length");
        let many: Option<Vec<u8>> = from.get("lengths");
        for (key, lengths) in [
            ("length", Vec::from_iter(one)),
            ("lengths", many.unwrap_or_default()),
        ] {
            if let Some(short) = lengths.iter().find(|length| **length < FEWEST_DIGITS) {
                let fix = "production needs 6 or more";
                let text = format!(
                    "`{}`: {short} digits are too easily guessed; {fix}",
                    from.path(key)
                );
                problems.at(from.origin(key), text);
            }
        }
    }
}
