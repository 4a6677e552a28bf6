//! The attributes of a text message, and the limits that SNS documents
//! ([publishing to a phone](https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html)).

use std::collections::HashMap;

use aws_sdk_sns::types::MessageAttributeValue;
use msg_core::message::{SenderId, Sms};
use msg_core::{Class, SendError};

use super::settings::Settings;
use crate::exchange::{refused, unsupported};

/// The longest text, in characters.
const TEXT: usize = 1_600;

/// The attributes that say how `sms` is sent; the account's own sender stands in where it names none.
pub(super) fn attributes(
    class: Class,
    sms: &Sms,
    settings: &Settings,
) -> Result<HashMap<String, MessageAttributeValue>, SendError> {
    let length = sms.text.expose().chars().count();
    if length == 0 {
        return Err(refused("a text message needs a text"));
    }
    if length > TEXT {
        return Err(refused(&format!(
            "Amazon SNS takes at most {TEXT} characters a message, and these are {length}; shorten it"
        )));
    }
    let kind = match class {
        Class::Otp | Class::Transactional => "Transactional",
        Class::Promotional => "Promotional",
    };
    let mut attributes = vec![("AWS.SNS.SMS.SMSType", "String", kind)];
    let senders = [
        sms.from.as_ref().or(settings.from.as_ref()),
        settings.origination_number.as_ref(),
    ];
    for sender in senders.into_iter().flatten() {
        let attribute = attribute(sender)?;
        // A number given with the message stands in for the account's.
        if !attributes.iter().any(|(name, ..)| *name == attribute.0) {
            attributes.push(attribute);
        }
    }
    if let Some(price) = &settings.max_price {
        attributes.push(("AWS.SNS.SMS.MaxPrice", "Number", price.as_str()));
    }
    if let Some(id) = &settings.entity_id {
        attributes.push(("AWS.MM.SMS.EntityId", "String", id));
    }
    if let Some(id) = &settings.template_id {
        attributes.push(("AWS.MM.SMS.TemplateId", "String", id));
    }
    attributes.into_iter().map(value).collect()
}

fn attribute(sender: &SenderId) -> Result<(&'static str, &'static str, &str), SendError> {
    let text = sender.as_str();
    let (name, fits) = match sender {
        SenderId::Name(_) => ("AWS.SNS.SMS.SenderID", is_name(text)),
        SenderId::Number(_) | SenderId::ShortCode(_) => {
            ("AWS.MM.SMS.OriginationNumber", is_origination_number(text))
        }
    };
    if !fits {
        return Err(unsupported(
            "Amazon SNS takes a sender of 3 to 11 letters and digits with at least one letter, or a number of 5 to 14 digits",
        ));
    }
    Ok((name, "String", text))
}

fn value(
    (name, kind, text): (&str, &str, &str),
) -> Result<(String, MessageAttributeValue), SendError> {
    let value = MessageAttributeValue::builder()
        .data_type(kind)
        .string_value(text)
        .build()
        .map_err(|error| unsupported(&format!("the message can't be put together: {error}")))?;
    Ok((name.to_owned(), value))
}

pub(super) fn is_name(text: &str) -> bool {
    text.len() >= 3 && is_default_name(text)
}

/// An account's default may be shorter than a message's own.
pub(super) fn is_default_name(text: &str) -> bool {
    (1..=11).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

pub(super) fn is_origination_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (5..=14).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
