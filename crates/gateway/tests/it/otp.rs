//! One-time passwords above scripted providers.

use std::sync::Arc;
use std::time::Duration;

use gateway::otp::{Brand, OneTimePasswords, SendCode};
use gateway::template::{Locale, Templates};
use msg_core::{Blame, Channel, Content, IndexKey, PhoneNumber, Recipient};

use otp::{KeyRing, Kid, MemoryStore, Otp, Policies, Purpose, SendRefused, Verdict, VerifyRequest};
use testkit::entropy::SeededEntropy;
use testkit::scripted::Act::{self, Accept, Reject, Unknown};

use crate::scene::{Scene, told};

struct Codes {
    scene: Scene,
    otp: OneTimePasswords,
}

impl Codes {
    fn new(scripts: &[&[Act]], webotp_host: Option<&str>) -> Self {
        let scene = Scene::new(scripts);
        let key = secrecy::SecretSlice::from(vec![3; 32]);
        let otp = Otp::new(
            KeyRing::new([(Kid::new("k1").unwrap(), key)]).unwrap(),
            IndexKey::new(&[1; 32]),
            Arc::new(MemoryStore::default()),
            Arc::new(scene.clock.clone()),
            Arc::new(SeededEntropy::new(2)),
            Policies::default(),
        );
        let brand = Brand {
            app_name: "Shop".to_owned(),
            webotp_host: webotp_host.map(str::to_owned),
        };
        let templates = Arc::new(Templates::builtin());
        Self {
            otp: OneTimePasswords::new(otp, scene.gateway.clone(), templates, brand),
            scene,
        }
    }

    async fn send(&self, purpose: &str) -> Result<String, SendRefused> {
        let sent = self.otp.send(send_code(purpose)).await?;
        Ok(told(&sent.in_flight.end().await))
    }

    async fn verify(&self, purpose: &str, code: &str) -> bool {
        let purpose = Purpose::new(purpose).unwrap();
        let challenges = self.otp.challenges();
        let guess = challenges.policies().of(&purpose).shape(code).unwrap();
        let request = VerifyRequest {
            tenant: crate::scene::tenant(),
            purpose,
            recipient: recipient(),
            id: None,
            guess,
            network: None,
        };
        matches!(challenges.verify(&request).await, Ok(Verdict::Verified(_)))
    }

    /// The texts that provider number `index` got.
    fn texts(&self, index: usize) -> Vec<String> {
        self.scene.providers[index]
            .calls()
            .into_iter()
            .map(|call| match call.content {
                Content::Sms(sms) => sms.text.expose().to_owned(),
                other => panic!("not an SMS: {other:?}"),
            })
            .collect()
    }
}

fn recipient() -> Recipient {
    Recipient::Phone(PhoneNumber::parse("+12025550123").unwrap())
}

fn send_code(purpose: &str) -> SendCode {
    SendCode {
        tenant: crate::scene::tenant(),
        purpose: Purpose::new(purpose).unwrap(),
        recipient: recipient(),
        channel: Channel::Sms,
        locale: Locale::default(),
        length: None,
        validity: None,
        network: None,
        sender: None,
    }
}

fn code(text: &str) -> String {
    let digits = text.chars().skip_while(|c| !c.is_ascii_digit());
    digits.take_while(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn a_code_arrives_and_is_good_once() {
    let codes = Codes::new(&[&[Accept]], None);
    assert_eq!(codes.send("login").await.unwrap(), "a:accepted -> sent");
    let code = code(&codes.texts(0)[0]);
    assert!(
        !codes.verify("payment", &code).await,
        "purposes are not interchangeable"
    );
    assert!(codes.verify("login", &code).await);
    assert!(!codes.verify("login", &code).await);
}

#[tokio::test]
async fn both_copies_of_a_doubtful_send_carry_the_same_code() {
    let codes = Codes::new(&[&[Unknown], &[Accept]], None);
    assert_eq!(
        codes.send("login").await.unwrap(),
        "a:unknown b:accepted -> sent maybe duplicate"
    );
    assert_eq!(codes.texts(0), codes.texts(1));
}

#[tokio::test]
async fn a_resend_carries_the_same_code_and_the_minutes_that_remain() {
    let codes = Codes::new(&[&[Accept]], None);
    codes.send("login").await.unwrap();
    assert!(matches!(
        codes.send("login").await,
        Err(SendRefused::CoolingDown { .. })
    ));
    codes.scene.clock.advance(Duration::from_mins(3));
    codes.send("login").await.unwrap();
    let texts = codes.texts(0);
    assert_eq!(code(&texts[0]), code(&texts[1]));
    assert!(
        texts[0].contains("10 minutes") && texts[1].contains("7 minutes"),
        "{texts:?}"
    );
}

#[tokio::test]
async fn a_send_that_reached_nobody_gives_its_cool_down_back() {
    let codes = Codes::new(&[&[Reject(Blame::Account)]], None);
    assert_eq!(
        codes.send("login").await.unwrap(),
        "a:rejected(account) -> failed"
    );
    codes.scene.clock.advance(Duration::from_mins(10));
    assert_eq!(codes.send("login").await.unwrap(), "a:accepted -> sent");

    let doubtful = Codes::new(&[&[Unknown]], None);
    assert_eq!(
        doubtful.send("login").await.unwrap(),
        "a:unknown -> unknown"
    );
    assert!(matches!(
        doubtful.send("login").await,
        Err(SendRefused::CoolingDown { .. })
    ));
}

#[tokio::test]
async fn the_last_line_binds_the_code_to_its_web_page() {
    let codes = Codes::new(&[&[Accept]], Some("shop.example"));
    codes.send("login").await.unwrap();
    let text = codes.texts(0).remove(0);
    let last = text.lines().last().unwrap();
    assert_eq!(last, format!("@shop.example #{}", code(&text)));
}

#[tokio::test]
async fn a_purpose_with_its_own_template_uses_it() {
    let codes = Codes::new(&[&[Accept]], None);
    codes.send("password_reset").await.unwrap();
    assert!(codes.texts(0)[0].contains("reset your Shop password"));
}
