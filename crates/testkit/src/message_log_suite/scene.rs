//! Messages, attempts and answers that the cases are made of.

use std::time::Duration;

use jiff::Timestamp;
use msg_core::outcome::{Accepted, NotSent};
use msg_core::ports::{EndedAttempt, EndedMessage, NewAttempt, NewMessage, Next};
use msg_core::status::MessageStatus;
use msg_core::text::VendorText;
use msg_core::{
    AttemptId, Channel, Class, IndexKey, MessageId, PhoneNumber, ProviderId, Recipient, SendError,
};
use uuid::Uuid;

use super::Subject;

/// The `n`th message of the first tenant.
pub fn message(subject: &Subject, n: u32) -> NewMessage {
    let number = PhoneNumber::parse(&format!("+1202555{n:04}")).expect("an international number");
    let recipient = Recipient::Phone(number);
    let tenant = subject.tenants[0];
    NewMessage {
        id: MessageId::from_uuid(Uuid::from_u128(n.into())),
        tenant,
        channel: Channel::Sms,
        class: Class::Otp,
        purpose: Some("login".into()),
        recipient_index: IndexKey::new(&[7; 32]).index(tenant, &recipient),
        recipient,
        metadata: Some(r#"{"user_id":"ü'1"}"#.into()),
        parts: Some(1),
        encoding: Some("gsm-7"),
        created_at: at(n),
    }
}

/// The `number`th attempt at `message`.
pub fn attempt(message: &NewMessage, number: u32, provider: &str) -> NewAttempt {
    let id = message.id.as_uuid().as_u128() << 32 | u128::from(number);
    NewAttempt {
        id: AttemptId::from_uuid(Uuid::from_u128(id)),
        message: message.id,
        number,
        provider: ProviderId::parse(provider).expect("a provider's name"),
        started_at: message.created_at + Duration::from_micros(number.into()),
    }
}

/// The end of `attempt`, 41 ms after it began.
pub fn ended(attempt: &NewAttempt, result: Result<Accepted, SendError>) -> EndedAttempt {
    let took = Duration::from_micros(41_007);
    EndedAttempt {
        id: attempt.id,
        message: attempt.message,
        result,
        ended_at: attempt.started_at + took,
        took,
    }
}

/// The message ends with `status`, without a doubt.
pub fn end(status: MessageStatus) -> Next {
    Next::End(EndedMessage {
        status,
        maybe_duplicate: false,
    })
}

/// A provider that can't be reached.
pub fn refused() -> SendError {
    SendError::not_sent(NotSent::Unreachable, vendor_said("connection refused"))
}

pub(super) fn vendor_said(text: &str) -> VendorText {
    VendorText::redact(text, &[])
}

/// A time with microseconds in it, `second` seconds after a fixed one.
pub(super) fn at(second: u32) -> Timestamp {
    let micros = 1_800_000_000_000_123 + i64::from(second) * 1_000_000;
    Timestamp::from_microsecond(micros).expect("a time of this century")
}
