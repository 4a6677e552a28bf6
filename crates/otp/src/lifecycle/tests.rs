//! The stores' suite in `testkit` shows these rules at work; here is the table of [`decide`] itself.

use msg_core::{OtpId, RecipientIndex, TenantId};
use uuid::Uuid;

use super::*;
use crate::alphabet::{Alphabet, CodeLength};
use crate::challenge::{Nonce, Terms};
use crate::key_ring::Kid;
use crate::limits::Limits;
use crate::purpose::Purpose;
use crate::store::Draft;

const MINUTE: Duration = Duration::from_mins(1);

fn second(number: i64) -> Timestamp {
    Timestamp::from_second(number).unwrap()
}

fn request() -> OpenRequest {
    OpenRequest {
        tenant: TenantId::from_uuid(Uuid::from_u128(1)),
        purpose: Purpose::new("login").unwrap(),
        recipient: RecipientIndex::from_bytes([1; 32]),
        network: None,
        draft: Draft {
            id: OtpId::from_uuid(Uuid::from_u128(1)),
            kid: Kid::new("k1").unwrap(),
            nonce: Nonce::from_bytes([1; 16]),
        },
        terms: Terms {
            length: CodeLength::SIX,
            alphabet: Alphabet::digits(),
            max_attempts: 5,
        },
        validity: 10 * MINUTE,
        resend_policy: ResendPolicy::Same,
        resend_after: MINUTE,
        limits: Limits::default(),
    }
}

/// What was sent, guessed and asked for before.
struct Past {
    last: Option<Challenge>,
    sends: Vec<i64>,
    failures: Vec<i64>,
    network_sends: Vec<i64>,
    in_a_row: u32,
}

impl Past {
    /// A challenge was made in second 0.
    fn one_sent() -> Self {
        Self {
            last: Some(make(&request(), second(0))),
            sends: vec![0],
            ..Self::nothing()
        }
    }

    fn nothing() -> Self {
        Self {
            last: None,
            sends: vec![],
            failures: vec![],
            network_sends: vec![],
            in_a_row: 0,
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut past = Self::one_sent();
        change(&mut past);
        past
    }

    fn but(change: impl FnOnce(&mut Challenge)) -> Self {
        Self::with(|past| change(past.last.as_mut().unwrap()))
    }

    fn decide(&self, request: &OpenRequest, now: i64) -> Decision {
        let budget = |moments: &[i64], in_a_row| {
            Budget::new(moments.iter().copied().map(second).collect(), in_a_row)
        };
        let budgets = SendBudgets {
            recipient: budget(&self.sends, 0),
            network: Some(budget(&self.network_sends, 0)),
        };
        let failures = budget(&self.failures, self.in_a_row);
        decide(
            request,
            self.last.as_ref(),
            &budgets,
            &failures,
            second(now),
        )
    }
}

#[test]
fn each_past_has_its_decision() {
    let cooling = |until| Decision::CoolingDown {
        until: second(until),
    };
    let reached = |limit, retry_at: Option<i64>| {
        Decision::LimitReached(LimitReached {
            limit,
            retry_at: retry_at.map(second),
        })
    };
    let (resend, create) = (Decision::Resend, Decision::Create);
    for (what, past, now, decision) in [
        ("nothing before", Past::nothing(), 0, create),
        ("just sent", Past::one_sent(), 0, cooling(60)),
        ("sent 59 seconds ago", Past::one_sent(), 59, cooling(60)),
        ("sent a minute ago", Past::one_sent(), 60, resend),
        ("two minutes left", Past::one_sent(), 480, resend),
        ("less left", Past::one_sent(), 481, create),
        ("expired", Past::one_sent(), 600, create),
        ("some guesses", Past::but(|it| it.attempts = 4), 60, resend),
        ("locked", Past::but(|it| it.attempts = 5), 60, create),
        (
            "locked just now",
            Past::but(|it| it.attempts = 5),
            59,
            cooling(60),
        ),
        (
            "canceled just now",
            Past::but(|it| it.canceled_at = Some(second(1))),
            2,
            cooling(60),
        ),
        (
            "canceled",
            Past::but(|it| it.canceled_at = Some(second(1))),
            60,
            create,
        ),
        (
            "verified just now",
            Past::but(|it| it.consumed_at = Some(second(1))),
            2,
            create,
        ),
        (
            "reached nobody",
            Past::but(|it| it.last_sent_at = None),
            1,
            resend,
        ),
        (
            "sent again",
            Past::but(|it| it.last_sent_at = Some(second(60))),
            119,
            cooling(120),
        ),
        (
            "five sends, the first leaving after the cool-down",
            Past::with(|it| it.sends = vec![0, 1, 2, 3, 4]),
            10,
            reached("otp-sends-10m", Some(600)),
        ),
        (
            "five sends, the first leaving before the cool-down ends",
            Past::with(|it| {
                it.sends = vec![-590, -480, -360, -240, 0];
            }),
            5,
            cooling(60),
        ),
        (
            "five sends, the first leaving as the cool-down ends",
            Past::with(|it| it.sends = vec![-540, -480, -360, -240, 0]),
            5,
            reached("otp-sends-10m", Some(60)),
        ),
        (
            "ten failures",
            Past::with(|it| it.failures = (100..110).collect()),
            200,
            reached("otp-failures-1h", Some(3_700)),
        ),
        (
            "a hundred failures in a row",
            Past::with(|it| it.in_a_row = 100),
            200,
            reached("otp-failures-in-a-row", None),
        ),
        (
            "a busy network",
            Past::with(|it| it.network_sends = (0..10).collect()),
            200,
            reached("otp-network-sends-10m", Some(600)),
        ),
        (
            "several limits: the one that lasts longest",
            Past::with(|it| {
                it.sends = (0..5).collect();
                it.failures = (0..10).collect();
                it.network_sends = (0..10).collect();
            }),
            200,
            reached("otp-failures-1h", Some(3_600)),
        ),
    ] {
        assert_eq!(past.decide(&request(), now), decision, "{what}");
    }
}

#[test]
fn another_kind_of_code_is_a_new_code() {
    let usual = request();
    let terms = |terms| OpenRequest { terms, ..request() };
    let letters = Alphabet::new("ABCDEFGHJK").unwrap();
    for (what, request, decision) in [
        ("the same", request(), Decision::Resend),
        (
            "length",
            terms(Terms {
                length: CodeLength::EIGHT,
                ..usual.terms.clone()
            }),
            Decision::Create,
        ),
        (
            "alphabet",
            terms(Terms {
                alphabet: letters,
                ..usual.terms.clone()
            }),
            Decision::Create,
        ),
        (
            "guesses",
            terms(Terms {
                max_attempts: 6,
                ..usual.terms.clone()
            }),
            Decision::Create,
        ),
        (
            "validity",
            OpenRequest {
                validity: 9 * MINUTE,
                ..request()
            },
            Decision::Create,
        ),
        (
            "policy",
            OpenRequest {
                resend_policy: ResendPolicy::New,
                ..request()
            },
            Decision::Create,
        ),
        (
            "another current key",
            OpenRequest {
                draft: Draft {
                    kid: Kid::new("k2").unwrap(),
                    ..usual.draft.clone()
                },
                ..request()
            },
            Decision::Resend,
        ),
    ] {
        assert_eq!(Past::one_sent().decide(&request, 60), decision, "{what}");
    }
}

/// A store looks a challenge up by all of these; should it find another one, that one is left alone.
#[test]
fn a_guess_is_charged_to_no_other_challenge() {
    let good = ChargeRequest {
        tenant: request().tenant,
        purpose: request().purpose,
        recipient: request().recipient,
        id: Some(request().draft.id),
        network: None,
        limits: Limits::default(),
    };
    let other_tenant = TenantId::from_uuid(Uuid::from_u128(2));
    let other_purpose = Purpose::new("reset").unwrap();
    let other_recipient = RecipientIndex::from_bytes([2; 32]);
    let other_id = Some(OtpId::from_uuid(Uuid::from_u128(2)));
    for (what, request, charged) in [
        (
            "tenant",
            ChargeRequest {
                tenant: other_tenant,
                ..good.clone()
            },
            false,
        ),
        (
            "purpose",
            ChargeRequest {
                purpose: other_purpose,
                ..good.clone()
            },
            false,
        ),
        (
            "recipient",
            ChargeRequest {
                recipient: other_recipient,
                ..good.clone()
            },
            false,
        ),
        (
            "id",
            ChargeRequest {
                id: other_id,
                ..good.clone()
            },
            false,
        ),
        ("none of them", good.clone(), true),
    ] {
        let mut challenge = make(&self::request(), second(0));
        let mut budgets = FailureBudgets::default();
        let charge = charge(&request, Some(&mut challenge), &mut budgets, second(1));
        assert_eq!(charge != Charge::Refused, charged, "{what}");
        assert_eq!(challenge.attempts, u32::from(charged), "{what}");
        assert_eq!(
            budgets.recipient.failures_in_a_row(),
            u32::from(charged),
            "{what}"
        );
    }
}
