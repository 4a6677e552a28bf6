//! Names of AWS regions.

use std::fmt;

/// A region, such as `eu-west-1`.
///
/// Any name that is formed like one is taken, so that a region which opens tomorrow works; see
/// [the list](https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region(String);

/// Names offered to who mistypes one.
const FAMILIAR: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ca-central-1",
    "cn-north-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

const AREAS: &[&str] = &[
    "af", "ap", "ca", "cn", "eu", "il", "me", "mx", "sa", "us", "us-gov",
];

const DIRECTIONS: &[&str] = &[
    "central",
    "east",
    "north",
    "northeast",
    "northwest",
    "south",
    "southeast",
    "southwest",
    "west",
];

impl Region {
    /// Takes the name of a region.
    ///
    /// # Errors
    /// Refuses what isn't an area, a direction and a number, and says what may have been meant.
    pub fn parse(text: &str) -> Result<Self, UnknownRegion> {
        if is_well_formed(text).is_some() {
            return Ok(Self(text.to_owned()));
        }
        let lower = text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        let suggestion = FAMILIAR
            .iter()
            .map(|name| (strsim::damerau_levenshtein(name, &lower), *name))
            .min()
            .filter(|(distance, _)| *distance <= 3)
            .map(|(_, name)| name);
        Err(UnknownRegion { suggestion })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_well_formed(text: &str) -> Option<()> {
    let (place, number) = text.rsplit_once('-')?;
    let (area, direction) = place.rsplit_once('-')?;
    let numbered = number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit());
    (numbered && AREAS.contains(&area) && DIRECTIONS.contains(&direction)).then_some(())
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text that isn't the name of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an AWS region; {}", hint(*.suggestion))]
pub struct UnknownRegion {
    suggestion: Option<&'static str>,
}

fn hint(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(name) => format!("did you mean `{name}`?"),
        None => "write one such as `eu-west-1`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_formed_like_regions_are_taken() {
        for name in FAMILIAR.iter().chain(&["mx-central-1", "ap-southeast-9"]) {
            assert_eq!(Region::parse(name).unwrap().as_str(), *name);
        }
    }

    #[test]
    fn a_mistyped_region_is_refused_with_what_may_be_meant() {
        for (text, hint) in [
            ("us-esat-1", "us-east-1"),
            ("EU-WEST-1", "eu-west-1"),
            ("eu_west_1", "eu-west-1"),
            ("eu-west-1 ", "eu-west-1"),
            ("us-east-1a", "us-east-1"),
            ("s3-us-west-2", "us-west-2"),
            ("", "such as"),
            ("Frankfurt", "such as"),
            ("eu-west-1.evil.example", "such as"),
            ("eu-west-1/../../", "such as"),
        ] {
            let error = Region::parse(text).unwrap_err().to_string();
            assert!(error.contains(hint), "{text:?}: {error}");
        }
    }
}
