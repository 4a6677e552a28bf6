//! Why a message was not delivered: the parameter `err-code`, with the vendor's words
//! ([delivery receipts](https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts)).

use msg_core::Blame::{Message, Provider, Recipient};
use msg_core::webhook::Failure;

/// By number, with the vendor's name for it.
const TABLE: &[(u16, Failure, &str)] = &[
    (1, Failure::undetermined(Provider), "Unknown"),
    (
        2,
        Failure::transient(Recipient),
        "Absent Subscriber - Temporary",
    ),
    (
        3,
        Failure::permanent(Recipient),
        "Absent Subscriber - Permanent",
    ),
    (4, Failure::permanent(Recipient), "Call Barred by User"),
    (5, Failure::undetermined(Recipient), "Portability Error"),
    (6, Failure::undetermined(Message), "Anti-Spam Rejection"),
    (7, Failure::transient(Recipient), "Handset Busy"),
    (8, Failure::transient(Provider), "Network Error"),
    // "The user has specifically requested not to receive messages from a specific service."
    (9, Failure::permanent(Recipient), "Illegal Number"),
    (10, Failure::permanent(Message), "Illegal Message"),
    // "Vonage cannot find a suitable route": another provider may have one.
    (11, Failure::undetermined(Provider), "Unroutable"),
    (
        12,
        Failure::undetermined(Recipient),
        "Destination Unreachable",
    ),
    (
        13,
        Failure::permanent(Recipient),
        "Subscriber Age Restriction",
    ),
    (
        14,
        Failure::permanent(Recipient),
        "Number Blocked by Carrier",
    ),
    (
        15,
        Failure::transient(Recipient),
        "Prepaid Insufficient Funds",
    ),
    (99, Failure::undetermined(Provider), "General Error"),
];

/// What the code says, and the vendor's name for it; nothing of a code that is new.
pub(super) fn meaning(code: &str) -> Option<(Failure, &'static str)> {
    let number = code.parse().ok()?;
    let place = TABLE
        .binary_search_by_key(&number, |(code, ..)| *code)
        .ok()?;
    let (_, failure, name) = TABLE[place];
    Some((failure, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(TABLE.is_sorted_by(|(a, ..), (b, ..)| a < b));
    }

    #[test]
    fn a_new_code_means_nothing_yet() {
        for code in ["", "0", "16", "x", "70000"] {
            assert_eq!(meaning(code), None, "{code}");
        }
    }
}
