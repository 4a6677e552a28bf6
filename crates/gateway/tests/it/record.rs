//! What is written down, and when.

use gateway::Refusal;
use msg_core::Class;
use msg_core::status::MessageStatus;
use testkit::memory_log::Entry;
use testkit::scripted::Act::{Accept, Reject, Unknown};

use crate::scene::{Scene, told};

#[tokio::test]
async fn every_attempt_stands_in_the_record_before_it_is_made() {
    let scene = Scene::new(&[&[Reject(msg_core::Blame::Provider)], &[Accept]]);
    scene.send(Class::Transactional).await.unwrap();
    let words: Vec<_> = scene
        .log
        .entries()
        .iter()
        .map(|entry| match entry {
            Entry::Message(message) => format!("message {}", message.recipient),
            Entry::Attempt(attempt) => format!("attempt {} {}", attempt.number, attempt.provider),
            Entry::Ended(ended) => format!("ended {}", ended.result.is_ok()),
            Entry::End(end) => format!("end {}", end.status),
        })
        .collect();
    assert_eq!(
        words,
        [
            "message +1***0123",
            "attempt 1 a",
            "ended false",
            "attempt 2 b",
            "ended true",
            "end sent",
        ]
    );
}

#[tokio::test]
async fn nothing_leaves_that_was_not_written_down() {
    let scene = Scene::new(&[&[Reject(msg_core::Blame::Provider)], &[]]);
    scene.log.fail_after(0);
    assert!(matches!(
        scene.send(Class::Otp).await,
        Err(Refusal::Store(_))
    ));
    assert_eq!(scene.calls(), [0, 0]);

    // What is known by then is told: a message that may have left is not one that nobody heard of.
    for (fact, told_is) in [
        (
            Reject(msg_core::Blame::Provider),
            "a:rejected(provider) -> failed",
        ),
        (Unknown, "a:unknown -> unknown"),
    ] {
        let scene = Scene::new(&[&[fact], &[]]);
        scene.log.fail_after(1);
        assert_eq!(told(&scene.send(Class::Otp).await), told_is);
        assert_eq!(
            scene.calls(),
            [1, 0],
            "the second attempt was not written down"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_that_can_not_be_written_down_is_told_and_written_later() {
    let scene = Scene::new(&[&[]]);
    scene.log.fail_after(1);
    assert_eq!(told(&scene.send(Class::Otp).await), "a:accepted -> sent");
    scene.log.heal();
    scene.gateway.drain().await;
    let entries = scene.log.entries();
    assert!(
        matches!(entries.last(), Some(Entry::End(end)) if end.status == MessageStatus::Sent),
        "{entries:?}"
    );
}
