//! Calls about an account, with answers as the services' references show them.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use msg_core::message::{Attachment, Content, Email};
use msg_core::text::{Body, HeaderText};
use msg_core::{
    AttemptId, Blame, Class, EmailAddress, Fact, MessageId, NotSent, Outbound, PhoneNumber,
    Provider,
};
use provider_aws::ses::{SesProvider, SuppressionReason};
use provider_aws::sns::SnsProvider;
use provider_aws::whatsapp::{PhoneNumberId, WhatsAppProvider};
use provider_aws::{Account, Credentials, Keys, Region, ses, sns, whatsapp};
use testkit::http_script::{Act, HttpServer};
use uuid::Uuid;

fn account(server: &HttpServer) -> Account {
    let keys = Keys::new("AKIAQ3EGTLZ7DXR5VWNB", "b8Kf0".into(), None).unwrap();
    let region = Region::parse("eu-west-1").unwrap();
    let mut account = Account::new(region, Credentials::Keys(keys));
    account.endpoint_url = Some(server.url());
    account
}

async fn ses(acts: impl Into<Vec<Act>>) -> (SesProvider, HttpServer) {
    let server = HttpServer::start(acts).await;
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let settings = ses::Settings::new(account(&server), from.into());
    (SesProvider::new(settings), server)
}

async fn sns(answers: &[(&str, &str)]) -> (SnsProvider, HttpServer) {
    let act = |(operation, result): &(&str, &str)| {
        let xml = format!(
            "<{operation}Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><{operation}Result>{result}</{operation}Result>\
             <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>"
        );
        Act::answer(200, &[("content-type", "text/xml")], &xml)
    };
    let server = HttpServer::start(answers.iter().map(act).collect::<Vec<_>>()).await;
    (
        SnsProvider::new(sns::Settings::new(account(&server))),
        server,
    )
}

fn refusal(status: u16, code: &str) -> Act {
    let headers = [
        ("content-type", "application/json"),
        ("x-amzn-ErrorType", code),
    ];
    Act::answer(status, &headers, r#"{"message":"no"}"#)
}

/// What was asked, as `METHOD /path`.
fn asked(server: &HttpServer) -> Vec<String> {
    let requests = server.seen().requests;
    let line = |asked: &testkit::http_script::Asked| format!("{} {}", asked.method, asked.target);
    requests.iter().map(line).collect()
}

#[tokio::test]
async fn the_state_of_an_account_is_read() {
    let body = r#"{"DedicatedIpAutoWarmupEnabled":true,"EnforcementStatus":"HEALTHY","ProductionAccessEnabled":false,
        "SendQuota":{"Max24HourSend":200.0,"MaxSendRate":1.0,"SentLast24Hours":7.0},"SendingEnabled":true}"#;
    let endless = body.replace("200.0", "-1.0");
    let (provider, server) = ses([Act::json(200, body), Act::json(200, &endless)]).await;
    let state = provider.account_state().await.unwrap();
    assert!(state.sending_enabled && !state.production_access);
    assert_eq!(state.enforcement.as_deref(), Some("HEALTHY"));
    assert_eq!(state.recipients_per_day, Some(200.0));
    assert!(state.recipients_per_second > 0.9 && state.recipients_in_last_day > 6.9);
    assert_eq!(
        provider.account_state().await.unwrap().recipients_per_day,
        None
    );
    assert_eq!(asked(&server), ["GET /v2/email/account"; 2]);
}

#[tokio::test]
async fn verification_gives_the_records_to_publish() {
    let body = r#"{"IdentityType":"DOMAIN","VerifiedForSendingStatus":false,"DkimAttributes":
        {"SigningEnabled":true,"Status":"PENDING","Tokens":["abc","def","ghi"],"SigningHostedZone":"dkim.amazonses.com"}}"#;
    let acts = [
        Act::json(200, body),
        refusal(400, "AlreadyExistsException"),
        Act::json(200, body),
        refusal(400, "LimitExceededException"),
    ];
    let (provider, server) = ses(acts).await;
    let created = provider.create_identity("example.com").await.unwrap();
    assert_eq!(created.dkim_status.as_deref(), Some("PENDING"));
    assert_eq!(created.dkim_records[2].name, "ghi._domainkey.example.com");
    assert_eq!(created.dkim_records[2].value, "ghi.dkim.amazonses.com");
    let again = provider.create_identity("example.com").await.unwrap();
    assert_eq!(again, created);
    let full = provider.create_identity("example.com").await.unwrap_err();
    assert_eq!(full.fact(), Fact::Rejected(Blame::Account));
    let create = "POST /v2/email/identities";
    let read = "GET /v2/email/identities/example.com";
    assert_eq!(asked(&server), [create, create, read, create]);
    assert!(provider.create_identity("not a domain").await.is_err());
    assert_eq!(server.seen().requests.len(), 4, "nothing was asked");
}

#[tokio::test]
async fn the_suppression_list_can_be_read_and_changed() {
    let found = r#"{"SuppressedDestination":{"EmailAddress":"ann@example.com","Reason":"COMPLAINT","LastUpdateTime":1.7E9}}"#;
    let acts = [
        Act::json(200, found),
        refusal(404, "NotFoundException"),
        Act::json(200, "{}"),
        Act::json(200, "{}"),
        refusal(404, "NotFoundException"),
        refusal(403, "AccessDeniedException"),
    ];
    let (provider, server) = ses(acts).await;
    let ann = EmailAddress::parse("ann@example.com").unwrap();
    let reason = provider.suppression(&ann).await.unwrap();
    assert_eq!(reason, Some(SuppressionReason::Complaint));
    assert_eq!(provider.suppression(&ann).await.unwrap(), None);
    provider
        .suppress(&ann, SuppressionReason::Bounce)
        .await
        .unwrap();
    provider.unsuppress(&ann).await.unwrap();
    provider.unsuppress(&ann).await.unwrap();
    assert!(provider.unsuppress(&ann).await.is_err());
    let one = "/v2/email/suppression/addresses/ann%40example.com";
    let all = "PUT /v2/email/suppression/addresses".to_owned();
    let [get, delete] = ["GET", "DELETE"].map(|method| format!("{method} {one}"));
    assert_eq!(
        asked(&server),
        [&get, &get, &all, &delete, &delete, &delete].map(Clone::clone)
    );
    assert!(
        server.seen().requests[2]
            .text()
            .contains(r#""Reason":"BOUNCE""#)
    );
}

#[tokio::test]
async fn the_sandbox_can_be_read_and_changed() {
    let (provider, server) = sns(&[
        ("GetSMSSandboxAccountStatus", "<IsInSandbox>true</IsInSandbox>"),
        (
            "ListSMSSandboxPhoneNumbers",
            "<PhoneNumbers><member><PhoneNumber>+12025550123</PhoneNumber><Status>Verified</Status></member>\
             <member><PhoneNumber>+12025550124</PhoneNumber><Status>Pending</Status></member></PhoneNumbers>",
        ),
        ("CreateSMSSandboxPhoneNumber", ""),
        ("VerifySMSSandboxPhoneNumber", ""),
        ("DeleteSMSSandboxPhoneNumber", ""),
    ])
    .await;
    assert!(provider.is_in_sandbox().await.unwrap());
    let numbers = provider.sandbox_numbers().await.unwrap();
    let verified: Vec<_> = numbers
        .iter()
        .map(|one| (one.number.as_str(), one.verified))
        .collect();
    assert_eq!(verified, [("+12025550123", true), ("+12025550124", false)]);
    let number = PhoneNumber::parse("+12025550125").unwrap();
    provider.add_sandbox_number(&number).await.unwrap();
    provider
        .verify_sandbox_number(&number, "123456")
        .await
        .unwrap();
    provider.remove_sandbox_number(&number).await.unwrap();
    assert!(
        provider
            .verify_sandbox_number(&number, "12 456")
            .await
            .is_err()
    );
    let last = server.seen().requests.pop().unwrap();
    assert!(last.text().contains("PhoneNumber=%2B12025550125"));
}

#[tokio::test]
async fn a_read_receipt_goes_out() {
    let server = HttpServer::start([Act::json(200, r#"{"messageId":"1"}"#)]).await;
    let number = PhoneNumberId::parse("phone-number-id-0123").unwrap();
    let provider = WhatsAppProvider::new(whatsapp::Settings::new(account(&server), number));
    provider.mark_read("wamid.HBgL").await.unwrap();
    let asked = server.seen().requests.pop().unwrap();
    assert_eq!(asked.target, "/v1/whatsapp/send");
    assert!(
        asked
            .text()
            .contains(r#""originationPhoneNumberId":"phone-number-id-0123""#)
    );
}

#[tokio::test]
async fn files_of_s3_become_files_of_meta() {
    let acts = [
        Act::json(200, r#"{"mediaId":"9876"}"#),
        Act::json(200, r#"{"success":true}"#),
        refusal(403, "AccessDeniedException"),
    ];
    let server = HttpServer::start(acts).await;
    let number = PhoneNumberId::parse("phone-number-id-0123").unwrap();
    let provider = WhatsAppProvider::new(whatsapp::Settings::new(account(&server), number));
    let id = provider.upload_from_s3("files", "a.pdf").await.unwrap();
    assert_eq!(id, "9876");
    provider.delete_media(&id).await.unwrap();
    let error = provider.upload_from_s3("files", "a.pdf").await.unwrap_err();
    assert_eq!(error.fact(), Fact::Rejected(Blame::Account));
    let first = server.seen().requests[0].text();
    assert!(
        first.contains(r#""sourceS3File":{"bucketName":"files","key":"a.pdf"}"#),
        "{first}"
    );
}

#[tokio::test]
async fn a_big_message_that_nobody_reads_certainly_did_not_arrive() {
    let server = HttpServer::start([Act::Deaf]).await;
    let mut account = account(&server);
    account.timeout = Duration::from_secs(2);
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let provider = SesProvider::new(ses::Settings::new(account, from.clone().into()));
    let mut email = Email::new(from, HeaderText::new("Hello").unwrap());
    email.text = Some(Body::new("Hello"));
    // More than the buffers of both sides hold.
    let film = vec![0; 25_000_000];
    email.attachments = vec![Attachment::new("a.mp4", "video/mp4", film.into()).unwrap()];
    let sent = provider
        .send(&Outbound {
            message: MessageId::from_uuid(Uuid::from_u128(1)),
            attempt: AttemptId::from_uuid(Uuid::from_u128(2)),
            class: Class::Transactional,
            validity: None,
            content: Content::Email(Box::new(email)),
        })
        .await;
    let fact = sent.unwrap_err().fact();
    assert_eq!(fact, Fact::NotSent(NotSent::Unreachable));
}

#[tokio::test]
async fn a_fault_of_the_service_is_asked_once_and_leaves_nothing_certain() {
    let (provider, server) = ses([refusal(500, "InternalFailure")]).await;
    let error = provider.account_state().await.unwrap_err();
    assert_eq!(error.fact(), Fact::Unknown);
    assert_eq!(server.seen().requests.len(), 1);
}
