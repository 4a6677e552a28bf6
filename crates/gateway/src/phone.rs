//! From what people write to a telephone number that can exist.
//!
//! The numbering plans are Google's, through `rlibphonenumber`; nothing else in the workspace knows that library.

use msg_core::PhoneNumber;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

/// A country whose numbers may be written without their country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultRegion(Region);

impl DefaultRegion {
    /// The country with this ISO 3166-1 alpha-2 code, such as `IN`.
    pub fn parse(code: &str) -> Option<Self> {
        let known = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        let region = known.then(|| code.parse().ok()).flatten()?;
        PHONE_NUMBER_UTIL
            .get_supported_regions()
            .any(|supported| supported == region)
            .then_some(Self(region))
    }
}

/// The number that `text` means.
///
/// Spaces, hyphens, dots and parentheses are allowed; without a leading `+` the number is read as one of `region`, and
/// without a region it is refused, since guessing a country sends codes to strangers.
///
/// # Errors
/// Refuses other characters, extensions, and numbers that no numbering plan knows.
pub fn normalise(text: &str, region: Option<DefaultRegion>) -> Result<PhoneNumber, InvalidPhone> {
    let text = text.trim_matches(' ');
    let national = text.strip_prefix('+').unwrap_or(text);
    if text.len() > MAX_BYTES || !national.bytes().all(is_phone_character) {
        return Err(InvalidPhone::Characters);
    }
    if region.is_none() && !text.starts_with('+') {
        return Err(InvalidPhone::CountryCode);
    }
    let number = PHONE_NUMBER_UTIL
        .parse(text, region.map(|region| region.0))
        .map_err(|_| InvalidPhone::Number)?;
    if !number.is_valid() {
        return Err(InvalidPhone::Number);
    }
    PhoneNumber::parse(&number.format_as(PhoneNumberFormat::E164)).map_err(|_| InvalidPhone::Number)
}

/// Fifteen digits with a separator after each, and some.
const MAX_BYTES: usize = 40;

const fn is_phone_character(b: u8) -> bool {
    matches!(b, b'0'..=b'9' | b' ' | b'-' | b'.' | b'(' | b')')
}

/// Why a text isn't a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhone {
    /// It holds something else than digits and separators.
    #[error("write the number with digits, spaces, hyphens, dots and parentheses only")]
    Characters,
    /// It has no country code and no default region is set.
    #[error("write the number with + and its country code, or set a default region")]
    CountryCode,
    /// No numbering plan knows it.
    #[error("no country has such a number")]
    Number,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, region: Option<&str>) -> Result<String, InvalidPhone> {
        let region = region.map(|code| DefaultRegion::parse(code).expect("a region"));
        normalise(text, region).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn what_people_write_becomes_one_form() {
        for (text, region, number) in [
            ("+12025550123", None, "+12025550123"),
            (" +1 (202) 555-0123 ", None, "+12025550123"),
            ("+1.202.555.0123", None, "+12025550123"),
            ("098765 43210", Some("IN"), "+919876543210"),
            ("+4915112345678", Some("IN"), "+4915112345678"),
        ] {
            assert_eq!(check(text, region).as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn no_country_is_guessed_and_no_number_invented() {
        for (text, reason) in [
            ("5551234567", InvalidPhone::CountryCode),
            ("", InvalidPhone::CountryCode),
            ("+15551234", InvalidPhone::Number),
            ("+", InvalidPhone::Number),
            ("++12025550123", InvalidPhone::Characters),
            ("+1 2025550123x9", InvalidPhone::Characters),
            ("tel:+1;phone-context=", InvalidPhone::Characters),
            ("+١٢٠٢٥٥٥٠١٢٣", InvalidPhone::Characters),
            ("+12025550123\n+12025550124", InvalidPhone::Characters),
            ("+12025550123\r\n", InvalidPhone::Characters),
        ] {
            assert_eq!(check(text, None), Err(reason), "{text:?}");
        }
        assert_eq!(
            check(&"1".repeat(400), Some("US")),
            Err(InvalidPhone::Characters)
        );
    }

    #[test]
    fn regions_are_real_countries() {
        assert!(DefaultRegion::parse("IN").is_some());
        for bad in ["", "in", "XX", "IND", "ZZ", "001"] {
            assert_eq!(DefaultRegion::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        let once = check("+91 98765-43210", None).unwrap();
        assert_eq!(check(&once, None).unwrap(), once);
    }
}
