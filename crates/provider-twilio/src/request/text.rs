//! Text messages.

use std::time::Duration;

use msg_core::SendError;
use msg_core::message::Sms;

use super::{Form, Resource, body, unsupported};
use crate::settings::{Settings, SmsSender};

/// The longest time that Twilio tries, in seconds
/// ([ValidityPeriod](https://www.twilio.com/docs/messaging/api/message-resource#create-a-message)).
const LONGEST_VALIDITY: u64 = 36_000;

pub(super) fn form(
    sms: &Sms,
    validity: Option<Duration>,
    settings: &Settings,
) -> Result<Form, SendError> {
    let mut fields = vec![("To", sms.to.as_str().to_owned())];
    fields.push(match (&sms.from, &settings.sms_sender) {
        (Some(from), _) | (None, Some(SmsSender::Id(from))) => ("From", from.as_str().to_owned()),
        (None, Some(SmsSender::Service(sid))) => ("MessagingServiceSid", sid.as_str().to_owned()),
        (None, None) => {
            let fix = "set `phone_number` or `messaging_service_sid`";
            let what = format!("the account has no sender of text messages; {fix}");
            return Err(unsupported(&what));
        }
    });
    fields.push(("Body", body(sms.text.expose())?));
    fields.extend(period(validity));
    if settings.smart_encoding {
        fields.push(("SmartEncoded", "true".to_owned()));
    }
    Ok(Form {
        resource: Resource::Messages,
        fields,
        own_sender: sms.from.is_none(),
    })
}

/// How long Twilio may keep the message in its queue. It takes no more than ten hours, and no less than a second.
pub(super) fn period(validity: Option<Duration>) -> Option<(&'static str, String)> {
    let seconds = validity?.as_secs().clamp(1, LONGEST_VALIDITY);
    Some(("ValidityPeriod", seconds.to_string()))
}
