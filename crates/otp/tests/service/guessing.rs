//! Somebody who guesses and asks for new codes as often as the service lets them.

use std::collections::BTreeMap;
use std::time::Duration;

use msg_core::OtpId;
use otp::{Policies, Policy, ResendPolicy, Verdict};

use crate::desk::{Desk, ask, tenant};

const SECOND: Duration = Duration::from_secs(1);

/// At most ten guesses in an hour and twenty in a day are compared, whatever is sent again or anew meanwhile.
#[tokio::test]
async fn guessing_and_resending_gains_nothing() {
    for resend_policy in [ResendPolicy::Same, ResendPolicy::New] {
        for guesses_per_send in [1, 3, 5] {
            for (hours, step, most) in [
                (1, SECOND, 10),
                (24, 20 * SECOND, 20),
                (48, 60 * SECOND, 40),
            ] {
                let policy = Policy {
                    resend_policy,
                    ..Policy::default()
                };
                let desk = Desk::new(Policies::new(policy, BTreeMap::new()).unwrap());
                let attack = Attack {
                    guesses_per_send,
                    step,
                    long: Duration::from_hours(hours),
                };
                let compared = attack.compared(&desk).await;
                let what = format!("{resend_policy:?}, {hours} h, {guesses_per_send} a send");
                assert!(compared <= most, "{what}: {compared}");
                // Whoever uses every code up gets all that there is to get.
                assert!(
                    guesses_per_send < 5 || compared == most,
                    "{what}: {compared}"
                );
            }
        }
    }
}

struct Attack {
    guesses_per_send: u32,
    step: Duration,
    long: Duration,
}

impl Attack {
    /// Returns how many guesses were charged.
    async fn compared(&self, desk: &Desk) -> u32 {
        let mut codes: BTreeMap<OtpId, String> = BTreeMap::new();
        let mut passed = Duration::ZERO;
        let mut guesses_left = 0;
        while passed < self.long {
            if guesses_left == 0
                && let Ok(issued) = desk.otp.send(&ask()).await
            {
                guesses_left = self.guesses_per_send;
                codes.insert(issued.challenge.id, desk.read(&issued.challenge));
            }
            // Even with nothing sent, something is typed. It is never the code, so that it goes on.
            let mut typed = ["000000", "111111", "222222"].into_iter();
            let typed = typed.find(|typed| codes.values().all(|code| code != typed));
            let verdict = desk.type_in(typed.unwrap()).await.unwrap();
            assert_eq!(verdict, Verdict::Rejected);
            guesses_left = guesses_left.saturating_sub(1);
            desk.clock.advance(self.step);
            passed += self.step;
        }
        let mut compared = 0;
        for id in codes.keys() {
            let challenge = desk.otp.find(tenant(1), *id).await.unwrap().unwrap();
            compared += challenge.attempts;
        }
        compared
    }
}
