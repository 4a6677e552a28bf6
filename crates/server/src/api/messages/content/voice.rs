//! A call.

use gateway::phone::DefaultRegion;
use gateway::template::Locale;
use msg_core::message::{Speech, Voice};

use super::{from_number, short_text};
use crate::api::check::Check;
use crate::api::messages::request::SendMessage;

/// The call that `request` describes.
pub(super) fn voice(
    request: &SendMessage,
    region: Option<DefaultRegion>,
    check: &mut Check,
) -> Option<Voice> {
    let to = check.phone("/to", &request.to, region);
    let from = from_number(request, region, check);
    let language = language(request, check);
    let text = short_text(request, check);
    Some(Voice {
        to: to?,
        from,
        language,
        speech: Speech::Text(text?),
    })
}

fn language(request: &SendMessage, check: &mut Check) -> Option<String> {
    let tag = request.language.as_deref()?;
    let language = check.take("/language", "invalid_value", tag.parse::<Locale>())?;
    Some(language.to_string())
}
