//! SendGrid's refusals as data.

use msg_core::{Blame, Fact, NotSent};

const RECIPIENT: Fact = Fact::Rejected(Blame::Recipient);
const MESSAGE: Fact = Fact::Rejected(Blame::Message);
const ACCOUNT: Fact = Fact::Rejected(Blame::Account);
const PROVIDER: Fact = Fact::Rejected(Blame::Provider);
const THROTTLED: Fact = Fact::NotSent(NotSent::Throttled);

/// The status, the beginning of the field without its numbers (empty for any other), and what is certain then.
const TABLE: &[(u16, &str, Fact)] = &[
    // "Bad Request"; most are about what the message holds.
    (400, "", MESSAGE),
    // "The asm.group_id must be …": settings of the account.
    (400, "asm", ACCOUNT),
    // "The from email does not contain a valid address."
    (400, "from", ACCOUNT),
    // "The ip_pool_name must be …"
    (400, "ip_pool_name", ACCOUNT),
    (400, "mail_settings", ACCOUNT),
    // "Does not contain a valid address.": somebody in copy, so that the message has to change.
    (400, "personalizations.bcc", MESSAGE),
    (400, "personalizations.cc", MESSAGE),
    (400, "personalizations.to", RECIPIENT),
    (400, "tracking_settings", ACCOUNT),
    // "The provided authorization grant is invalid, expired, or revoked"; "Maximum credits exceeded"
    (401, "", ACCOUNT),
    // "access forbidden"; "The from address does not match a verified Sender Identity."
    (403, "", ACCOUNT),
    // A wrong base URL: whatever answers there isn't this interface.
    (404, "", ACCOUNT),
    (405, "", ACCOUNT),
    (406, "", ACCOUNT),
    // "Payload too large"
    (413, "", MESSAGE),
    (415, "", ACCOUNT),
    // "too many requests"
    (429, "", THROTTLED),
];

/// What is certain after `status` about `field`: by the longest beginning of the field, else by the status.
pub(super) fn fact(status: u16, field: &str, said: &str) -> Fact {
    // "Too many bad requests. Temporary block": https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
    if status == 403 && said.to_ascii_lowercase().contains("too many") {
        return THROTTLED;
    }
    let field = without_numbers(field);
    let mut beginning = field.as_str();
    loop {
        if let Ok(found) = TABLE.binary_search_by(|row| (row.0, row.1).cmp(&(status, beginning))) {
            return TABLE[found].2;
        }
        if beginning.is_empty() {
            break;
        }
        beginning = beginning.rsplit_once('.').map_or("", |(start, _)| start);
    }
    match status {
        // The request came too slowly; whether whole, nobody knows.
        408 => Fact::Unknown,
        400..500 => PROVIDER,
        _ => Fact::Unknown,
    }
}

/// `personalizations.0.to.0.email` is `personalizations.to.email`.
fn without_numbers(field: &str) -> String {
    let words: Vec<_> = field
        .split(['.', '[', ']'])
        .filter(|word| !word.is_empty() && !word.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    words.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_the_search() {
        for pair in TABLE.windows(2) {
            let [before, after] = [&pair[0], &pair[1]].map(|row| (row.0, row.1));
            assert!(before < after, "{before:?} {after:?}");
        }
    }
}
