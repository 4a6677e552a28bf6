//! The walk of one message along its providers.

use crate::class::Class;
use crate::outcome::{Blame, Fact, Step, step};

/// What a message has been through so far, and what that makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    class: Class,
    /// How many providers may have taken the message without saying so.
    doubts: u32,
    last: Option<Fact>,
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A provider accepted.
    Sent {
        /// An earlier provider may have taken it too.
        maybe_duplicate: bool,
    },
    /// No provider accepted, but one may have.
    Unknown {
        /// More than one may have.
        maybe_duplicate: bool,
    },
    /// It certainly wasn't sent.
    Failed {
        /// Who or what the last refusal was about; nothing when no provider was reached.
        blame: Option<Blame>,
    },
}

impl End {
    /// Whether more than one provider may have taken the message.
    pub const fn maybe_duplicate(self) -> bool {
        matches!(
            self,
            Self::Sent {
                maybe_duplicate: true
            } | Self::Unknown {
                maybe_duplicate: true
            }
        )
    }
}

impl Walk {
    /// A walk that has not begun.
    pub const fn new(class: Class) -> Self {
        Self {
            class,
            doubts: 0,
            last: None,
        }
    }

    /// Takes in how a try ended and tells the next step.
    pub const fn take(&mut self, fact: Fact) -> Step {
        if matches!(fact, Fact::Unknown) {
            self.doubts = self.doubts.saturating_add(1);
        }
        self.last = Some(fact);
        step(fact, self.class)
    }

    /// What the message has come to when nobody else is tried.
    pub const fn end(self) -> End {
        match self.last {
            Some(Fact::Accepted) => End::Sent {
                maybe_duplicate: self.doubts > 0,
            },
            _ if self.doubts > 0 => End::Unknown {
                maybe_duplicate: self.doubts > 1,
            },
            Some(Fact::Rejected(blame)) => End::Failed { blame: Some(blame) },
            Some(Fact::NotSent(_) | Fact::Unknown) | None => End::Failed { blame: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::outcome::NotSent;

    /// Walks along `facts` as the gateway does; how many providers were called, and the end.
    fn walk(class: Class, facts: &[Fact]) -> (usize, End) {
        let mut walk = Walk::new(class);
        for (called, fact) in facts.iter().enumerate() {
            if walk.take(*fact) != Step::NextProvider {
                return (called + 1, walk.end());
            }
        }
        (facts.len(), walk.end())
    }

    #[test]
    fn a_walk_ends_as_its_tries_say() {
        const DOWN: Fact = Fact::NotSent(NotSent::Unreachable);
        const WRONG_NUMBER: Fact = Fact::Rejected(Blame::Recipient);
        const BAD_KEY: Fact = Fact::Rejected(Blame::Account);
        let sent = |maybe_duplicate| End::Sent { maybe_duplicate };
        let unknown = |maybe_duplicate| End::Unknown { maybe_duplicate };
        let failed = |blame| End::Failed { blame };
        for (class, facts, expected) in [
            (Class::Otp, &[][..], (0, failed(None))),
            (Class::Otp, &[DOWN, Fact::Accepted], (2, sent(false))),
            (
                Class::Otp,
                &[Fact::Unknown, Fact::Accepted],
                (2, sent(true)),
            ),
            (
                Class::Otp,
                &[Fact::Unknown, WRONG_NUMBER, Fact::Accepted],
                (2, unknown(false)),
            ),
            (Class::Otp, &[Fact::Unknown, DOWN], (2, unknown(false))),
            (
                Class::Otp,
                &[Fact::Unknown, Fact::Unknown],
                (2, unknown(true)),
            ),
            (
                Class::Transactional,
                &[Fact::Unknown, Fact::Accepted],
                (1, unknown(false)),
            ),
            (
                Class::Promotional,
                &[BAD_KEY, Fact::Unknown, Fact::Accepted],
                (2, unknown(false)),
            ),
            (
                Class::Transactional,
                &[WRONG_NUMBER, Fact::Accepted],
                (1, failed(Some(Blame::Recipient))),
            ),
            (
                Class::Transactional,
                &[DOWN, BAD_KEY],
                (2, failed(Some(Blame::Account))),
            ),
        ] {
            assert_eq!(walk(class, facts), expected, "{class} {facts:?}");
        }
    }

    proptest! {
        #[test]
        fn doubt_never_turns_into_failure(facts in prop::collection::vec(prop::sample::select(&Fact::ALL[..]), 0..8)) {
            for class in Class::ALL {
                let (called, end) = walk(class, &facts);
                let tried = &facts[..called];
                let in_doubt = tried.contains(&Fact::Unknown);
                let accepted = tried.last() == Some(&Fact::Accepted);
                let expected_failed = !in_doubt && !accepted;
                prop_assert_eq!(matches!(end, End::Failed { .. }), expected_failed);
                prop_assert!(class == Class::Otp || tried.iter().rev().skip(1).all(|fact| *fact != Fact::Unknown));
            }
        }
    }
}
