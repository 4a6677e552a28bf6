//! What a vendor may do, and what is certain then.

use msg_core::{Blame, Fact, NotSent};

macro_rules! situations {
    ($($(#[$doc:meta])* $name:ident => $fact:expr,)*) => {
        /// What the vendor does with the one message that the suite sends.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Situation {
            $($(#[$doc])* $name,)*
        }

        impl Situation {
            /// Every situation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The fact that a provider has to report.
            pub const fn expected(self) -> Fact {
                match self {
                    $(Self::$name => $fact,)*
                }
            }
        }
    };
}

situations! {
    /// It takes the message.
    Accepted => Fact::Accepted,
    /// It says that there is no such recipient.
    InvalidRecipient => Fact::Rejected(Blame::Recipient),
    /// It says that the account may not send under this name.
    RefusedSender => Fact::Rejected(Blame::Account),
    /// It says that the message is too big.
    TooBig => Fact::Rejected(Blame::Message),
    /// It says that the account sends too fast.
    Throttled => Fact::NotSent(NotSent::Throttled),
    /// It refuses the credentials.
    BadCredentials => Fact::Rejected(Blame::Account),
    /// It says that it failed and did not take the message.
    ServerFault => Fact::Rejected(Blame::Provider),
    /// Nobody listens at its address.
    RefusedConnection => Fact::NotSent(NotSent::Unreachable),
    /// It falls silent before the whole request was written.
    HangBeforeRequest => Fact::NotSent(NotSent::Unreachable),
    /// It gets the whole request and falls silent.
    HangAfterRequest => Fact::Unknown,
    /// It gets the whole request and hangs up in the middle of its answer.
    CutAnswer => Fact::Unknown,
    /// It gets the whole request and answers with bytes that mean nothing.
    GarbageAnswer => Fact::Unknown,
    /// It gets the whole request and answers with ten megabytes that don't end.
    HugeAnswer => Fact::Unknown,
}

impl Situation {
    /// Whether the vendor gets the whole request in this situation, whatever the vendor.
    pub const fn reaches_vendor(self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::HangAfterRequest
                | Self::CutAnswer
                | Self::GarbageAnswer
                | Self::HugeAnswer
        )
    }
}
