//! What SES says ([SendEmail errors](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors),
//! [quota errors](https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html)).

use crate::classify::{Table, rows};

pub(super) const TABLE: Table = rows! {
    "AccountSuspendedException" => ACCOUNT: "The message can't be sent because the account's ability to send email has been permanently restricted",
    "AlreadyExistsException" => MESSAGE: "The resource specified in your request already exists",
    "BadRequestException" => MESSAGE: "The input you provided is invalid",
    "BadRequestException" when "address" => RECIPIENT: "Invalid address",
    "BadRequestException" when "configuration set" => ACCOUNT: "The configuration set is invalid",
    "BadRequestException" when "domain" => RECIPIENT: "The address's domain is invalid",
    "BadRequestException" when "from address" => ACCOUNT: "The sender's address is invalid",
    "BadRequestException" when "fromemailaddress" => ACCOUNT: "The sender's address is invalid",
    "BadRequestException" when "not verified" => ACCOUNT: "Email address is not verified",
    "InternalServiceErrorException" => UNKNOWN: "The request processing has failed because of an unknown error",
    "LimitExceededException" => ACCOUNT: "There are too many instances of the specified resource type",
    "MailFromDomainNotVerifiedException" => ACCOUNT: "The message can't be sent because the sending domain isn't verified",
    "MessageRejected" => MESSAGE: "The message can't be sent because it contains invalid content",
    "MessageRejected" when "not verified" => ACCOUNT: "Email address is not verified",
    "MessageRejected" when "sending suspended" => ACCOUNT: "Sending suspended for this account",
    "NotFoundException" => ACCOUNT: "The resource you attempted to access doesn't exist",
    "SendingPausedException" => ACCOUNT: "The message can't be sent because the account's ability to send email is currently paused",
    "Throttling" => THROTTLED: "Maximum sending rate exceeded",
    "Throttling" when "daily message quota" => ACCOUNT: "Daily message quota exceeded",
    "ThrottlingException" => THROTTLED: "Maximum sending rate exceeded",
    "ThrottlingException" when "daily message quota" => ACCOUNT: "Daily message quota exceeded",
    "TooManyRequestsException" => THROTTLED: "Too many requests have been made to the operation",
    "TooManyRequestsException" when "daily message quota" => ACCOUNT: "Daily message quota exceeded",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::tests::{check, check_sorted};

    const ANSWERS: &str = "\
TooManyRequestsException  | 429 | Too many requests | not_sent (throttled)
ThrottlingException       | 400 | Maximum sending rate exceeded. | not_sent (throttled)
Throttling                | 400 | Maximum sending rate exceeded. | not_sent (throttled)
ThrottlingException       | 400 | Daily message quota exceeded. | rejected (account)
TooManyRequestsException  | 429 | Daily message quota exceeded. | rejected (account)
AccountSuspendedException | 400 |  | rejected (account)
SendingPausedException    | 400 |  | rejected (account)
LimitExceededException    | 400 |  | rejected (account)
MailFromDomainNotVerifiedException | 400 |  | rejected (account)
NotFoundException         | 404 | Configuration set <x> does not exist. | rejected (account)
MessageRejected           | 400 | Email address is not verified. The following identities failed the check in region EU-WEST-1: a@b.c | rejected (account)
MessageRejected           | 400 | Transaction failed: Expected disposition, got null | rejected (message)
MessageRejected           | 400 |  | rejected (message)
BadRequestException       | 400 | Missing final '@domain' | rejected (recipient)
BadRequestException       | 400 | Illegal address | rejected (recipient)
BadRequestException       | 400 | Domain contains illegal character | rejected (recipient)
BadRequestException       | 400 | Missing required field Content | rejected (message)
BadRequestException       | 400 | Invalid From Address | rejected (account)
AccessDeniedException     | 403 | User is not authorized to perform ses:SendEmail | rejected (account)
UnrecognizedClientException | 403 |  | rejected (account)
SignatureDoesNotMatch     | 403 |  | rejected (account)
InternalServiceErrorException | 500 |  | unknown
InternalFailure           | 500 |  | unknown
ServiceUnavailable        | 503 |  | unknown";

    #[test]
    fn what_ses_says_means_what_its_documentation_makes_of_it() {
        check_sorted(TABLE);
        check(TABLE, ANSWERS);
    }
}
