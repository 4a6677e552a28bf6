//! What SNS says ([Publish errors](https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors)).
//!
//! It says nothing of opted-out numbers, prices and spend limits here: such messages are accepted and not sent
//! ([reasons](https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html)).

use crate::classify::{Table, rows};

pub(super) const TABLE: Table = rows! {
    "AuthorizationError" => ACCOUNT: "Indicates that the user has been denied access to the requested resource",
    "AuthorizationErrorException" => ACCOUNT: "Indicates that the user has been denied access to the requested resource",
    "EndpointDisabled" => ACCOUNT: "Exception error indicating endpoint disabled",
    "InternalError" => UNKNOWN: "Indicates an internal service error",
    "InternalErrorException" => UNKNOWN: "Indicates an internal service error",
    "InvalidParameter" => MESSAGE: "Indicates that a request parameter does not comply with the associated constraints",
    "InvalidParameter" when "originationnumber" => ACCOUNT: "The origination number is invalid",
    "InvalidParameter" when "phonenumber" => RECIPIENT: "Invalid parameter: PhoneNumber",
    "InvalidParameter" when "senderid" => ACCOUNT: "The sender id is invalid",
    "InvalidParameterValue" => MESSAGE: "Indicates that a request parameter does not comply with the associated constraints",
    "InvalidParameterValue" when "originationnumber" => ACCOUNT: "The origination number is invalid",
    "InvalidParameterValue" when "phonenumber" => RECIPIENT: "Invalid parameter: PhoneNumber",
    "InvalidParameterValue" when "senderid" => ACCOUNT: "The sender id is invalid",
    "InvalidSecurity" => ACCOUNT: "The credential signature isn't valid",
    "KMSAccessDenied" => ACCOUNT: "The ciphertext references a key that doesn't exist or that you don't have access to",
    "KMSDisabled" => ACCOUNT: "The request was rejected because the specified customer master key isn't enabled",
    "KMSInvalidState" => ACCOUNT: "The state of the specified resource isn't valid for this request",
    "KMSNotFound" => ACCOUNT: "The specified entity or resource can't be found",
    "KMSOptInRequired" => ACCOUNT: "The AWS access key ID needs a subscription for the service",
    "KMSThrottling" => THROTTLED: "The request was denied due to request throttling",
    "NotFound" => ACCOUNT: "Indicates that the requested resource does not exist",
    "OptedOut" => RECIPIENT: "Indicates that the specified phone number opted out of receiving SMS messages from your account",
    "ParameterValueInvalid" => MESSAGE: "Indicates that a request parameter does not comply with the associated constraints",
    "ParameterValueInvalid" when "originationnumber" => ACCOUNT: "The origination number is invalid",
    "ParameterValueInvalid" when "phonenumber" => RECIPIENT: "Invalid parameter: PhoneNumber",
    "ParameterValueInvalid" when "senderid" => ACCOUNT: "The sender id is invalid",
    "PlatformApplicationDisabled" => ACCOUNT: "Exception error indicating platform application disabled",
    "Throttled" => THROTTLED: "Indicates that the rate at which requests have been submitted for this action exceeds the limit",
    "ThrottledException" => THROTTLED: "Indicates that the rate at which requests have been submitted for this action exceeds the limit",
    "UserError" => ACCOUNT: "Indicates that a request parameter does not comply with the associated constraints",
    "ValidationError" => MESSAGE: "The input fails to satisfy the constraints specified by an AWS service",
    "ValidationError" when "phonenumber" => RECIPIENT: "The phone number is invalid",
    "ValidationException" => MESSAGE: "Indicates that a parameter in the request is invalid",
    "ValidationException" when "phonenumber" => RECIPIENT: "The phone number is invalid",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::tests::{check, check_sorted};

    const ANSWERS: &str = "\
InvalidParameter    | 400 | Invalid parameter: PhoneNumber Reason: +1 is not valid to publish to | rejected (recipient)
InvalidParameter    | 400 | Invalid parameter: Message too long | rejected (message)
InvalidParameter    | 400 | Invalid parameter: AWS.MM.SMS.OriginationNumber is not valid | rejected (account)
InvalidParameter    | 400 | Invalid parameter: AWS.SNS.SMS.SenderID is not valid | rejected (account)
InvalidParameter    | 400 |  | rejected (message)
ParameterValueInvalid | 400 | Invalid PhoneNumber | rejected (recipient)
ParameterValueInvalid | 400 | Reserved prefix | rejected (message)
ValidationException | 400 | 1 validation error at phoneNumber | rejected (recipient)
ValidationException | 400 | 1 validation error at message | rejected (message)
Throttled           | 429 |  | not_sent (throttled)
ThrottlingException | 400 | Rate exceeded | not_sent (throttled)
Throttling          | 400 | Rate exceeded | not_sent (throttled)
AuthorizationError  | 403 |  | rejected (account)
InvalidSecurity     | 403 |  | rejected (account)
InvalidClientTokenId | 403 | The security token included in the request is invalid. | rejected (account)
InternalError       | 500 |  | unknown
InternalFailure     | 500 |  | unknown
KMSDisabled         | 400 |  | rejected (account)
EndpointDisabled    | 400 |  | rejected (account)
NotFound            | 404 |  | rejected (account)";

    #[test]
    fn what_sns_says_means_what_its_documentation_makes_of_it() {
        check_sorted(TABLE);
        check(TABLE, ANSWERS);
    }
}
