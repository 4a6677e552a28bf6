//! The one table of next steps.

use super::{Blame, Fact, NotSent};
use crate::class::Class;

/// What happens to the message after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is sent; nothing more to do.
    Done,
    /// It ends here; no other provider would or should take it.
    Stop,
    /// The next provider gets it, at once.
    NextProvider,
    /// Nobody else gets it until a receipt or a look-up tells whether it was taken.
    Reconcile,
}

/// What the try tells the circuit breaker of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The account works.
    Success,
    /// The provider failed.
    Failure,
    /// The account is unusable until somebody mends it: open at once.
    Trip,
    /// Says nothing about provider or account.
    Nothing,
}

/// The next step after a try that ended in `fact`, for a message of `class`.
pub const fn step(fact: Fact, class: Class) -> Step {
    match fact {
        Fact::Accepted => Step::Done,
        Fact::Rejected(Blame::Recipient | Blame::Message) => Step::Stop,
        Fact::Rejected(Blame::Account | Blame::Provider) | Fact::NotSent(_) => Step::NextProvider,
        Fact::Unknown => match class {
            // A second copy carries the same code, and a code that comes late is worth nothing.
            Class::Otp => Step::NextProvider,
            Class::Transactional | Class::Promotional => Step::Reconcile,
        },
    }
}

/// What a try that ended in `fact` tells the breaker. Recipients, messages and rate limits leave it as it is.
pub const fn effect(fact: Fact) -> Effect {
    match fact {
        Fact::Accepted => Effect::Success,
        Fact::Rejected(Blame::Account) => Effect::Trip,
        Fact::Rejected(Blame::Provider) | Fact::NotSent(NotSent::Unreachable) | Fact::Unknown => {
            Effect::Failure
        }
        Fact::Rejected(Blame::Recipient | Blame::Message)
        | Fact::NotSent(NotSent::Throttled | NotSent::Deferred | NotSent::Unsupported) => {
            Effect::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fact, then the step for a code, an order update and a campaign, then the breaker's effect.
    const TABLE: &str = "\
accepted                | Done         Done         Done         | Success
rejected (recipient)    | Stop         Stop         Stop         | Nothing
rejected (message)      | Stop         Stop         Stop         | Nothing
rejected (account)      | NextProvider NextProvider NextProvider | Trip
rejected (provider)     | NextProvider NextProvider NextProvider | Failure
not_sent (unreachable)  | NextProvider NextProvider NextProvider | Failure
not_sent (throttled)    | NextProvider NextProvider NextProvider | Nothing
not_sent (deferred)     | NextProvider NextProvider NextProvider | Nothing
not_sent (unsupported)  | NextProvider NextProvider NextProvider | Nothing
unknown                 | NextProvider Reconcile    Reconcile    | Failure
";

    #[test]
    fn every_fact_and_class_has_the_step_of_the_table() {
        let mut table = String::new();
        for fact in Fact::ALL {
            let steps =
                Class::ALL.map(|class| format!("{:<12}", format!("{:?}", step(fact, class))));
            let line = format!(
                "{:<23} | {} | {:?}\n",
                fact.to_string(),
                steps.join(" "),
                effect(fact)
            );
            table.push_str(&line);
        }
        assert_eq!(table, TABLE);
    }

    #[test]
    fn only_codes_cross_an_unknown_outcome() {
        for class in Class::ALL {
            let crosses = step(Fact::Unknown, class) == Step::NextProvider;
            assert_eq!(crosses, class == Class::Otp);
        }
    }
}
