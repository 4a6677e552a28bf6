//! Somebody at a desk with a clock, who asks for codes and types them.

use std::sync::Arc;
use std::time::Duration;

use msg_core::{EmailAddress, IndexKey, Recipient, TenantId};
use otp::{
    Challenge, ChallengeStore, Issued, MemoryStore, Otp, Policies, Purpose, SendRefused,
    SendRequest, Verdict, VerifyError, VerifyRequest,
};
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use uuid::Uuid;

/// Base64 of the bytes 0 to 31.
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

pub(crate) struct Desk {
    pub(crate) otp: Otp,
    pub(crate) clock: ManualClock,
    pub(crate) store: Arc<dyn ChallengeStore>,
}

impl Desk {
    pub(crate) fn new(policies: Policies) -> Self {
        Self::around(Arc::new(MemoryStore::new()), KEY, policies)
    }

    pub(crate) fn around(store: Arc<dyn ChallengeStore>, keys: &str, policies: Policies) -> Self {
        let clock = ManualClock::default();
        let otp = Otp::new(
            keys.parse().unwrap(),
            IndexKey::new(&[9; 32]),
            store.clone(),
            Arc::new(clock.clone()),
            Arc::new(SeededEntropy::new(7)),
            policies,
        );
        Self { otp, clock, store }
    }

    /// The same store and time, after a restart with other keys.
    pub(crate) fn restarted(&self, keys: &str) -> Self {
        let restarted = Self::around(self.store.clone(), keys, Policies::default());
        restarted.clock.advance(Duration::from_mins(1));
        restarted
    }

    pub(crate) async fn issue(&self, request: &SendRequest) -> Issued {
        self.otp.send(request).await.unwrap()
    }

    pub(crate) async fn refusal(&self, request: &SendRequest) -> SendRefused {
        self.otp.send(request).await.unwrap_err()
    }

    /// What the recipient reads.
    pub(crate) fn read(&self, challenge: &Challenge) -> String {
        self.otp
            .code(challenge, &ann())
            .unwrap()
            .expose()
            .to_owned()
    }

    pub(crate) async fn type_in(&self, typed: &str) -> Result<Verdict, VerifyError> {
        self.otp.verify(&self.guess(typed)).await
    }

    pub(crate) fn guess(&self, typed: &str) -> VerifyRequest {
        let guess = self.otp.policies().of(&login()).shape(typed);
        VerifyRequest {
            tenant: tenant(1),
            purpose: login(),
            recipient: ann(),
            id: None,
            guess: guess.expect("the test types something like a code"),
            network: None,
        }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new(Policies::default())
    }
}

pub(crate) fn ask() -> SendRequest {
    SendRequest {
        tenant: tenant(1),
        purpose: login(),
        recipient: ann(),
        network: None,
        length: None,
        validity: None,
    }
}

/// Any code of that length but this one.
pub(crate) fn wrong(code: &str) -> String {
    let other = if code.starts_with('0') { '1' } else { '0' };
    format!("{other}{}", &code[1..])
}

pub(crate) fn tenant(number: u128) -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn login() -> Purpose {
    Purpose::new("login").unwrap()
}

pub(crate) fn ann() -> Recipient {
    mail("ann@example.com")
}

pub(crate) fn mail(address: &str) -> Recipient {
    Recipient::Email(EmailAddress::parse(address).unwrap())
}
