//! Typing codes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use msg_core::{Clock, IndexKey, Monotonic, OtpId};
use otp::{
    Limits, MemoryStore, Network, Otp, Policies, Policy, Purpose, SendRefused, SendRequest, Status,
    Verdict, VerifyError, VerifyRequest,
};
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use tokio::task::JoinSet;

use crate::desk::{Desk, KEY, ann, ask, mail, tenant, wrong};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn the_right_code_is_right_once() {
    let desk = Desk::default();
    let issued = desk.issue(&ask()).await;
    let id = issued.challenge.id;
    let code = desk.read(&issued.challenge);
    assert_eq!(
        desk.type_in(&wrong(&code)).await.unwrap(),
        Verdict::Rejected
    );
    assert_eq!(desk.type_in(&code).await.unwrap(), Verdict::Verified(id));
    assert_eq!(desk.type_in(&code).await.unwrap(), Verdict::Rejected);
    let used = desk.otp.find(tenant(1), id).await.unwrap().unwrap();
    assert_eq!(used.status(desk.clock.now()), Status::Verified);
    assert_eq!(used.attempts, 2);
}

/// Whatever is wrong, the answer is the same value. Only a guess at a live code costs that code a guess.
#[tokio::test]
async fn all_rejections_are_alike() {
    let desk = Desk::default();
    let issued = desk.issue(&ask()).await;
    let id = issued.challenge.id;
    let code = desk.read(&issued.challenge);
    let right = desk.guess(&code);
    let unknown = OtpId::generate(desk.clock.now(), &SeededEntropy::new(1));
    let other = desk
        .issue(&SendRequest {
            recipient: mail("bob@example.com"),
            ..ask()
        })
        .await;
    let longer = desk.guess(&format!("{code}00"));
    for (what, request, charged) in [
        ("wrong", desk.guess(&wrong(&code)), 1),
        ("of another length", longer, 1),
        (
            "unknown person",
            VerifyRequest {
                recipient: mail("eve@example.com"),
                ..right.clone()
            },
            0,
        ),
        (
            "other person",
            VerifyRequest {
                recipient: mail("bob@example.com"),
                ..right.clone()
            },
            0,
        ),
        (
            "other purpose",
            VerifyRequest {
                purpose: Purpose::new("reset").unwrap(),
                ..right.clone()
            },
            0,
        ),
        (
            "other tenant",
            VerifyRequest {
                tenant: tenant(2),
                ..right.clone()
            },
            0,
        ),
        (
            "unknown id",
            VerifyRequest {
                id: Some(unknown),
                ..right.clone()
            },
            0,
        ),
        (
            "other id",
            VerifyRequest {
                id: Some(other.challenge.id),
                ..right.clone()
            },
            0,
        ),
    ] {
        let before = attempts(&desk, id).await;
        let verdict = desk.otp.verify(&request).await.unwrap();
        assert_eq!(verdict, Verdict::Rejected, "{what}");
        assert_eq!(attempts(&desk, id).await - before, charged, "{what}");
    }
    let bound = VerifyRequest {
        id: Some(id),
        ..right.clone()
    };
    assert_eq!(
        desk.otp.verify(&bound).await.unwrap(),
        Verdict::Verified(id)
    );
    assert_eq!(
        desk.otp.verify(&bound).await.unwrap(),
        Verdict::Rejected,
        "used"
    );

    for (what, end) in [
        ("locked", End::Lock),
        ("expired", End::Expire),
        ("canceled", End::Cancel),
    ] {
        let desk = Desk::default();
        let issued = desk.issue(&ask()).await;
        let code = desk.read(&issued.challenge);
        match end {
            End::Lock => {
                for _ in 0..5 {
                    let verdict = desk.type_in(&wrong(&code)).await.unwrap();
                    assert_eq!(verdict, Verdict::Rejected);
                }
            }
            End::Expire => desk.clock.advance(Duration::from_mins(10)),
            End::Cancel => {
                let canceled = desk.otp.cancel(tenant(1), issued.challenge.id).await;
                assert!(canceled.unwrap());
            }
        }
        let before = attempts(&desk, issued.challenge.id).await;
        assert_eq!(
            desk.type_in(&code).await.unwrap(),
            Verdict::Rejected,
            "{what}"
        );
        assert_eq!(attempts(&desk, issued.challenge.id).await, before, "{what}");
    }
}

enum End {
    Lock,
    Expire,
    Cancel,
}

async fn attempts(desk: &Desk, id: OtpId) -> u32 {
    let found = desk.otp.find(tenant(1), id).await.unwrap();
    found.unwrap().attempts
}

#[tokio::test]
async fn a_code_is_right_until_its_last_moment() {
    for (passed, verified) in [
        (Duration::from_mins(10) - Duration::from_micros(1), true),
        (Duration::from_mins(10), false),
        (Duration::from_hours(24), false),
    ] {
        let desk = Desk::default();
        let issued = desk.issue(&ask()).await;
        let code = desk.read(&issued.challenge);
        desk.clock.advance(passed);
        let verdict = desk.type_in(&code).await.unwrap();
        assert_eq!(verdict != Verdict::Rejected, verified, "{passed:?}");
    }
}

/// A clock that shows a later time at each look.
#[derive(Debug)]
struct Racing {
    clock: ManualClock,
    step: Duration,
}

impl Clock for Racing {
    fn now(&self) -> Timestamp {
        self.clock.advance(self.step);
        self.clock.now()
    }

    fn monotonic(&self) -> Monotonic {
        self.clock.monotonic()
    }
}

/// A code that runs out between the charge and the comparison is late.
#[tokio::test]
async fn time_goes_on_while_a_code_is_verified() {
    for (minutes, verified) in [(4, true), (6, false)] {
        let clock = Racing {
            clock: ManualClock::default(),
            step: Duration::from_mins(minutes),
        };
        let otp = Otp::new(
            KEY.parse().unwrap(),
            IndexKey::new(&[9; 32]),
            Arc::new(MemoryStore::new()),
            Arc::new(clock),
            Arc::new(SeededEntropy::new(7)),
            Policies::default(),
        );
        let issued = otp.send(&ask()).await.unwrap();
        let code = otp.code(&issued.challenge, &ann()).unwrap();
        let request = Desk::default().guess(code.expose());
        let verdict = otp.verify(&request).await.unwrap();
        assert_eq!(verdict != Verdict::Rejected, verified, "{minutes}");
    }
}

#[tokio::test]
async fn a_code_survives_the_change_of_keys() {
    let old = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let new = "new:HxwdHh8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=";
    let before = Desk::around(Arc::new(MemoryStore::new()), old, Policies::default());
    let issued = before.issue(&ask()).await;
    let code = before.read(&issued.challenge);

    let after = before.restarted(&format!("{new},{old}"));
    let again = after.issue(&ask()).await;
    assert!(!again.created);
    assert_eq!(after.read(&again.challenge), code);
    let id = issued.challenge.id;
    assert_eq!(after.type_in(&code).await.unwrap(), Verdict::Verified(id));
    let next = after.issue(&ask()).await;
    assert_eq!(next.challenge.kid.as_str(), "new");
}

#[tokio::test]
async fn a_network_that_guesses_is_stopped_wherever_it_guesses() {
    let desk = Desk::default();
    let network = Some(Network::of("2001:db8::1".parse().unwrap()));
    let same = Some(Network::of("2001:db8::2".parse().unwrap()));
    let purpose = ask().purpose;
    let issued = desk.issue(&ask()).await;
    let code = desk.read(&issued.challenge);
    for person in 0..20 {
        let recipient = mail(&format!("nobody{person}@example.com"));
        let request = VerifyRequest {
            recipient,
            network,
            ..desk.guess("000000")
        };
        assert_eq!(desk.otp.verify(&request).await.unwrap(), Verdict::Rejected);
    }
    for _ in 0..10 {
        let noted = desk.otp.note_malformed(tenant(1), &purpose, same).await;
        assert_eq!(noted.unwrap(), None);
    }
    let right = VerifyRequest {
        network,
        ..desk.guess(&code)
    };
    let stopped = desk.otp.verify(&right).await.unwrap_err();
    let end = desk.clock.now() + Duration::from_mins(10);
    assert!(
        matches!(&stopped, VerifyError::LimitReached(it) if it.retry_at == Some(end)),
        "{stopped:?}"
    );
    assert!(
        desk.otp
            .note_malformed(tenant(1), &purpose, same)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        desk.otp
            .note_malformed(tenant(1), &purpose, None)
            .await
            .unwrap(),
        None
    );
    assert_eq!(attempts(&desk, issued.challenge.id).await, 0);
    let elsewhere = desk.type_in(&code).await.unwrap();
    assert_eq!(elsewhere, Verdict::Verified(issued.challenge.id));
}

#[tokio::test]
async fn a_lock_is_lifted_by_hand() {
    let limits = Limits {
        lock_after: 3,
        ..Limits::default()
    };
    let policy = Policy {
        limits,
        ..Policy::default()
    };
    let desk = Desk::new(Policies::new(policy, BTreeMap::new()).unwrap());
    let issued = desk.issue(&ask()).await;
    let code = desk.read(&issued.challenge);
    for _ in 0..3 {
        desk.type_in(&wrong(&code)).await.unwrap();
    }
    assert_eq!(desk.type_in(&code).await.unwrap(), Verdict::Rejected);
    desk.clock.advance(60 * SECOND);
    let refused = desk.refusal(&ask()).await;
    assert!(matches!(refused, SendRefused::LimitReached(it) if it.retry_at.is_none()));
    let recipient = ask().recipient;
    assert!(desk.otp.unlock(tenant(1), &recipient).await.unwrap());
    assert_eq!(
        desk.type_in(&code).await.unwrap(),
        Verdict::Verified(issued.challenge.id)
    );
}

#[tokio::test]
async fn what_is_a_day_old_is_swept_away() {
    let desk = Desk::default();
    let issued = desk.issue(&ask()).await;
    desk.clock
        .advance(Duration::from_hours(24) + Duration::from_mins(10));
    assert_eq!(desk.otp.sweep().await.unwrap(), 0);
    desk.clock.advance(Duration::from_micros(1));
    assert_eq!(desk.otp.sweep().await.unwrap(), 1);
    let gone = desk.otp.find(tenant(1), issued.challenge.id).await.unwrap();
    assert_eq!(gone, None);
    let left = format!("{:?}", desk.store);
    assert!(left.contains("budgets: {}"), "{left}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_right_code_typed_many_times_at_once_is_right_once() {
    let desk = Arc::new(Desk::default());
    let issued = desk.issue(&ask()).await;
    let code = desk.read(&issued.challenge);
    let mut tasks = JoinSet::new();
    for _ in 0..64 {
        let (desk, code) = (desk.clone(), code.clone());
        tasks.spawn(async move { desk.type_in(&code).await.unwrap() });
    }
    let verdicts = tasks.join_all().await;
    let verified = Verdict::Verified(issued.challenge.id);
    assert_eq!(verdicts.iter().filter(|it| **it == verified).count(), 1);
    assert!(attempts(&desk, issued.challenge.id).await <= 5);
}
