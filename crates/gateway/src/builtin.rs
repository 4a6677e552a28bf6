//! Every kind of provider this source knows, whether or not it was compiled in.

use msg_core::Descriptor;

use crate::console;

/// A kind of provider that this source knows.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name by which settings ask for it.
    pub name: &'static str,
    /// The cargo feature that compiles it in; nothing for what is always there.
    pub feature: Option<&'static str>,
    /// What it is; nothing when it was left out of this build.
    pub descriptor: Option<&'static Descriptor>,
}

macro_rules! kind {
    ($name:literal, $feature:literal, $descriptor:path) => {
        Kind {
            name: $name,
            feature: Some($feature),
            #[cfg(feature = $feature)]
            descriptor: Some(&$descriptor),
            #[cfg(not(feature = $feature))]
            descriptor: None,
        }
    };
}

/// The registration lines, one a provider.
pub const KINDS: &[Kind] = &[
    kind!("smtp", "provider-smtp", provider_smtp::DESCRIPTOR),
    Kind {
        name: "console",
        feature: None,
        descriptor: Some(&console::DESCRIPTOR),
    },
];

/// The kind called `name`.
///
/// # Errors
/// Tells apart a kind that nobody knows from one that was left out of this build.
pub fn find(name: &str) -> Result<&'static Descriptor, Unavailable> {
    let kind = KINDS.iter().find(|kind| kind.name == name);
    match kind.map(|kind| (kind.descriptor, kind.feature)) {
        Some((Some(descriptor), _)) => Ok(descriptor),
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

fn built_in() -> String {
    let names: Vec<_> = KINDS
        .iter()
        .filter(|kind| kind.descriptor.is_some())
        .map(|kind| kind.name)
        .collect();
    names.join(", ")
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
