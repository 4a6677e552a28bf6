//! Numbers that can be bought.

use std::fmt;

use msg_core::PhoneNumber;
use serde::{Deserialize, Deserializer};

use super::Uses;

/// A country by its two letters, such as `US` ([ISO 3166-1](https://www.iso.org/iso-3166-country-codes.html)).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Takes two ASCII letters of either case.
    ///
    /// # Errors
    /// Refuses everything else.
    pub fn parse(code: &str) -> Result<Self, InvalidCountry> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(InvalidCountry),
        }
    }

    /// The two letters, in capitals.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that isn't a country's two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country: expected two letters, such as US (ISO 3166-1)")]
pub struct InvalidCountry;

/// Kinds of phone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// Of a place.
    Local,
    /// Free of charge for who calls it.
    TollFree,
    /// Of a mobile network.
    Mobile,
}

impl NumberKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "Local",
            Self::TollFree => "TollFree",
            Self::Mobile => "Mobile",
        }
    }
}

/// Which numbers to look for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NumberSearch {
    /// In which country.
    pub country: Country,
    /// Of which kind.
    pub kind: NumberKind,
    /// With which area code; United States and Canada only.
    pub area_code: Option<u16>,
    /// With which digits or letters in it; `*` stands for any digit.
    pub contains: Option<String>,
    /// What it must be good for, at least.
    pub uses: Uses,
}

impl NumberSearch {
    /// Any number of the kind.
    pub const fn new(country: Country, kind: NumberKind) -> Self {
        Self {
            country,
            kind,
            area_code: None,
            contains: None,
            uses: Uses {
                sms: false,
                mms: false,
                voice: false,
            },
        }
    }

    pub(super) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        query.extend(self.area_code.map(|code| ("AreaCode", code.to_string())));
        query.extend(self.contains.clone().map(|text| ("Contains", text)));
        for (wanted, name) in [
            (self.uses.sms, "SmsEnabled"),
            (self.uses.mms, "MmsEnabled"),
            (self.uses.voice, "VoiceEnabled"),
        ] {
            query.extend(wanted.then(|| (name, "true".to_owned())));
        }
        query
    }
}

/// A number that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct AvailableNumber {
    /// The number.
    #[serde(rename = "phone_number", deserialize_with = "number")]
    pub number: PhoneNumber,
    /// The place it is of.
    pub locality: Option<String>,
    /// The region, such as a state.
    pub region: Option<String>,
    /// What it is good for.
    pub capabilities: Uses,
    /// What address it needs: `none`, `any`, `local` or `foreign`.
    pub address_requirements: Option<String>,
}

pub(super) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<PhoneNumber, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
    PhoneNumber::parse(&text).map_err(serde::de::Error::custom)
}
