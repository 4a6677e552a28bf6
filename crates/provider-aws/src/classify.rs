//! What a service's answer says for certain.
//!
//! Codes are matched as texts: services send codes that their published models don't have, and the SDK hands those on.

use std::time::Duration;

use msg_core::text::VendorText;
use msg_core::{Blame, Fact, NotSent, SendError};

/// What one code means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The code, as the service sends it.
    pub(crate) code: &'static str,
    /// What the message must contain, in lower case; empty for any message.
    pub(crate) when: &'static str,
    /// What is certain then.
    pub(crate) fact: Fact,
    /// What the vendor says about it.
    pub(crate) words: &'static str,
}

/// The codes of one service, sorted by code and then by what the message must contain.
pub(crate) type Table = &'static [Row];

pub(crate) const RECIPIENT: Fact = Fact::Rejected(Blame::Recipient);
pub(crate) const MESSAGE: Fact = Fact::Rejected(Blame::Message);
pub(crate) const ACCOUNT: Fact = Fact::Rejected(Blame::Account);
pub(crate) const PROVIDER: Fact = Fact::Rejected(Blame::Provider);
pub(crate) const THROTTLED: Fact = Fact::NotSent(NotSent::Throttled);
pub(crate) const UNKNOWN: Fact = Fact::Unknown;

macro_rules! rows {
    ($($code:literal $(when $when:literal)? => $fact:ident: $words:literal,)*) => {
        &[$($crate::classify::Row {
            code: $code,
            when: concat!($($when)?),
            fact: $crate::classify::$fact,
            words: $words,
        },)*]
    };
}
pub(crate) use rows;

/// What every service may answer
/// ([common errors](https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html),
/// [signing errors](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html)).
const COMMON: Table = rows! {
    "AccessDenied" => ACCOUNT: "You do not have sufficient access to perform this action",
    "AccessDeniedException" => ACCOUNT: "You do not have sufficient access to perform this action",
    "ExpiredToken" => ACCOUNT: "The security token included in the request is expired",
    "ExpiredTokenException" => ACCOUNT: "The security token included in the request is expired",
    "IncompleteSignature" => ACCOUNT: "The request signature does not conform to AWS standards",
    "IncompleteSignatureException" => ACCOUNT: "The request signature does not conform to AWS standards",
    "InternalFailure" => UNKNOWN: "The request processing has failed because of an unknown error, exception or failure",
    "InvalidAction" => PROVIDER: "The action or operation requested is invalid",
    "InvalidClientTokenId" => ACCOUNT: "The X.509 certificate or AWS access key ID provided does not exist in our records",
    "InvalidSignatureException" => ACCOUNT: "The request signature we calculated does not match the signature you provided",
    "MissingAuthenticationToken" => ACCOUNT: "The request must contain either a valid (registered) AWS access key ID or X.509 certificate",
    "MissingAuthenticationTokenException" => ACCOUNT: "The request must contain either a valid (registered) AWS access key ID or X.509 certificate",
    "NotAuthorized" => ACCOUNT: "You do not have permission to perform this action",
    "OptInRequired" => ACCOUNT: "The AWS access key ID needs a subscription for the service",
    "RequestExpired" => ACCOUNT: "The request reached the service more than 15 minutes after the date stamp on the request",
    "RequestTimeTooSkewed" => ACCOUNT: "The difference between the request time and the current time is too large",
    "ServiceUnavailable" => UNKNOWN: "The request has failed due to a temporary failure of the server",
    "SignatureDoesNotMatch" => ACCOUNT: "The request signature we calculated does not match the signature you provided",
    "Throttling" => THROTTLED: "Rate exceeded",
    "ThrottlingException" => THROTTLED: "The request was denied due to request throttling",
    "UnrecognizedClientException" => ACCOUNT: "The security token included in the request is invalid",
};

/// What a service answered to a call that failed.
pub(crate) struct Said<'a> {
    pub(crate) code: Option<&'a str>,
    pub(crate) message: Option<&'a str>,
    pub(crate) status: u16,
    pub(crate) retry_after: Option<&'a str>,
}

impl Said<'_> {
    pub(crate) fn into_error(self, table: Table, private: &[&str]) -> SendError {
        let row = self.row(table).or_else(|| self.row(COMMON));
        let fact = row.map_or_else(|| by_status(self.status), |row| row.fact);
        let text = match (self.message.filter(|text| !text.is_empty()), row) {
            (Some(text), _) => VendorText::redact(text, private),
            (None, Some(row)) => VendorText::redact(row.words, private),
            (None, None) => VendorText::redact(&format!("HTTP status {}", self.status), private),
        };
        let error = match fact {
            Fact::Rejected(blame) => SendError::rejected(blame, text),
            Fact::NotSent(cause) => SendError::not_sent(cause, text),
            Fact::Accepted | Fact::Unknown => SendError::unknown(text),
        };
        let error = match self.retry_after.and_then(|wait| wait.trim().parse().ok()) {
            Some(seconds) => error.with_retry_after(Duration::from_secs(seconds)),
            None => error,
        };
        error.with_code(self.code.unwrap_or_default())
    }

    /// The row for the code whose words the message has, or the one for any message.
    fn row(&self, table: Table) -> Option<&'static Row> {
        let code = self.code?;
        let start = table.partition_point(|row| row.code < code);
        let rows = table[start..].iter().take_while(|row| row.code == code);
        let message = self.message.unwrap_or_default().to_lowercase();
        // The row for any message is the first of a code, and every message contains nothing at all.
        rows.filter(|row| message.contains(row.when)).last()
    }
}

/// What a code that nobody knows means: 4yz is a refusal, and after 5yz nobody knows.
fn by_status(status: u16) -> Fact {
    match status {
        401 | 403 | 404 => ACCOUNT,
        413 => MESSAGE,
        429 => THROTTLED,
        400..=499 => PROVIDER,
        _ => UNKNOWN,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn check_sorted(table: Table) {
        for pair in table.windows(2) {
            let [before, after] = [&pair[0], &pair[1]].map(|row| (row.code, row.when));
            assert!(before < after, "{before:?} {after:?}");
        }
        for row in table {
            assert_eq!(row.when, row.when.to_lowercase());
            assert!(!row.words.is_empty(), "{}", row.code);
        }
    }

    /// Holds lines of `code | status | message | fact` against a table.
    pub(crate) fn check(table: Table, answers: &str) {
        for line in answers.lines() {
            let columns: Vec<_> = line.split('|').map(str::trim).collect();
            let [code, status, message, fact] = columns[..] else {
                panic!("four columns: {line}");
            };
            let said = Said {
                code: Some(code).filter(|code| !code.is_empty()),
                message: Some(message).filter(|text| !text.is_empty()),
                status: status.parse().unwrap(),
                retry_after: None,
            };
            let error = said.into_error(table, &[]);
            assert_eq!(error.fact().to_string(), fact, "{line}");
            assert!(!error.text().as_str().is_empty(), "{line}");
        }
    }

    #[test]
    fn the_common_table_is_sorted_for_the_search() {
        check_sorted(COMMON);
    }

    const ANSWERS: &str = "\
AccessDenied                | 403 | User: arn:aws:iam::1:user/x is not authorized | rejected (account)
UnrecognizedClientException | 403 | The security token included in the request is invalid. | rejected (account)
InvalidClientTokenId        | 403 |            | rejected (account)
SignatureDoesNotMatch       | 403 |            | rejected (account)
ExpiredToken                | 403 |            | rejected (account)
ExpiredTokenException       | 400 |            | rejected (account)
ThrottlingException         | 400 | Rate exceeded | not_sent (throttled)
InternalFailure             | 500 |            | unknown
ServiceUnavailable          | 503 |            | unknown
SomethingNew                | 400 | new        | rejected (provider)
SomethingNew                | 401 | new        | rejected (account)
SomethingNew                | 403 | new        | rejected (account)
SomethingNew                | 413 | new        | rejected (message)
SomethingNew                | 429 | new        | not_sent (throttled)
SomethingNew                | 500 | new        | unknown
                            | 404 |            | rejected (account)
                            | 502 |            | unknown
                            | 302 |            | unknown";

    #[test]
    fn what_no_service_explains_goes_by_code_or_by_status() {
        check(&[], ANSWERS);
    }

    #[test]
    fn a_wait_that_the_service_asks_for_is_kept() {
        let said = |retry_after| Said {
            code: Some("Throttling"),
            message: None,
            status: 429,
            retry_after,
        };
        let wait = |text| said(text).into_error(&[], &[]).retry_after();
        assert_eq!(wait(Some("7")), Some(Duration::from_secs(7)));
        assert_eq!(wait(Some("Fri, 31 Dec 1999 23:59:59 GMT")), None);
        assert_eq!(wait(None), None);
    }
}
