//! The language of a text, and what stands in for it.

use std::fmt;
use std::str::FromStr;

/// A language tag such as `fr` or `pt-BR` ([RFC 5646](https://www.rfc-editor.org/rfc/rfc5646)), with `_` taken for `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Locale(String);

impl Locale {
    /// The language that stands in when no nearer one is there.
    pub const DEFAULT: &str = "en";

    /// This language, then its wider ones, then the default: `pt-BR`, `pt`, `en`.
    pub(crate) fn nearest(&self) -> impl Iterator<Item = &str> {
        let own = std::iter::successors(Some(self.0.as_str()), |tag| {
            tag.rsplit_once('-').map(|(wider, _)| wider)
        });
        own.chain(std::iter::once(Self::DEFAULT))
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Locale {
    type Err = InvalidLocale;

    fn from_str(text: &str) -> Result<Self, InvalidLocale> {
        let mut tags = text.split(['-', '_']);
        let language = tags
            .next()
            .filter(|tag| {
                (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic())
            })
            .ok_or(InvalidLocale)?;
        let mut locale = language.to_ascii_lowercase();
        for tag in tags {
            let plain =
                (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
            if !plain || locale.len() > 30 {
                return Err(InvalidLocale);
            }
            locale.push('-');
            match tag.len() {
                2 => locale.push_str(&tag.to_ascii_uppercase()),
                _ => locale.push_str(tag),
            }
        }
        Ok(Self(locale))
    }
}

/// A text that isn't a language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag: write one such as en, pt-BR or zh-Hant")]
pub struct InvalidLocale;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_falls_back_to_wider_ones() {
        for (text, nearest) in [
            ("fr-CA", &["fr-CA", "fr", "en"][..]),
            ("PT_br", &["pt-BR", "pt", "en"]),
            ("zh-Hant-TW", &["zh-Hant-TW", "zh-Hant", "zh", "en"]),
            ("en", &["en", "en"]),
        ] {
            let locale: Locale = text.parse().unwrap();
            assert_eq!(locale.nearest().collect::<Vec<_>>(), nearest);
        }
        for bad in ["", "e", "english", "en-", "en-../..", "e1", "en-toolongtag"] {
            assert_eq!(bad.parse::<Locale>(), Err(InvalidLocale), "{bad}");
        }
    }
}
