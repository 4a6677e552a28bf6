//! Who is called after whom.

use msg_core::{Blame, Class, NotSent};
use testkit::scripted::Act::{self, Accept, Hang, Reject, Unknown};

use crate::scene::{Scene, told};

const DOWN: Act = Act::NotSent(NotSent::Unreachable);

async fn check(class: Class, scripts: &[&[Act]], expected: &str) {
    let scene = Scene::new(scripts);
    let result = scene.send(class).await;
    assert_eq!(told(&result), expected);
    if let Ok(outcome) = &result {
        let called: usize = scene.calls().iter().sum();
        assert_eq!(called, outcome.attempts.len(), "every call is reported");
    }
}

#[tokio::test]
async fn the_first_acceptance_ends_the_walk() {
    check(Class::Otp, &[&[Accept], &[Accept]], "a:accepted -> sent").await;
    check(
        Class::Otp,
        &[&[DOWN], &[Accept], &[Accept]],
        "a:not_sent(unreachable) b:accepted -> sent",
    )
    .await;
    check(
        Class::Transactional,
        &[
            &[Reject(Blame::Account)],
            &[Reject(Blame::Provider)],
            &[Accept],
        ],
        "a:rejected(account) b:rejected(provider) c:accepted -> sent",
    )
    .await;
}

#[tokio::test]
async fn a_bad_recipient_or_message_ends_it_too() {
    check(
        Class::Otp,
        &[&[Reject(Blame::Recipient)], &[Accept]],
        "a:rejected(recipient) -> failed",
    )
    .await;
    check(
        Class::Transactional,
        &[&[Reject(Blame::Message)], &[Accept]],
        "a:rejected(message) -> failed",
    )
    .await;
}

#[tokio::test]
async fn only_a_code_crosses_doubt_and_is_flagged() {
    check(
        Class::Otp,
        &[&[Unknown], &[Accept]],
        "a:unknown b:accepted -> sent maybe duplicate",
    )
    .await;
    check(
        Class::Otp,
        &[&[Unknown], &[DOWN]],
        "a:unknown b:not_sent(unreachable) -> unknown",
    )
    .await;
    check(
        Class::Transactional,
        &[&[Unknown], &[Accept]],
        "a:unknown -> unknown",
    )
    .await;
    check(
        Class::Promotional,
        &[&[DOWN], &[Unknown], &[Accept]],
        "a:not_sent(unreachable) b:unknown -> unknown",
    )
    .await;
}

#[tokio::test]
async fn everybody_refusing_is_a_failure() {
    check(
        Class::Transactional,
        &[&[DOWN], &[Reject(Blame::Account)]],
        "a:not_sent(unreachable) b:rejected(account) -> failed",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_is_cut_off_and_in_doubt() {
    check(
        Class::Otp,
        &[&[Hang], &[Accept]],
        "a:unknown b:accepted -> sent maybe duplicate",
    )
    .await;
    check(
        Class::Transactional,
        &[&[Hang], &[Accept]],
        "a:unknown -> unknown",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_waiting_changes_nothing() {
    let scene = Scene::new(&[&[Hang], &[Accept]]);
    let in_flight = scene.gateway.send(crate::scene::draft(Class::Otp));
    let waited = in_flight.wait(std::time::Duration::from_millis(1)).await;
    assert!(matches!(waited, Ok(None)));
    scene.gateway.drain().await;
    assert_eq!(scene.calls(), [1, 1]);
}
