//! What every [`MessageLog`] must do, whatever keeps it.
//!
//! A store runs it with one line, [`message_log_suite!`](crate::message_log_suite).

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use msg_core::money::{Currency, Money};
use msg_core::outcome::{Accepted, Blame, NotSent};
use msg_core::ports::{
    EndedAttempt, EndedMessage, MessageLog, MessageRecord, NewAttempt, NewMessage, Next,
};
use msg_core::status::MessageStatus;
use msg_core::text::VendorText;
use msg_core::{
    AttemptId, Channel, Class, Fact, IndexKey, MessageId, PhoneNumber, ProviderId, Recipient,
    SendError, TenantId,
};
use uuid::Uuid;

/// Runs the suite on a store: `message_log_suite!(open)`, where `async fn open() -> testkit::message_log_suite::Subject`
/// makes an empty one.
#[macro_export]
macro_rules! message_log_suite {
    ($open:path) => {
        $crate::message_log_suite!($open:
            an_accepted_message_is_on_record,
            a_walk_leaves_its_trace,
            every_fact_survives,
            ends_are_kept_as_told,
            only_a_running_attempt_can_end,
            nothing_is_written_by_half,
            other_tenants_see_nothing,
            the_interrupted_are_settled,
            many_at_once_are_all_kept,
        );
    };
    ($open:path: $($case:ident,)*) => {
        mod message_log {
            use super::*;
            $(
                #[tokio::test]
                async fn $case() {
                    let subject = $open().await;
                    $crate::message_log_suite::$case(&subject).await;
                }
            )*
        }
    };
}

const READS: &str = "the store can be read";
const WRITES: &str = "the store can be written";

/// An empty store to be tested.
#[derive(Debug)]
pub struct Subject {
    /// The store.
    pub log: Arc<dyn MessageLog>,
    /// Two tenants that it knows.
    pub tenants: [TenantId; 2],
    /// What must live as long as the store, such as a temporary directory.
    pub keep: Box<dyn Any + Send + Sync>,
}

impl Subject {
    async fn accept(&self, message: &NewMessage, first: &NewAttempt) {
        self.log.accept(message, first).await.expect(WRITES);
    }

    async fn advance(&self, ended: &EndedAttempt, next: &Next) {
        self.log.advance(ended, next).await.expect(WRITES);
    }

    async fn found(&self, id: MessageId) -> MessageRecord {
        let found = self.log.find(self.tenants[0], id).await.expect(READS);
        found.unwrap_or_else(|| panic!("{id} is not on record"))
    }
}

/// Every field comes back as it went in, the recipient masked.
pub async fn an_accepted_message_is_on_record(subject: &Subject) {
    let mut message = message(subject, 1);
    let first = attempt(&message, 1, "aws-sns");
    subject.accept(&message, &first).await;

    let found = subject.found(message.id).await;
    assert_eq!(found.id, message.id);
    assert_eq!(found.channel, Channel::Sms);
    assert_eq!(found.class, Class::Otp);
    assert_eq!(found.purpose.as_deref(), Some("login"));
    assert_eq!(found.recipient_masked, "+1***0001");
    assert_eq!(found.status, MessageStatus::Sending);
    assert!(!found.maybe_duplicate);
    assert_eq!((found.provider, found.provider_message_id), (None, None));
    assert_eq!(found.parts, Some(1));
    assert_eq!(found.encoding.as_deref(), Some("gsm-7"));
    assert_eq!((found.cost, found.error_message), (None, None));
    assert_eq!(found.metadata.as_deref(), Some(r#"{"user_id":"ü'1"}"#));
    assert_eq!(found.created_at, message.created_at);
    assert_eq!((found.sent_at, found.delivered_at), (None, None));
    let [running] = &found.attempts[..] else {
        panic!("one attempt, not {:?}", found.attempts)
    };
    assert_eq!((running.id, running.number), (first.id, 1));
    assert_eq!(running.provider, first.provider);
    assert_eq!(running.started_at, first.started_at);
    assert_eq!((running.fact, running.took), (None, None));

    message.id = MessageId::from_uuid(Uuid::from_u128(2));
    (message.purpose, message.metadata) = (None, None);
    (message.parts, message.encoding) = (None, None);
    let first = attempt(&message, 1, "aws-sns");
    subject.accept(&message, &first).await;
    let found = subject.found(message.id).await;
    assert_eq!((found.purpose, found.metadata), (None, None));
    assert_eq!((found.parts, found.encoding), (None, None));
}

/// A refusal, the next provider, its acceptance.
pub async fn a_walk_leaves_its_trace(subject: &Subject) {
    let message = message(subject, 1);
    let first = attempt(&message, 1, "aws-sns");
    let second = attempt(&message, 2, "twilio");
    subject.accept(&message, &first).await;

    let refusal = SendError::rejected(Blame::Account, vendor_said("bad key")).with_code("403");
    let refused = ended(&first, Err(refusal.clone()));
    subject
        .advance(&refused, &Next::Attempt(second.clone()))
        .await;
    let found = subject.found(message.id).await;
    assert_eq!(found.status, MessageStatus::Sending);
    assert_eq!(found.error_message, Some(refusal.to_string()));
    assert_eq!(found.attempts.len(), 2);

    let cost = Money::from_micros(7_500, Currency::USD);
    let mut answer = Accepted::with_id("SM1");
    (answer.parts, answer.cost) = (Some(2), Some(cost));
    let accepted = ended(&second, Ok(answer));
    subject.advance(&accepted, &end(MessageStatus::Sent)).await;
    let found = subject.found(message.id).await;
    assert_eq!(found.status, MessageStatus::Sent);
    assert_eq!(found.provider, ProviderId::parse("twilio"));
    assert_eq!(found.provider_message_id.as_deref(), Some("SM1"));
    assert_eq!((found.parts, found.cost), (Some(2), Some(cost)));
    assert_eq!(found.encoding.as_deref(), Some("gsm-7"));
    assert_eq!(found.sent_at, Some(accepted.ended_at));
    assert_eq!(
        found.error_message, None,
        "a message that was sent has no error"
    );

    let [one, two] = &found.attempts[..] else {
        panic!("two attempts, not {:?}", found.attempts)
    };
    assert_eq!(one.fact, Some(Fact::Rejected(Blame::Account)));
    assert_eq!(one.code.as_deref(), Some("403"));
    assert_eq!(one.text.as_deref(), Some("bad key"));
    assert_eq!(one.took, Some(refused.took));
    assert_eq!((two.id, two.number), (second.id, 2));
    assert_eq!(two.fact, Some(Fact::Accepted));
    assert_eq!(two.provider_message_id.as_deref(), Some("SM1"));
    assert_eq!((&two.code, &two.text), (&None, &None));
}

/// Each of the four facts with each of its causes.
pub async fn every_fact_survives(subject: &Subject) {
    for (n, fact) in (1..).zip(Fact::ALL) {
        let message = message(subject, n);
        let first = attempt(&message, 1, "smtp");
        subject.accept(&message, &first).await;
        let result = match fact {
            Fact::Accepted => Ok(Accepted::default()),
            Fact::Rejected(blame) => Err(SendError::rejected(blame, vendor_said("no"))),
            Fact::NotSent(cause) => Err(SendError::not_sent(cause, vendor_said("no"))),
            Fact::Unknown => Err(SendError::unknown(vendor_said("time is up"))),
        };
        let next = end(MessageStatus::Failed);
        subject.advance(&ended(&first, result), &next).await;
        let found = subject.found(message.id).await;
        assert_eq!(found.attempts[0].fact, Some(fact));
    }
}

/// Status and doubt are what the gateway says they are.
pub async fn ends_are_kept_as_told(subject: &Subject) {
    let mut n = 0;
    for &status in MessageStatus::ALL {
        for maybe_duplicate in [false, true] {
            n += 1;
            let message = message(subject, n);
            let first = attempt(&message, 1, "smtp");
            subject.accept(&message, &first).await;
            let told = EndedMessage {
                status,
                maybe_duplicate,
            };
            subject
                .advance(&ended(&first, refused()), &Next::End(told))
                .await;
            let found = subject.found(message.id).await;
            assert_eq!(
                (found.status, found.maybe_duplicate),
                (status, maybe_duplicate)
            );
        }
    }
}

/// An attempt ends once; anything else is an error that changes nothing.
pub async fn only_a_running_attempt_can_end(subject: &Subject) {
    let message = message(subject, 1);
    let first = attempt(&message, 1, "smtp");
    let second = attempt(&message, 2, "twilio");
    subject.accept(&message, &first).await;
    let before = subject.found(message.id).await;

    let never_begun = ended(&second, Ok(Accepted::default()));
    let next = end(MessageStatus::Sent);
    assert!(subject.log.advance(&never_begun, &next).await.is_err());
    assert_eq!(shown(&subject.found(message.id).await), shown(&before));

    subject
        .advance(&ended(&first, refused()), &end(MessageStatus::Failed))
        .await;
    let before = subject.found(message.id).await;
    let again = ended(&first, Ok(Accepted::with_id("late")));
    for next in [Next::Attempt(second), next] {
        assert!(subject.log.advance(&again, &next).await.is_err());
        assert_eq!(shown(&subject.found(message.id).await), shown(&before));
    }
}

/// A transaction whose last step fails takes back its first.
pub async fn nothing_is_written_by_half(subject: &Subject) {
    let known = message(subject, 1);
    let first = attempt(&known, 1, "smtp");
    subject.accept(&known, &first).await;

    // The message is new; its attempt has a number that is taken, being one of the other message.
    let orphan = message(subject, 2);
    assert!(subject.log.accept(&orphan, &first).await.is_err());
    let found = subject.log.find(subject.tenants[0], orphan.id).await;
    assert!(found.expect(READS).is_none());

    // The attempt ends; what follows has the same number.
    let before = subject.found(known.id).await;
    let next = Next::Attempt(attempt(&known, 1, "twilio"));
    let result = subject.log.advance(&ended(&first, refused()), &next).await;
    assert!(result.is_err());
    assert_eq!(shown(&subject.found(known.id).await), shown(&before));

    // A message is accepted once.
    assert!(
        subject
            .log
            .accept(&known, &attempt(&known, 2, "smtp"))
            .await
            .is_err()
    );
    assert_eq!(shown(&subject.found(known.id).await), shown(&before));
}

/// A message is its tenant's alone.
pub async fn other_tenants_see_nothing(subject: &Subject) {
    let [own, other] = subject.tenants;
    let message = message(subject, 1);
    let first = attempt(&message, 1, "smtp");
    subject.accept(&message, &first).await;
    for (tenant, id, there) in [
        (own, message.id, true),
        (other, message.id, false),
        (TenantId::from_uuid(Uuid::max()), message.id, false),
        (own, MessageId::from_uuid(Uuid::from_u128(99)), false),
    ] {
        let found = subject.log.find(tenant, id).await.expect(READS);
        assert_eq!(found.is_some(), there, "{tenant} {id}");
    }
}

/// Running attempts become unknown, as do their messages; what had ended stays as it was.
pub async fn the_interrupted_are_settled(subject: &Subject) {
    let log = &subject.log;
    let restart = at(1_000_000);
    assert_eq!(log.settle_interrupted(restart).await.expect(WRITES), 0);

    let running = message(subject, 1);
    subject
        .accept(&running, &attempt(&running, 1, "smtp"))
        .await;
    let second_running = message(subject, 2);
    let first = attempt(&second_running, 1, "smtp");
    let second = attempt(&second_running, 2, "twilio");
    subject.accept(&second_running, &first).await;
    subject
        .advance(&ended(&first, refused()), &Next::Attempt(second))
        .await;
    let done = message(subject, 3);
    let only = attempt(&done, 1, "smtp");
    subject.accept(&done, &only).await;
    subject
        .advance(
            &ended(&only, Ok(Accepted::with_id("x"))),
            &end(MessageStatus::Sent),
        )
        .await;

    assert_eq!(log.settle_interrupted(restart).await.expect(WRITES), 2);
    for (id, status, facts) in [
        (running.id, MessageStatus::Unknown, &[Fact::Unknown][..]),
        (
            second_running.id,
            MessageStatus::Unknown,
            &[Fact::NotSent(NotSent::Unreachable), Fact::Unknown],
        ),
        (done.id, MessageStatus::Sent, &[Fact::Accepted]),
    ] {
        let found = subject.found(id).await;
        assert_eq!(found.status, status, "{id}");
        let kept: Vec<_> = found
            .attempts
            .iter()
            .filter_map(|attempt| attempt.fact)
            .collect();
        assert_eq!(kept, facts, "{id}");
        assert_eq!(
            found.error_message.is_some(),
            status == MessageStatus::Unknown
        );
    }
    assert_eq!(log.settle_interrupted(restart).await.expect(WRITES), 0);
}

/// Callers that write side by side don't lose each other's messages.
pub async fn many_at_once_are_all_kept(subject: &Subject) {
    let messages: Vec<_> = (1..=300).map(|n| message(subject, n)).collect();
    let writing: Vec<_> = messages
        .iter()
        .map(|message| {
            let (log, message) = (Arc::clone(&subject.log), message.clone());
            tokio::spawn(async move {
                let first = attempt(&message, 1, "smtp");
                log.accept(&message, &first).await.expect(WRITES);
                let accepted = ended(&first, Ok(Accepted::with_id(message.id.to_string())));
                log.advance(&accepted, &end(MessageStatus::Sent))
                    .await
                    .expect(WRITES);
            })
        })
        .collect();
    for written in writing {
        written.await.expect("no writer panics");
    }
    for message in messages {
        let found = subject.found(message.id).await;
        assert_eq!(found.status, MessageStatus::Sent);
        assert_eq!(found.provider_message_id, Some(message.id.to_string()));
    }
}

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
pub fn refused() -> Result<Accepted, SendError> {
    Err(SendError::not_sent(
        NotSent::Unreachable,
        vendor_said("connection refused"),
    ))
}

fn vendor_said(text: &str) -> VendorText {
    VendorText::redact(text, &[])
}

/// A time with microseconds in it, `second` seconds after a fixed one.
fn at(second: u32) -> Timestamp {
    let micros = 1_800_000_000_000_123 + i64::from(second) * 1_000_000;
    Timestamp::from_microsecond(micros).expect("a time of this century")
}

fn shown(record: &MessageRecord) -> String {
    format!("{record:?}")
}
