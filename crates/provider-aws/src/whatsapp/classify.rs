//! What AWS says
//! ([errors](https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html#API_SendWhatsAppMessage_Errors)).
//!
//! What Meta says of a person or of its policy comes later, as an event.

use crate::classify::{Table, rows};

pub(super) const TABLE: Table = rows! {
    "AccessDeniedByMetaException" => ACCOUNT: "You do not have sufficient access to perform this action: Meta denied it",
    "DependencyException" => UNKNOWN: "Thrown when performing an action because a dependency would be broken",
    "InternalServiceException" => UNKNOWN: "The request processing has failed because of an unknown error, exception, or failure",
    "InvalidParametersException" => MESSAGE: "One or more parameters provided to the action are not valid",
    "InvalidParametersException" when "origination" => ACCOUNT: "The origination phone number id is not valid",
    "InvalidParametersException" when "phone number is not valid" => RECIPIENT: "The recipient's number is not valid",
    "InvalidParametersException" when "recipient" => RECIPIENT: "The recipient is not valid",
    "LimitExceededException" => ACCOUNT: "The request was denied because it would exceed one or more service quotas or limits",
    "ResourceNotFoundException" => ACCOUNT: "The resource was not found",
    "ThrottledRequestException" => THROTTLED: "The request was denied due to request throttling",
    "ValidationException" => MESSAGE: "The request contains an invalid parameter value",
    "ValidationException" when "origination" => ACCOUNT: "The origination phone number id is not valid",
    "ValidationException" when "phone number is not valid" => RECIPIENT: "The recipient's number is not valid",
    "ValidationException" when "recipient" => RECIPIENT: "The recipient is not valid",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::tests::{check, check_sorted};

    const ANSWERS: &str = "\
ValidationException        | 400 | message must not be null | rejected (message)
ValidationException        | 400 | 1 validation error at originationPhoneNumberId | rejected (account)
InvalidParametersException | 400 | The template's parameters don't match | rejected (message)
InvalidParametersException | 400 | The recipient is not valid | rejected (recipient)
AccessDeniedException      | 403 |  | rejected (account)
AccessDeniedByMetaException | 403 |  | rejected (account)
ResourceNotFoundException  | 404 |  | rejected (account)
ThrottledRequestException  | 429 |  | not_sent (throttled)
ThrottlingException        | 429 |  | not_sent (throttled)
LimitExceededException     | 402 |  | rejected (account)
InternalServiceException   | 500 |  | unknown
DependencyException        | 502 |  | unknown
UnrecognizedClientException | 403 |  | rejected (account)";

    #[test]
    fn what_aws_says_means_what_its_documentation_makes_of_it() {
        check_sorted(TABLE);
        check(TABLE, ANSWERS);
    }
}
