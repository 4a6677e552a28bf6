//! What was told is on record.

use std::sync::Arc;

use msg_core::money::{Currency, Money};
use msg_core::outcome::{Accepted, Blame, NotSent};
use msg_core::ports::{EndedMessage, Next};
use msg_core::status::MessageStatus;
use msg_core::{Channel, Class, Fact, MessageId, ProviderId, SendError};
use uuid::Uuid;

use super::scene::{at, attempt, end, ended, message, refused, vendor_said};
use super::{Subject, WRITES};

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
                .advance(&ended(&first, Err(refused())), &Next::End(told))
                .await;
            let found = subject.found(message.id).await;
            assert_eq!(
                (found.status, found.maybe_duplicate),
                (status, maybe_duplicate)
            );
        }
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
        .advance(&ended(&first, Err(refused())), &Next::Attempt(second))
        .await;
    let twice_in_doubt = message(subject, 4);
    let first = attempt(&twice_in_doubt, 1, "smtp");
    let second = attempt(&twice_in_doubt, 2, "twilio");
    subject.accept(&twice_in_doubt, &first).await;
    let doubt = Err(SendError::unknown(vendor_said("no answer")));
    subject
        .advance(&ended(&first, doubt), &Next::Attempt(second))
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

    assert_eq!(log.settle_interrupted(restart).await.expect(WRITES), 3);
    assert!(subject.found(twice_in_doubt.id).await.maybe_duplicate);
    assert!(!subject.found(second_running.id).await.maybe_duplicate);
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
