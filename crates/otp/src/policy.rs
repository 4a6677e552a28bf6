//! What a code of a purpose looks like and how it is treated.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::alphabet::{Alphabet, CodeLength};
use crate::challenge::Terms;
use crate::code::Guess;
use crate::limits::Limits;
use crate::purpose::Purpose;

/// What holds for the codes of a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many symbols a code has, where a request doesn't say.
    pub length: CodeLength,
    /// What a request may say. Has `length` in it.
    pub lengths: Vec<CodeLength>,
    /// The symbols.
    pub alphabet: Alphabet,
    /// How long a code is good, where a request doesn't say.
    pub validity: Duration,
    /// The most that a request may say; the least is [`Policy::MIN_VALIDITY`].
    pub max_validity: Duration,
    /// Guesses per code.
    pub max_attempts: u32,
    /// How long to wait between two sends to one recipient.
    pub resend_after: Duration,
    /// What is sent when a code is asked for again.
    pub resend_policy: ResendPolicy,
    /// How much is allowed.
    pub limits: Limits,
}

/// What is sent when a code is asked for while the last one is still good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResendPolicy {
    /// The same code.
    #[default]
    Same,
    /// A new one; the old one is dead.
    New,
}

impl Default for Policy {
    /// Six digits (or eight, if asked), 10 minutes (up to 15), 5 guesses, a minute between sends.
    /// [NIST SP 800-63B](https://pages.nist.gov/800-63-4/sp800-63b.html) wants six digits and at most 10 minutes.
    fn default() -> Self {
        Self {
            length: CodeLength::SIX,
            lengths: vec![CodeLength::SIX, CodeLength::EIGHT],
            alphabet: Alphabet::digits(),
            validity: Duration::from_mins(10),
            max_validity: Duration::from_mins(15),
            max_attempts: 5,
            resend_after: Duration::from_mins(1),
            resend_policy: ResendPolicy::Same,
            limits: Limits::default(),
        }
    }
}

impl Policy {
    /// The shortest that a code may last: what is left to send it in is too little otherwise.
    pub const MIN_VALIDITY: Duration = Duration::from_mins(1);

    /// Reads what somebody typed as a code, if it can be one under this policy: any of the lengths, nothing but
    /// symbols of the alphabet, in any letter case.
    ///
    /// It never asks which code is awaited, so what it refuses tells nothing about that.
    pub fn shape(&self, typed: &str) -> Option<Guess> {
        let fits = |length: &CodeLength| typed.len() == usize::from(length.get());
        if !self.lengths.iter().any(fits) {
            return None;
        }
        Guess::fold(typed, &self.alphabet)
    }

    /// What is fixed for a code of this length.
    pub(crate) fn terms(&self, length: CodeLength) -> Terms {
        Terms {
            length,
            alphabet: self.alphabet.clone(),
            max_attempts: self.max_attempts,
        }
    }

    fn check(&self) -> Result<(), InvalidPolicy> {
        let validities = Self::MIN_VALIDITY..=self.max_validity;
        if !self.lengths.contains(&self.length) {
            Err(InvalidPolicy::Length)
        } else if !validities.contains(&self.validity) {
            Err(InvalidPolicy::Validity)
        } else if self.max_attempts == 0 {
            Err(InvalidPolicy::Attempts)
        } else {
            Ok(())
        }
    }
}

/// The policies of all purposes: one for those that have one of their own, and one for the rest.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    default: Policy,
    by_purpose: BTreeMap<Purpose, Policy>,
}

impl Policies {
    /// Checks and takes them.
    ///
    /// # Errors
    /// Refuses a policy that contradicts itself.
    pub fn new(
        default: Policy,
        by_purpose: BTreeMap<Purpose, Policy>,
    ) -> Result<Self, InvalidPolicy> {
        default.check()?;
        by_purpose.values().try_for_each(Policy::check)?;
        Ok(Self {
            default,
            by_purpose,
        })
    }

    /// The policy of `purpose`.
    pub fn of(&self, purpose: &Purpose) -> &Policy {
        self.by_purpose.get(purpose).unwrap_or(&self.default)
    }
}

/// A policy that contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPolicy {
    /// The usual length can't be asked for.
    #[error("`length` is not among `lengths`; add it there")]
    Length,
    /// The usual validity can't be asked for.
    #[error("`validity` must be at least 1 minute and at most `max_validity`")]
    Validity,
    /// No guess is allowed.
    #[error("`max_attempts` must be at least 1")]
    Attempts,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_has_the_shape_of_the_purpose_not_of_the_code() {
        let digits = Policy::default();
        let letters = Policy {
            alphabet: Alphabet::new("ABCDEFGHJKMNPQRSTVWXYZ").unwrap(),
            ..Policy::default()
        };
        for (policy, typed, fits) in [
            (&digits, "123456", true),
            (&digits, "12345678", true),
            (&digits, "12345", false),
            (&digits, "1234567", false),
            (&digits, "123456789", false),
            (&digits, "", false),
            (&digits, "12345a", false),
            (
                &digits,
                "\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}",
                false,
            ),
            (&digits, "\u{ff11}\u{ff12}", false),
            (&digits, "123456\n", false),
            (&digits, "12345\n", false),
            (&digits, " 12345", false),
            (&digits, "123 456", false),
            (&digits, "-12345", false),
            (&digits, "\u{e9}\u{e9}\u{e9}", false),
            (&letters, "ABCDEF", true),
            (&letters, "abCdef", true),
            (&letters, "ABCDEI", false),
            (&letters, "ABCDE1", false),
        ] {
            assert_eq!(policy.shape(typed).is_some(), fits, "{typed:?}");
        }
    }

    #[test]
    fn a_policy_may_not_contradict_itself() {
        let check = |policy: Policy| Policies::new(policy, BTreeMap::new()).err();
        let usual = Policy::default;
        let minutes = Duration::from_mins;
        for (policy, error) in [
            (usual(), None),
            (
                Policy {
                    length: 7.try_into().unwrap(),
                    ..usual()
                },
                Some(InvalidPolicy::Length),
            ),
            (
                Policy {
                    validity: minutes(16),
                    ..usual()
                },
                Some(InvalidPolicy::Validity),
            ),
            (
                Policy {
                    validity: Duration::from_secs(59),
                    ..usual()
                },
                Some(InvalidPolicy::Validity),
            ),
            (
                Policy {
                    validity: minutes(15),
                    ..usual()
                },
                None,
            ),
            (
                Policy {
                    max_attempts: 0,
                    ..usual()
                },
                Some(InvalidPolicy::Attempts),
            ),
        ] {
            assert_eq!(check(policy.clone()), error);
            let reset = Purpose::new("reset").unwrap();
            let own = BTreeMap::from([(reset, policy)]);
            assert_eq!(Policies::new(usual(), own).err(), error);
        }
    }

    #[test]
    fn a_purpose_has_its_own_policy_or_the_usual_one() {
        let reset = Purpose::new("reset").unwrap();
        let strict = Policy {
            max_attempts: 3,
            ..Policy::default()
        };
        let own = BTreeMap::from([(reset.clone(), strict.clone())]);
        let policies = Policies::new(Policy::default(), own).unwrap();
        assert_eq!(policies.of(&reset), &strict);
        assert_eq!(
            policies.of(&Purpose::new("login").unwrap()),
            &Policy::default()
        );
    }
}
