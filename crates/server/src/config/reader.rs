//! Reads the settings of one section as the types of [`Config`](super::Config).

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use msg_core::EmailAddress;
use secrecy::SecretString;

use super::origin::Origin;
use super::setting::Setting;
use super::settings::{Entry, Settings};
use super::value::Value;

/// The settings of one section.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    section: &'a str,
    /// The section that counts where this one says nothing.
    base: Option<&'a str>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(settings: &'a Settings, section: &'a str) -> Self {
        let base = None;
        Self {
            settings,
            section,
            base,
        }
    }

    /// Reads a section whose settings replace those of `base`.
    pub(super) fn over(self, base: &'a str) -> Self {
        let base = Some(base);
        Self { base, ..self }
    }

    /// Reads one setting.
    ///
    /// # Panics
    /// When the declaration has no such setting, or one of another kind: a fault of the program that every start would show.
    pub(super) fn get<T: FromValue>(&self, key: &str) -> T {
        let path = self.path(key);
        let value = self.entry(key).value.as_ref();
        T::from_value(value).unwrap_or_else(|| panic!("`{path}` is declared as another kind"))
    }

    /// The place that gave the setting its value.
    pub(super) fn origin(&self, key: &str) -> &'a Origin {
        &self.entry(key).origin
    }

    /// Tells whether this section sets it, rather than the base or nobody.
    pub(super) fn is_own(&self, key: &str) -> bool {
        let entry = self.settings.entry(&self.path(key));
        entry.is_some_and(|entry| entry.value.is_some() && entry.origin != Origin::Default)
    }

    /// Tells whether somebody set it to something unusable, which has been reported.
    pub(super) fn is_broken(&self, key: &str) -> bool {
        self.settings.is_broken(&self.path(key))
    }

    /// Goes through the settings that have a value, in the order of the declaration.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static Setting, &'a Value)> + use<'a> {
        let Self {
            settings, section, ..
        } = *self;
        let mut instances = settings.instances.iter();
        let instance = instances.find(|instance| instance.name == section);
        let declared = instance
            .into_iter()
            .flat_map(|instance| &instance.section.settings);
        declared.filter_map(move |setting| {
            let entry = settings.entry(&format!("{section}.{}", setting.key))?;
            Some((setting, entry.value.as_ref()?))
        })
    }

    /// The path of a setting, for messages.
    pub(super) fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.section)
    }

    fn entry(&self, key: &str) -> &'a Entry {
        let own = self.settings.entry(&self.path(key));
        let own = own.filter(|entry| entry.value.is_some() || self.base.is_none());
        let base = || self.settings.entry(&format!("{}.{key}", self.base?));
        own.or_else(base)
            .unwrap_or_else(|| panic!("`{}` is not declared", self.path(key)))
    }
}

/// A type that settings are read as.
pub(super) trait FromValue: Sized {
    /// Takes the value; `None` when the setting is of another kind.
    fn from_value(value: Option<&Value>) -> Option<Self>;
}

/// Implements [`FromValue`] for kinds of values.
macro_rules! from_value {
    ($($variant:ident => |$value:ident| $read:expr, $type:ty;)*) => {$(
        impl FromValue for $type {
            fn from_value(value: Option<&Value>) -> Option<Self> {
                match value {
                    Some(Value::$variant($value)) => $read,
                    _ => None,
                }
            }
        }
    )*};
}

from_value! {
    Text => |text| Some(text.clone()), String;
    Text => |text| Some(PathBuf::from(text)), PathBuf;
    Integer => |number| Self::try_from(*number).ok(), u8;
    Integer => |number| Self::try_from(*number).ok(), u16;
    Integer => |number| Self::try_from(*number).ok(), u32;
    Integer => |number| Self::try_from(*number).ok(), usize;
    Integers => |numbers| numbers.iter().map(|n| u8::try_from(*n).ok()).collect(), Vec<u8>;
    Duration => |duration| Some(*duration), Duration;
    List => |items| Some(items.clone()), Vec<String>;
    Address => |address| Some(*address), SocketAddr;
    Email => |address| Some(address.clone()), EmailAddress;
    Secret => |secret| Some(secret.clone()), SecretString;
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Option<&Value>) -> Option<Self> {
        match value {
            None => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// Implements [`FromValue`] for a closed set of names.
macro_rules! choice {
    ($type:ty { $($name:literal => $variant:ident),* $(,)? }) => {
        impl $crate::config::reader::FromValue for $type {
            fn from_value(value: Option<&$crate::config::value::Value>) -> Option<Self> {
                let Some($crate::config::value::Value::Text(name)) = value else {
                    return None;
                };
                match name.as_str() {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use choice;
