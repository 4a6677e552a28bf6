//! Twilio's codes as data, with Twilio's words; `https://www.twilio.com/docs/api/errors/<code>` explains each
//! ([all of them](https://www.twilio.com/docs/api/errors)).

use super::Verdict;
use super::Verdict::{
    Account, Carrier, Full, Message, Recipient, RecipientNow, Route, Sender, TooFast, Unknown,
};

/// The code, what it says, and Twilio's words; by code.
pub(super) const TABLE: &[(u32, Verdict, &str)] = &[
    (13223, Recipient, "Dial: Invalid phone number format"),
    (
        13224,
        Recipient,
        "Dial: Twilio does not support calling this number or the number is invalid",
    ),
    (13225, Route, "Dial: Call blocked by Twilio block list"),
    (13226, Recipient, "Dial: Invalid country code"),
    (
        13227,
        Route,
        "Geo Permission configuration is not permitting call",
    ),
    (14107, TooFast, "SMS send rate limit exceeded"),
    (20003, Account, "Permission Denied"),
    (20004, Account, "Method not allowed"),
    (20005, Account, "Account not active"),
    (20006, Account, "Access Denied"),
    (20008, Account, "Test Credentials"),
    (20403, Account, "403 Forbidden"),
    (20404, Account, "Not Found"),
    (20429, TooFast, "Too Many Requests"),
    (20500, Unknown, "Internal Server Error"),
    (20503, Unknown, "Service unavailable"),
    (21201, Recipient, "No Called number specified"),
    (21202, Recipient, "Called number is a premium number"),
    (21203, Route, "International calling not enabled"),
    (21205, Account, "Invalid URL"),
    (21210, Sender, "'From' phone number not verified"),
    (21211, Recipient, "Invalid 'To' Phone Number"),
    (21212, Sender, "Invalid From Number (caller ID)"),
    (21213, Sender, "Caller phone number is required"),
    (21214, Recipient, "'To' phone number cannot be reached"),
    (
        21215,
        Route,
        "Geo Permission configuration is not permitting call",
    ),
    (21216, Route, "API: Call blocked by Twilio blocklist"),
    (21217, Recipient, "Phone number does not appear to be valid"),
    (21219, Account, "'To' phone number not verified"),
    (21265, Recipient, "'To' number cannot be a Short Code"),
    (
        21408,
        Route,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    (
        21601,
        Sender,
        "Phone number is not a valid SMS-capable inbound phone number",
    ),
    (21602, Message, "Message body is required"),
    (
        21603,
        Account,
        "A 'From' or 'MessagingServiceSid' parameter is required to send a message",
    ),
    (
        21604,
        Recipient,
        "The destination 'To' phone number is required to send an SMS",
    ),
    (
        21606,
        Sender,
        "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination.",
    ),
    (
        21607,
        Account,
        "The 'from' phone number must be the sandbox phone number for trial accounts.",
    ),
    (
        21608,
        Account,
        "The 'to' phone number provided is not yet verified for this account.",
    ),
    (21609, Account, "Invalid 'StatusCallback'"),
    (
        21610,
        Recipient,
        "Attempt to send to unsubscribed recipient",
    ),
    (
        21611,
        Full,
        "This 'From' number has exceeded the maximum number of queued messages",
    ),
    (
        21612,
        Route,
        "The 'To' phone number is not currently reachable via SMS",
    ),
    (21614, Recipient, "'To' number is not a valid mobile number"),
    (
        21616,
        Sender,
        "The 'From' number matches multiple numbers for your account",
    ),
    (
        21617,
        Message,
        "The concatenated message body exceeds the 1600 character limit",
    ),
    (21618, Message, "The message body cannot be sent"),
    (21619, Message, "Unable to create record"),
    (21620, Message, "Invalid media URL(s)"),
    (
        21621,
        Sender,
        "The 'From' number has not been enabled for MMS",
    ),
    (
        21623,
        Message,
        "Number of media files exceeds allowed limit",
    ),
    (21624, Message, "Invalid validity period value"),
    (21635, Recipient, "'To' number cannot be a landline"),
    (21654, Message, "ContentSid Required"),
    (21655, Message, "The ContentSid is Invalid"),
    (21656, Message, "The ContentVariables Parameter is invalid"),
    (21657, Sender, "The Sender ID is invalid"),
    (21658, Message, "Parameter exceeded character limit"),
    (
        21659,
        Sender,
        "'From' is not a Twilio phone number or Short Code country mismatch",
    ),
    (
        21660,
        Sender,
        "Mismatch between the 'From' number and the account",
    ),
    (21701, Account, "The Messaging Service does not exist"),
    (
        21702,
        Account,
        "The Messaging Service is not available to send new messages",
    ),
    (
        21703,
        Carrier,
        "The Messaging Service does not have a phone number available to send a message",
    ),
    (
        21704,
        Carrier,
        "The Messaging Service contains no phone numbers",
    ),
    (21705, Account, "The Messaging Service is invalid"),
    (30001, Full, "Queue overflow"),
    (30002, Account, "Account suspended"),
    (30003, Carrier, "Unreachable destination handset"),
    (30004, RecipientNow, "Message blocked"),
    (30005, Recipient, "Unknown destination handset"),
    (30006, Recipient, "Landline or unreachable carrier"),
    (30007, Carrier, "Message filtered"),
    (30008, Carrier, "Unknown error"),
    // It says nothing against messages without media.
    (
        30011,
        RecipientNow,
        "MMS not supported by the receiving phone number in this region",
    ),
    (30017, Full, "Carrier network congestion"),
    (
        30018,
        Carrier,
        "Destination carrier requires sender ID pre-registration",
    ),
    (30019, Message, "Content size exceeds carrier limit"),
    (30022, Full, "US A2P 10DLC - Rate Limits Exceeded"),
    (30023, Full, "US A2P 10DLC - Daily Message Cap Reached"),
    (
        30024,
        Carrier,
        "Numeric Sender ID Not Provisioned on Carrier",
    ),
    (
        30027,
        Full,
        "US A2P 10DLC - T-Mobile Daily Message Limit Reached",
    ),
    (30032, Carrier, "Toll-Free Number Has Not Been Verified"),
    (30033, Carrier, "US A2P 10DLC - Campaign Suspended"),
    (
        30034,
        Carrier,
        "US A2P 10DLC - Message from an Unregistered Number",
    ),
    (
        30035,
        Carrier,
        "US A2P 10DLC - Message from a number still being configured",
    ),
    (30036, Full, "Validity Period Expired"),
    (30410, Carrier, "Provider Timeout Error"),
    (30450, Carrier, "Message delivery blocked"),
    (63001, Account, "Channel could not authenticate the request"),
    (63002, Account, "Channel could not find the From address"),
    (63003, Recipient, "Channel could not find To address"),
    (63005, Message, "Channel did not accept given content"),
    (
        63007,
        Account,
        "Twilio could not find a Channel with the specified From address",
    ),
    (
        63008,
        Account,
        "Could not execute the request because the channel module has been misconfigured",
    ),
    (
        63009,
        Carrier,
        "Channel provider returned an internal service error (HTTP 5xx)",
    ),
    (
        63010,
        Carrier,
        "Twilio's platform encountered an internal error processing this message",
    ),
    (
        63012,
        Carrier,
        "Channel provider returned an internal service error",
    ),
    (63013, Message, "Channel policy violation"),
    (63014, Recipient, "Channel message blocked by user action"),
    (
        63015,
        Account,
        "Channel Sandbox can only send messages to phone numbers that have joined the Sandbox",
    ),
    (
        63016,
        Message,
        "Failed to send freeform message because you are outside the allowed window",
    ),
    (63017, Full, "Rate limit exceeded"),
    (63018, Full, "Rate limit exceeded for Channel"),
    (63019, Message, "Media failed to download"),
    (
        63020,
        Account,
        "Twilio encountered a Business Manager account error",
    ),
    (63021, Message, "Channel invalid content error"),
    (63024, Recipient, "Invalid message recipient"),
    (
        63027,
        Message,
        "Template does not exist for a language and locale",
    ),
    (
        63028,
        Message,
        "Number of parameters provided does not match the expected number of parameters",
    ),
    (
        63032,
        RecipientNow,
        "We cannot send this message to this user because of a WhatsApp limitation",
    ),
    (63033, Recipient, "Recipient blocked to receive message"),
    (63034, Message, "Media exceeds size limit"),
    (63038, Full, "Account exceeded the daily messages limit"),
    (63040, Message, "Template Rejected"),
    (63041, Message, "Template paused"),
    (63042, Message, "Template disabled"),
    (63051, Account, "WhatsApp Business Account is Locked"),
];

pub(super) fn verdict(code: u32) -> Option<Verdict> {
    row(code).map(|(_, verdict, _)| *verdict)
}

pub(super) fn words(code: u32) -> Option<&'static str> {
    row(code).map(|(_, _, words)| *words)
}

fn row(code: u32) -> Option<&'static (u32, Verdict, &'static str)> {
    let place = TABLE.binary_search_by_key(&code, |(code, _, _)| *code);
    place.ok().map(|place| &TABLE[place])
}
