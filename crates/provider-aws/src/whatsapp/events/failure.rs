//! Why Meta didn't deliver
//! ([error codes](https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes)).

use msg_core::Blame;
use msg_core::webhook::Failure;

const PERSON: Failure = Failure::permanent(Blame::Recipient);
const PERSON_NOW: Failure = Failure::transient(Blame::Recipient);
const CONTENT: Failure = Failure::permanent(Blame::Message);
const ACCOUNT: Failure = Failure::permanent(Blame::Account);
const TOO_FAST: Failure = Failure::transient(Blame::Account);
const META: Failure = Failure::transient(Blame::Provider);

/// Codes, what they mean, and Meta's words; sorted for the search.
const TABLE: &[(i64, Failure, &str)] = &[
    (0, ACCOUNT, "AuthException"),
    (3, ACCOUNT, "API Method"),
    (4, TOO_FAST, "API Too Many Calls"),
    (10, ACCOUNT, "Permission Denied"),
    (190, ACCOUNT, "Access token has expired"),
    (368, ACCOUNT, "Temporarily blocked for policies violations"),
    (80_007, TOO_FAST, "Rate limit issues"),
    (130_429, TOO_FAST, "Rate limit hit"),
    (
        130_472,
        PERSON_NOW,
        "User's number is part of an experiment",
    ),
    (
        130_497,
        ACCOUNT,
        "Business account is restricted from messaging users in this country",
    ),
    (131_000, META, "Something went wrong"),
    (131_005, ACCOUNT, "Access denied"),
    (131_008, CONTENT, "Required parameter is missing"),
    (131_009, CONTENT, "Parameter value is not valid"),
    (131_016, META, "Service unavailable"),
    (131_021, PERSON, "Recipient cannot be sender"),
    // Not on WhatsApp, or an old version: a text message may reach them.
    (131_026, PERSON_NOW, "Message undeliverable"),
    (
        131_030,
        PERSON_NOW,
        "Recipient phone number not in allowed list",
    ),
    (131_031, ACCOUNT, "Account has been locked"),
    (131_037, ACCOUNT, "Display name is not approved"),
    (131_042, ACCOUNT, "Business eligibility payment issue"),
    (131_045, ACCOUNT, "Incorrect certificate"),
    // Outside the 24 hours after their last message only templates go out.
    (131_047, CONTENT, "Re-engagement message"),
    (131_048, TOO_FAST, "Spam rate limit hit"),
    (131_049, PERSON_NOW, "Meta chose not to deliver"),
    (
        131_050,
        PERSON,
        "User stopped marketing messages from the business",
    ),
    (131_051, CONTENT, "Unsupported message type"),
    (131_052, CONTENT, "Media download error"),
    (131_053, CONTENT, "Media upload error"),
    (131_056, PERSON_NOW, "Pair rate limit hit"),
    (131_057, META, "Account in maintenance mode"),
    (
        131_062,
        CONTENT,
        "Business-scoped user ids are not supported for this message",
    ),
    (131_063, CONTENT, "Message is not supported"),
    (131_064, TOO_FAST, "Rate limit hit"),
    (132_000, CONTENT, "Template param count mismatch"),
    (132_001, CONTENT, "Template does not exist"),
    (132_005, CONTENT, "Template hydrated text too long"),
    (
        132_007,
        CONTENT,
        "Template format character policy violated",
    ),
    (132_008, CONTENT, "Template parameter is not valid"),
    (132_012, CONTENT, "Template parameter format mismatch"),
    (132_015, CONTENT, "Template is paused"),
    (132_016, CONTENT, "Template is disabled"),
    (132_068, CONTENT, "Flow is blocked"),
    (132_069, CONTENT, "Flow is throttled"),
    (
        133_016,
        TOO_FAST,
        "Account register or deregister rate limit exceeded",
    ),
    (135_000, META, "Generic user error"),
];

/// What `code` means; what nobody knows is the provider's.
pub(super) fn failure(code: Option<i64>) -> Failure {
    let unknown = Failure::undetermined(Blame::Provider);
    match code {
        // API permissions.
        Some(200..=299) => ACCOUNT,
        Some(code) => TABLE
            .binary_search_by_key(&code, |row| row.0)
            .map_or(unknown, |row| TABLE[row].1),
        None => unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_the_search_and_has_words() {
        for pair in TABLE.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{}", pair[1].0);
        }
        assert!(TABLE.iter().all(|(.., words)| !words.is_empty()));
    }

    #[test]
    fn only_who_wants_nothing_more_is_given_up() {
        assert_eq!(failure(Some(131_050)), PERSON);
        assert_eq!(failure(Some(131_026)), PERSON_NOW);
        assert_eq!(failure(Some(131_047)), CONTENT);
        assert_eq!(failure(Some(215)), ACCOUNT);
        let unknown = Failure::undetermined(Blame::Provider);
        assert_eq!(failure(Some(999_999)), unknown);
        assert_eq!(failure(None), unknown);
    }
}
