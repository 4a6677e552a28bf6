//! Every kind of provider this source knows, whether or not it was compiled in.

use std::sync::Arc;

use msg_core::provider::{AccountSettings, SettingsFault};
use msg_core::{Descriptor, Provider};

use crate::console;

/// A kind of provider that this source knows.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name by which settings ask for it.
    pub name: &'static str,
    /// The cargo feature that compiles it in; nothing for what is always there.
    pub feature: Option<&'static str>,
    /// What it is; nothing when it was left out of this build.
    pub built: Option<Built>,
}

/// A kind of provider that was compiled in.
#[derive(Clone, Copy, Debug)]
pub struct Built {
    /// What it is and can do.
    pub descriptor: &'static Descriptor,
    /// The declaration of an account's settings: the table `[providers.<kind>]` in TOML, annotated.
    pub settings: &'static str,
    /// Makes an account of its settings.
    pub build: Build,
}

/// How an account of a kind is made.
#[derive(Clone, Copy, Debug)]
pub enum Build {
    /// Of its settings alone, without a word over the network.
    FromSettings(fn(&AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault>),
    /// As a [`Console`](console::Console), on a stream that whoever composes the gateway chooses.
    Console,
}

/// One kind: its name, the cargo feature that compiles it in, and the crate, or the module of it, with `DESCRIPTOR`,
/// `SETTINGS` and `build`.
macro_rules! kind {
    ($name:literal, $feature:literal, $($module:ident)::+) => {
        Kind {
            name: $name,
            feature: Some($feature),
            #[cfg(feature = $feature)]
            built: Some(Built {
                descriptor: &$($module)::+::DESCRIPTOR,
                settings: $($module)::+::SETTINGS,
                build: Build::FromSettings($($module)::+::build),
            }),
            #[cfg(not(feature = $feature))]
            built: None,
        }
    };
}

/// The registration lines, one a kind.
pub const KINDS: &[Kind] = &[
    kind!("aws-ses", "provider-aws-ses", provider_aws::ses),
    kind!("aws-sns", "provider-aws-sns", provider_aws::sns),
    kind!(
        "aws-whatsapp",
        "provider-aws-whatsapp",
        provider_aws::whatsapp
    ),
    kind!("sendgrid", "provider-sendgrid", provider_sendgrid),
    kind!("smtp", "provider-smtp", provider_smtp),
    kind!("twilio", "provider-twilio", provider_twilio),
    kind!("http", "provider-http", provider_http),
    kind!("messagebird", "provider-messagebird", provider_messagebird),
    kind!("vonage", "provider-vonage", provider_vonage),
    Kind {
        name: "console",
        feature: None,
        built: Some(Built {
            descriptor: &console::DESCRIPTOR,
            settings: console::SETTINGS,
            build: Build::Console,
        }),
    },
];

/// The vendor of a kind: what its name begins with, such as `aws` of `aws-ses`.
pub fn vendor(kind: &str) -> &str {
    kind.split('-').next().unwrap_or(kind)
}

/// The kinds that were compiled in, in the order of [`KINDS`].
pub fn built_in() -> impl Iterator<Item = Built> {
    KINDS.iter().filter_map(|kind| kind.built)
}

/// The kind called `name` among [`KINDS`].
///
/// # Errors
/// Tells apart a kind that nobody knows from one that was left out of this build.
pub fn find(name: &str) -> Result<Built, Unavailable> {
    find_among(KINDS, name)
}

/// The kind called `name` among `kinds`.
///
/// # Errors
/// As [`find`].
pub fn find_among(kinds: &[Kind], name: &str) -> Result<Built, Unavailable> {
    let built_in = || {
        let built = kinds.iter().filter(|kind| kind.built.is_some());
        let names: Vec<_> = built.map(|kind| kind.name).collect();
        names.join(", ")
    };
    let kind = kinds.iter().find(|kind| kind.name == name);
    match kind.map(|kind| (kind.built, kind.feature)) {
        Some((Some(built), _)) => Ok(built),
        Some((None, feature)) => Err(Unavailable::NotCompiled {
            feature: feature.unwrap_or(name).to_owned(),
            built_in: built_in(),
        }),
        None => Err(Unavailable::Unknown {
            name: name.to_owned(),
            built_in: built_in(),
        }),
    }
}

/// Why a kind of provider can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// The source knows it, this build doesn't hold it.
    #[error("built without feature `{feature}`; built in: {built_in}")]
    NotCompiled {
        /// The cargo feature to build with.
        feature: String,
        /// The kinds that are there.
        built_in: String,
    },
    /// Nobody knows it.
    #[error("unknown kind of provider `{name}`; built in: {built_in}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The kinds that are there.
        built_in: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_what_its_line_says() {
        for kind in KINDS {
            let Some(built) = kind.built else { continue };
            assert_eq!(kind.name, built.descriptor.kind);
            let table = format!("\n[providers.{0}]\n", kind.name);
            assert!(built.settings.contains(&table), "{}", kind.name);
            let key = format!("\nkind = \"{0}\"\n", kind.name);
            assert!(built.settings.contains(&key), "{}", kind.name);
        }
    }

    #[test]
    fn what_was_left_out_is_told_from_what_nobody_knows() {
        let left_out = Kind {
            name: "pigeon-post",
            feature: Some("provider-pigeon"),
            built: None,
        };
        assert_eq!(vendor(left_out.name), "pigeon");
        let console = *KINDS.last().expect("the console is always there");
        let kinds = [left_out, console];
        assert!(find_among(&kinds, "console").is_ok());
        for (name, expected) in [
            (
                "pigeon-post",
                "built without feature `provider-pigeon`; built in: console",
            ),
            ("owl", "unknown kind of provider `owl`; built in: console"),
        ] {
            let error = find_among(&kinds, name).map(|_| ()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
