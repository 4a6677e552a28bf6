//! What a provider answers when it does not take a message.

use std::time::Duration;

use super::{Blame, Fact, NotSent};
use crate::text::VendorText;

/// Why a provider did not take a message, or that nobody knows whether it did.
///
/// It answers "what now?": the fact decides the next step, `retry_after` when, the vendor's code and text tell a
/// person what to mend. It never holds a recipient, a body or a credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fact}{}: {text}", code.as_deref().map(|code| format!(" [{code}]")).unwrap_or_default())]
pub struct SendError {
    fact: Fact,
    code: Option<String>,
    text: VendorText,
    retry_after: Option<Duration>,
}

impl SendError {
    /// The longest vendor code kept, in characters.
    pub const MAX_CODE: usize = 64;

    /// The provider refused, and `blame` says what it is about.
    pub fn rejected(blame: Blame, text: VendorText) -> Self {
        Self::new(Fact::Rejected(blame), text)
    }

    /// It did not leave, or was not processed.
    pub fn not_sent(cause: NotSent, text: VendorText) -> Self {
        Self::new(Fact::NotSent(cause), text)
    }

    /// The provider may have taken it.
    pub fn unknown(text: VendorText) -> Self {
        Self::new(Fact::Unknown, text)
    }

    fn new(fact: Fact, text: VendorText) -> Self {
        Self {
            fact,
            code: None,
            text,
            retry_after: None,
        }
    }

    /// Adds the vendor's code; characters outside printable ASCII are dropped and the rest is capped.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        let code: String = code
            .chars()
            .filter(char::is_ascii_graphic)
            .take(Self::MAX_CODE)
            .collect();
        self.code = (!code.is_empty()).then_some(code);
        self
    }

    /// Adds how long the vendor asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// What is certain. It is never [`Fact::Accepted`].
    pub const fn fact(&self) -> Fact {
        self.fact
    }

    /// The vendor's own code, such as `21211` or `550-5.1.1`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// What the vendor said, redacted.
    pub const fn text(&self) -> &VendorText {
        &self.text
    }

    /// How long the vendor asks to wait.
    pub const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}
