//! What can't be is refused and leaves no trace.

use msg_core::outcome::Accepted;
use msg_core::ports::{MessageRecord, Next};
use msg_core::status::MessageStatus;
use msg_core::{MessageId, TenantId};
use uuid::Uuid;

use super::scene::{attempt, end, ended, message, refused};
use super::{READS, Subject};

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
        .advance(&ended(&first, Err(refused())), &end(MessageStatus::Failed))
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
    let result = subject
        .log
        .advance(&ended(&first, Err(refused())), &next)
        .await;
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

fn shown(record: &MessageRecord) -> String {
    format!("{record:?}")
}
