//! A call that speaks.

use crate::address::PhoneNumber;
use crate::text::Body;

/// A call that speaks to the person who answers.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The person it is for.
    pub to: PhoneNumber,
    /// The number shown; without one the provider account's own is used.
    pub from: Option<PhoneNumber>,
    /// The language spoken, as a BCP 47 tag such as `en-US`; without one the provider decides.
    pub language: Option<String>,
    /// What is said.
    pub speech: Speech,
}

/// What a call says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Speech {
    /// A text, said once.
    Text(Body),
    /// A code, said digit by digit with pauses, between two sentences, and repeated.
    Code {
        /// What is said before the code.
        intro: Body,
        /// The code.
        code: Body,
        /// How often the code is said.
        times: u8,
    },
}
