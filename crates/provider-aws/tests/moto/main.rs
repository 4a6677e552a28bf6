//! Through the real SDK to [moto](https://docs.getmoto.org), a simulation of AWS.
//!
//! `cargo xtask test` installs it into `target/tools/moto`. It has no `GetAccount`, no suppression list, no SMS
//! sandbox and no WhatsApp, and checks no signature.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod peer;

use msg_core::message::{Attachment, Content, Email, ExtraHeader, Sms, Tag};
use msg_core::text::{Body, HeaderText};
use msg_core::{
    AttemptId, Blame, Class, EmailAddress, Fact, MessageId, Outbound, PhoneNumber, Provider,
};
use provider_aws::ses::SesProvider;
use provider_aws::sns::{SmsAttributes, SnsProvider};
use provider_aws::{Account, Credentials, Keys, Region, ses, sns};
use uuid::Uuid;

use peer::Moto;

fn account(moto: &Moto) -> Account {
    let keys = Keys::new("AKIAQ3EGTLZ7DXR5VWNB", "b8Kf0".into(), None).unwrap();
    let region = Region::parse("eu-west-1").unwrap();
    let mut account = Account::new(region, Credentials::Keys(keys));
    account.endpoint_url = Some(moto.url());
    account
}

fn outbound(content: Content) -> Outbound {
    Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(7)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(8)),
        class: Class::Transactional,
        validity: None,
        content,
    }
}

fn email() -> Outbound {
    let to = EmailAddress::parse("ann@example.org").unwrap();
    let mut email = Email::new(to, HeaderText::new("Grüße").unwrap());
    email.text = Some(Body::new("Hello from the text"));
    email.html = Some(Body::new("<p>Hello"));
    email.tags = vec![Tag::parse("receipt").unwrap()];
    email.headers = vec![ExtraHeader::new("X-Order", "42").unwrap()];
    email.attachments = vec![Attachment::new("a.txt", "text/plain", b"file"[..].into()).unwrap()];
    outbound(Content::Email(Box::new(email)))
}

#[tokio::test]
async fn an_email_goes_out_once_its_sender_is_known() {
    let Some(moto) = Moto::start() else {
        return;
    };
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let provider = SesProvider::new(ses::Settings::new(account(&moto), from.into()));

    let refused = provider.send(&email()).await.unwrap_err();
    assert_eq!(refused.fact(), Fact::Rejected(Blame::Account), "{refused}");
    assert_eq!(refused.code(), Some("MessageRejected"));

    let created = provider.create_identity("example.com").await.unwrap();
    assert_eq!(created.dkim_status.as_deref(), Some("NOT_STARTED"));
    let again = provider.create_identity("example.com").await.unwrap();
    assert_eq!(again.dkim_records, created.dkim_records);

    let accepted = provider.send(&email()).await.unwrap();
    assert!(
        accepted
            .provider_message_id
            .is_some_and(|id| !id.is_empty())
    );
    let kept = moto.data();
    assert!(kept.contains("ann@example.org"), "{kept}");
}

#[tokio::test]
async fn a_text_message_goes_out() {
    let Some(moto) = Moto::start() else {
        return;
    };
    let provider = SnsProvider::new(sns::Settings::new(account(&moto)));
    let sms = Sms {
        to: PhoneNumber::parse("+12025550123").unwrap(),
        from: None,
        text: Body::new("Hello & <welcome> ✓"),
    };
    let accepted = provider.send(&outbound(Content::Sms(sms))).await.unwrap();
    assert!(accepted.provider_message_id.is_some());
    let kept = moto.data();
    assert!(kept.contains("+12025550123"), "{kept}");
}

#[tokio::test]
async fn opt_outs_and_attributes_can_be_read_and_changed() {
    let Some(moto) = Moto::start() else {
        return;
    };
    let provider = SnsProvider::new(sns::Settings::new(account(&moto)));
    // Numbers that end in 99 have opted out here.
    let number = |text| PhoneNumber::parse(text).unwrap();
    assert!(
        provider
            .is_opted_out(&number("+447428545399"))
            .await
            .unwrap()
    );
    assert!(
        !provider
            .is_opted_out(&number("+447428545300"))
            .await
            .unwrap()
    );
    let listed = provider.opted_out(None).await.unwrap();
    let first = listed.numbers.first().expect("moto lists some").clone();
    provider.opt_in(&first).await.unwrap();
    let left = provider.opted_out(None).await.unwrap();
    assert_eq!(left.numbers.len(), listed.numbers.len() - 1);

    let attributes = SmsAttributes {
        default_type: Some("Transactional".to_owned()),
        default_sender_id: Some("Shop".to_owned()),
        ..SmsAttributes::default()
    };
    provider.set_sms_attributes(&attributes).await.unwrap();
    assert_eq!(provider.sms_attributes().await.unwrap(), attributes);
}
