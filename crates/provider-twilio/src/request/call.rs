//! Calls that speak.

use std::time::Duration;

use msg_core::SendError;
use msg_core::message::Voice;

use super::{Form, Resource, refused, unsupported};
use crate::settings::Settings;
use crate::twiml::{self, Speaker, Unsayable};

/// How long Twilio lets it ring, in seconds, unless it is told
/// ([Timeout](https://www.twilio.com/docs/voice/api/call-resource#create-a-call)).
const USUAL_RING: u64 = 60;

/// Nobody comes to the telephone faster.
const SHORTEST_RING: u64 = 5;

/// What Twilio tells of a call ([StatusCallbackEvent](https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent)).
const EVENTS: [&str; 4] = ["initiated", "ringing", "answered", "completed"];

pub(super) fn form(
    call: &Voice,
    validity: Option<Duration>,
    settings: &Settings,
) -> Result<Form, SendError> {
    let own = settings.voice_number.as_ref();
    let from = call.from.as_ref().or(own).ok_or_else(|| {
        unsupported("the account has no number to call from; set `phone_number` to one")
    })?;
    let speaker = Speaker {
        voice: settings.voice.as_deref(),
        language: call.language.as_deref().or(settings.language.as_deref()),
    };
    let document = twiml::document(&call.speech, speaker).map_err(unsayable)?;
    let mut fields = vec![
        ("To", call.to.as_str().to_owned()),
        ("From", from.as_str().to_owned()),
        ("Twiml", document),
    ];
    let ring = validity.map(|validity| validity.as_secs().max(SHORTEST_RING));
    if let Some(ring) = ring.filter(|ring| *ring < USUAL_RING) {
        fields.push(("Timeout", ring.to_string()));
    }
    if settings.status_callback.is_some() {
        fields.extend(EVENTS.map(|event| ("StatusCallbackEvent", event.to_owned())));
    }
    Ok(Form {
        resource: Resource::Calls,
        fields,
        own_sender: call.from.is_none(),
    })
}

fn unsayable(why: Unsayable) -> SendError {
    match why {
        Unsayable::Empty => refused("empty", "the call has nothing to say"),
        Unsayable::TooLong => {
            let most =
                "what the call says, with its markup, is longer than Twilio's 4,000 characters";
            refused("too_long", most)
        }
        Unsayable::ControlCharacter => refused(
            "control",
            "a call can't say control characters; remove them",
        ),
    }
}
