//! Asking for codes.

use std::collections::BTreeMap;
use std::time::Duration;

use msg_core::Clock;
use otp::{Policies, Policy, Purpose, ResendPolicy, SendRefused, SendRequest};

use crate::desk::{Desk, ann, ask, mail, tenant};

#[tokio::test]
async fn a_code_is_sent_and_sent_again() {
    let desk = Desk::default();
    let first = desk.issue(&ask()).await;
    assert!(first.created);
    assert_eq!(first.resend_at, desk.clock.now() + Duration::from_mins(1));
    assert_eq!(
        first.challenge.remaining(desk.clock.now()),
        Duration::from_mins(10)
    );
    let code = desk.read(&first.challenge);
    assert_eq!(code.len(), 6);

    let refused = desk.refusal(&ask()).await;
    assert!(matches!(refused, SendRefused::CoolingDown { until } if until == first.resend_at));

    desk.clock.advance(Duration::from_mins(1));
    let second = desk.issue(&ask()).await;
    assert!(!second.created);
    assert_eq!(second.challenge.id, first.challenge.id);
    assert_eq!(second.challenge.sends, 2);
    assert_eq!(second.resend_at, desk.clock.now() + Duration::from_mins(1));
    assert_eq!(desk.read(&second.challenge), code);
    let other = desk.otp.code(&first.challenge, &mail("bob@example.com"));
    assert_ne!(other.unwrap().expose(), code, "nobody else's code");
}

#[tokio::test]
async fn a_request_says_length_and_validity_within_the_policy() {
    let minutes = Duration::from_mins;
    for (length, validity, symbols, lasts) in [
        (None, None, 6, minutes(10)),
        (Some(6), Some(minutes(1)), 6, minutes(1)),
        (Some(8), Some(minutes(15)), 8, minutes(15)),
    ] {
        let desk = Desk::default();
        let issued = desk
            .issue(&SendRequest {
                length,
                validity,
                ..ask()
            })
            .await;
        assert_eq!(desk.read(&issued.challenge).len(), symbols);
        assert_eq!(issued.challenge.validity(), lasts);
    }
    let desk = Desk::default();
    for length in [0, 4, 7, 9, 255] {
        let refused = desk
            .refusal(&SendRequest {
                length: Some(length),
                ..ask()
            })
            .await;
        assert!(matches!(refused, SendRefused::Length), "{length}");
    }
    for validity in [
        Duration::ZERO,
        Duration::from_secs(59),
        Duration::from_secs(901),
    ] {
        let request = SendRequest {
            validity: Some(validity),
            ..ask()
        };
        let refused = desk.refusal(&request).await;
        assert!(
            matches!(refused, SendRefused::Validity { max } if max == minutes(15)),
            "{validity:?}"
        );
    }
    assert!(desk.issue(&ask()).await.created, "no refusal cost anything");
}

#[tokio::test]
async fn each_purpose_has_its_policy() {
    let reset = Purpose::new("password_reset").unwrap();
    let own = Policy {
        resend_policy: ResendPolicy::New,
        ..Policy::default()
    };
    let policies = BTreeMap::from([(reset.clone(), own)]);
    let desk = Desk::new(Policies::new(Policy::default(), policies).unwrap());
    let request = SendRequest {
        purpose: reset,
        ..ask()
    };
    let first = desk.issue(&request).await;
    desk.clock.advance(Duration::from_mins(1));
    let second = desk.issue(&request).await;
    assert!(second.created);
    assert_ne!(desk.read(&first.challenge), desk.read(&second.challenge));
}

#[tokio::test]
async fn a_send_that_reached_nobody_can_be_repeated_at_once() {
    let desk = Desk::default();
    let mut code = None;
    for attempt in 0..20 {
        let issued = desk.issue(&ask()).await;
        assert_eq!(issued.created, attempt == 0);
        let read = desk.read(&issued.challenge);
        assert_eq!(code.get_or_insert_with(|| read.clone()), &read);
        assert!(desk.otp.forgive(&issued).await.unwrap());
        assert!(!desk.otp.forgive(&issued).await.unwrap());
    }
}

#[tokio::test]
async fn people_are_found_by_a_keyed_hash_alone() {
    let desk = Desk::default();
    let issued = desk.issue(&ask()).await;
    for (request, same) in [
        (
            SendRequest {
                recipient: mail("ANN@example.com"),
                ..ask()
            },
            true,
        ),
        (
            SendRequest {
                tenant: tenant(2),
                ..ask()
            },
            false,
        ),
        (
            SendRequest {
                recipient: mail("bob@example.com"),
                ..ask()
            },
            false,
        ),
    ] {
        let sent = desk.otp.send(&request).await;
        assert_eq!(sent.is_err(), same, "{sent:?}");
        if let Ok(other) = sent {
            assert_ne!(other.challenge.recipient, issued.challenge.recipient);
        }
    }
    let kept = format!("{:?}", desk.store);
    assert!(!kept.contains(ann().as_str()));
}

/// No store has to keep less than a microsecond.
#[tokio::test]
async fn moments_are_whole_microseconds() {
    let desk = Desk::default();
    desk.clock.advance(Duration::from_nanos(1_234_567));
    let made = desk.issue(&ask()).await.challenge;
    for moment in [
        Some(made.created_at),
        made.last_sent_at,
        Some(made.expires_at),
    ] {
        assert_eq!(moment.unwrap().as_nanosecond() % 1_000_000, 234_000);
    }
}
