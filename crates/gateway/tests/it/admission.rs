//! Who is not called: open breakers, pauses, full lanes, deadlines, missing capabilities.

use std::time::Duration;

use gateway::Refusal;
use gateway::registry::Lanes;
use msg_core::{Blame, Channel, Class, NotSent};
use testkit::scripted::Act::{self, Hang, Reject};

use crate::scene::{Scene, draft, told};

const DOWN: Act = Act::NotSent(NotSent::Unreachable);

async fn check(scene: &Scene, expected: &str) {
    assert_eq!(told(&scene.send(Class::Otp).await), expected);
}

#[tokio::test]
async fn five_failures_open_the_breaker_and_two_successes_close_it() {
    let scene = Scene::new(&[&[DOWN; 6], &[]]);
    for _ in 0..5 {
        check(&scene, "a:not_sent(unreachable) b:accepted -> sent").await;
    }
    check(&scene, "a:circuit_breaker_open b:accepted -> sent").await;
    scene.clock.advance(Duration::from_mins(1));
    check(&scene, "a:not_sent(unreachable) b:accepted -> sent").await;
    check(&scene, "a:circuit_breaker_open b:accepted -> sent").await;
    scene.clock.advance(Duration::from_mins(1));
    check(&scene, "a:accepted -> sent").await;
    check(&scene, "a:accepted -> sent").await;
    let account = &scene.gateway.registry().chain(Channel::Sms)[0];
    assert_eq!(account.breaker().state.as_str(), "closed");
    assert_eq!(account.last_error(), None);
}

#[tokio::test]
async fn an_unusable_account_is_left_alone_at_once_and_for_longer() {
    let scene = Scene::new(&[&[Reject(Blame::Account)], &[]]);
    check(&scene, "a:rejected(account) b:accepted -> sent").await;
    scene.clock.advance(Duration::from_mins(9));
    check(&scene, "a:circuit_breaker_open b:accepted -> sent").await;
    scene.clock.advance(Duration::from_mins(1));
    check(&scene, "a:accepted -> sent").await;
}

#[tokio::test]
async fn bad_recipients_leave_the_breaker_closed() {
    let scene = Scene::new(&[&[Reject(Blame::Recipient); 20]]);
    for _ in 0..20 {
        check(&scene, "a:rejected(recipient) -> failed").await;
    }
    check(&scene, "a:accepted -> sent").await;
}

#[tokio::test]
async fn a_throttled_account_pauses_and_its_breaker_stays_closed() {
    let scene = Scene::new(&[&[Act::NotSent(NotSent::Throttled)], &[]]);
    check(&scene, "a:not_sent(throttled) b:accepted -> sent").await;
    check(&scene, "a:cooling_down b:accepted -> sent").await;
    scene.clock.advance(Duration::from_secs(1));
    check(&scene, "a:accepted -> sent").await;
}

#[tokio::test]
async fn with_nobody_left_nothing_is_stored_and_the_wait_is_told() {
    let scene = Scene::new(&[&[DOWN; 5]]);
    for _ in 0..5 {
        check(&scene, "a:not_sent(unreachable) -> failed").await;
    }
    let stored = scene.log.entries().len();
    scene.clock.advance(Duration::from_secs(20));
    let refusal = scene.send(Class::Otp).await.unwrap_err();
    assert!(
        matches!(refusal, Refusal::NoProvider { retry_after: Some(wait), .. } if wait == Duration::from_secs(40)),
        "{refusal:?}"
    );
    assert_eq!(scene.log.entries().len(), stored);
}

#[tokio::test(start_paused = true)]
async fn a_full_account_means_the_next_one() {
    let lanes = Lanes { all: 2, otp: 1 };
    let scene = Scene::with_lanes(&[&[Hang, Hang], &[]], lanes);
    let first = scene.gateway.send(draft(Class::Otp));
    let second = scene.gateway.send(draft(Class::Transactional));
    while scene.calls()[0] < 2 {
        tokio::task::yield_now().await;
    }
    check(&scene, "a:full b:accepted -> sent").await;
    assert_eq!(
        told(&first.end().await),
        "a:unknown b:accepted -> sent maybe duplicate"
    );
    assert_eq!(told(&second.end().await), "a:unknown -> unknown");
    check(&scene, "a:accepted -> sent").await;
}

#[tokio::test]
async fn nobody_gets_a_message_whose_time_has_passed() {
    let scene = Scene::new(&[&[DOWN], &[]]);
    let mut late = draft(Class::Otp);
    late.deadline = Some(msg_core::Clock::now(&scene.clock));
    let refusal = scene.gateway.send(late).end().await.unwrap_err();
    assert!(matches!(refusal, Refusal::Expired));
    assert_eq!(scene.calls(), [0, 0]);
}
