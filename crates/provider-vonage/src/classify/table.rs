//! The codes that the field `status` of an answer can have, with the vendor's words
//! ([troubleshooting](https://developer.vonage.com/en/messaging/sms/guides/troubleshooting-sms)).

use msg_core::text::VendorText;
use msg_core::{Blame, NotSent, SendError};

use Meaning::{Rejected, Throttled};

#[derive(Clone, Copy)]
enum Meaning {
    Rejected(Blame),
    Throttled,
}

/// By number.
const TABLE: &[(u16, Meaning)] = &[
    // "You are sending SMS faster than the account limit."
    (1, Throttled),
    // "Your request is missing one of the required parameters": all of them are sent, so it is one that is empty.
    (2, Rejected(Blame::Message)),
    // "The value of one or more parameters is invalid": it doesn't say which.
    (3, Rejected(Blame::Provider)),
    // "Your API key and/or secret are incorrect, invalid or disabled."
    (4, Rejected(Blame::Account)),
    // "An error has occurred in the platform whilst processing this message."
    (5, Rejected(Blame::Provider)),
    // "The platform was unable to process this message, for example, an un-recognized number prefix."
    (6, Rejected(Blame::Provider)),
    // "The number you are trying to send messages to is blacklisted and may not receive them."
    (7, Rejected(Blame::Recipient)),
    // "Your Vonage account has been suspended."
    (8, Rejected(Blame::Account)),
    // "You do not have sufficient credit to send the message."
    (9, Rejected(Blame::Account)),
    // "The number of simultaneous connections to the platform exceeds your account allocation. Back-off and retry."
    (10, Throttled),
    // "This account is not provisioned for the SMS API."
    (11, Rejected(Blame::Account)),
    // "The message length exceeds the maximum allowed."
    (12, Rejected(Blame::Message)),
    // "The signature supplied could not be verified": accounts can demand signed requests.
    (14, Rejected(Blame::Account)),
    // "You are using a non-authorized sender ID in the `from` field."
    (15, Rejected(Blame::Account)),
    // "The network code … does not match the country of the destination address": none is sent.
    (22, Rejected(Blame::Provider)),
    // "The callback URL supplied was either too long or contained illegal characters": it stands in the dashboard.
    (23, Rejected(Blame::Account)),
    // "Your Vonage account is still in demo mode. … you must add target numbers to your whitelisted destination list."
    (29, Rejected(Blame::Account)),
    // "A signed request may not also present an `api_secret`."
    (32, Rejected(Blame::Account)),
    // "The number you are trying to send messages to is de-activated and may not receive them."
    (33, Rejected(Blame::Recipient)),
];

/// A code that isn't 0 means that the message was not queued, also where the code is new.
pub(super) fn fact(status: &str, text: VendorText) -> SendError {
    let number = status.parse().ok();
    let known = |number: u16| TABLE.binary_search_by_key(&number, |(code, _)| *code).ok();
    match number.and_then(known).map(|place| TABLE[place].1) {
        Some(Rejected(blame)) => SendError::rejected(blame, text),
        Some(Throttled) => SendError::not_sent(NotSent::Throttled, text),
        None => SendError::rejected(Blame::Provider, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(TABLE.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
