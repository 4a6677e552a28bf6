//! The codes of `errors`, with the vendor's words
//! ([errors](https://developers.messagebird.com/api/#errors)).

use msg_core::text::VendorText;
use msg_core::{Blame, SendError};

use super::Make;

/// The fact that a code stands for; nothing of a code that is new, and of 21, "Bad request", which says nothing.
pub(super) fn fact(code: i64, parameter: Option<&str>) -> Option<Make> {
    Some(match code {
        // "Request not allowed (incorrect access_key)"; "Not found", "API not found", where the base URL is another one;
        // "Not enough balance".
        2 | 20 | 25 | 98 => account,
        // "Missing params", "Invalid params": `parameter` says which.
        9 | 10 => by_parameter(parameter?)?,
        // "Internal error": it doesn't say that the message wasn't taken.
        99 => SendError::unknown,
        _ => return None,
    })
}

fn by_parameter(parameter: &str) -> Option<Make> {
    Some(match parameter {
        // "no (correct) recipients found".
        "recipients" => |text| SendError::rejected(Blame::Recipient, text),
        "originator" | "reportUrl" => account,
        "body" | "datacoding" | "validity" => |text| SendError::rejected(Blame::Message, text),
        _ => return None,
    })
}

fn account(text: VendorText) -> SendError {
    SendError::rejected(Blame::Account, text)
}
