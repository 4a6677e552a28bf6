//! What is asked of Twilio, and what becomes of its answers.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use http_client::{BaseUrl, Url};
use msg_core::message::SenderId;
use msg_core::money::{Currency, Money};
use msg_core::webhook::ReceiptKind;
use msg_core::{Channel, PhoneNumber, Provider};
use provider_twilio::{
    AccountSid, ApiError, ApiKeySid, Callbacks, Country, Login, MessageSearch, MessageSid,
    NumberKind, NumberSearch, NumberSid, Purchase, Settings, SmsSender, TwilioProvider,
};
use testkit::http_script::{Act, HttpServer};
use testkit::provider_suite::outbound;

const ACCOUNT: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001";
const SID: &str = "SM0123456789abcdef0123456789abcdef";

/// A message as the interface shows it, with more in it than anybody here reads.
const MESSAGE: &str = r#"{
    "body": "Your code is 417293", "num_segments": "1", "direction": "outbound-api",
    "from": "+12025550100", "to": "whatsapp:+12025550123", "date_updated": "Fri, 20 Nov 2026 05:59:03 +0000",
    "price": "-0.00750", "price_unit": "USD", "error_message": null, "error_code": 30005,
    "uri": "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages/SM0123456789abcdef0123456789abcdef.json",
    "account_sid": "AC00000000000000000000000000000001", "num_media": "0", "status": "undelivered",
    "messaging_service_sid": null, "sid": "SM0123456789abcdef0123456789abcdef",
    "date_sent": "Fri, 20 Nov 2026 05:59:01 +0000", "date_created": "Fri, 20 Nov 2026 05:59:00 +0000",
    "api_version": "2010-04-01", "subresource_uris": {}
}"#;

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

fn message_sid() -> MessageSid {
    MessageSid::parse(SID).unwrap()
}

fn base(server: &HttpServer) -> BaseUrl {
    BaseUrl::parse(&server.url()).unwrap()
}

/// An account whose interface for numbers is at `numbers`, or with the rest.
fn account(server: &HttpServer, numbers: Option<&HttpServer>) -> TwilioProvider {
    let sid = AccountSid::parse("AC00000000000000000000000000000001").unwrap();
    let login = Login::ApiKey {
        key: ApiKeySid::parse("SK00000000000000000000000000000002").unwrap(),
        secret: "opensesame".into(),
    };
    let mut settings = Settings::new(sid, login);
    settings.api_url = base(server);
    settings.numbers_api_url = numbers.map(base);
    settings.sms_sender = SenderId::parse("Shop").map(SmsSender::Id);
    TwilioProvider::new(settings).unwrap()
}

/// The method and target of each request, and what came with it.
fn asked(server: &HttpServer) -> Vec<String> {
    let requests = server.seen().requests.into_iter();
    requests
        .map(|asked| {
            // SK00000000000000000000000000000002:opensesame
            let key = "Basic U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMjpvcGVuc2VzYW1l";
            assert_eq!(asked.header("authorization"), Some(key));
            format!("{} {} {}", asked.method, asked.target, asked.text())
                .trim()
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_message_is_a_form_under_the_account_with_the_key_at_the_door() {
    let server = HttpServer::start([Act::json(201, MESSAGE)]).await;
    let accepted = account(&server, None)
        .send(&outbound(Channel::Sms))
        .await
        .unwrap();
    assert_eq!(accepted.provider_message_id.as_deref(), Some(SID));
    assert_eq!(accepted.parts, Some(1));
    assert_eq!(
        accepted.cost,
        Some(Money::from_micros(7_500, Currency::USD))
    );
    let form = "To=%2B12025550147&From=Shop&Body=Your+code+is+417293.+Say+nightjar.";
    assert_eq!(
        asked(&server),
        [format!("POST {ACCOUNT}/Messages.json {form}")]
    );
    let media_type = server.seen().requests[0]
        .header("content-type")
        .map(str::to_owned);
    assert_eq!(
        media_type.as_deref(),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn what_twilio_quotes_is_not_passed_on() {
    let body = r#"{"code": 20003, "message": "+12025550147 with opensesame", "status": 401}"#;
    let server = HttpServer::start([Act::json(401, body)]).await;
    let refused = account(&server, None).send(&outbound(Channel::Sms)).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "rejected (account) [20003]: … with …"
    );
}

#[tokio::test]
async fn a_message_is_looked_up_blotted_out_and_called_back() {
    let server = HttpServer::start([Act::json(200, MESSAGE)]).await;
    let account = account(&server, None);
    let found = account.messages().get(&message_sid()).await.unwrap();
    assert_eq!(found.sid, SID);
    assert_eq!(found.status, "undelivered");
    assert!(
        matches!(found.kind, Some(ReceiptKind::Failed(_))),
        "{found:?}"
    );
    assert_eq!(found.to.as_str(), "+12025550123");
    assert_eq!(found.from.as_ref().unwrap().as_str(), "+12025550100");
    assert_eq!(found.body.expose(), "Your code is 417293");
    assert_eq!(found.sent_at, "2026-11-20T05:59:01Z".parse().ok());
    assert_eq!(found.created_at, "2026-11-20T05:59:00Z".parse().ok());
    assert_eq!((found.parts, found.error_code), (Some(1), Some(30005)));
    assert_eq!(found.cost, Some(Money::from_micros(7_500, Currency::USD)));
    let shown = format!("{found:?}");
    assert!(
        !shown.contains("417293") && !shown.contains("2025550123"),
        "{shown}"
    );

    account.messages().redact(&message_sid()).await.unwrap();
    account.messages().cancel(&message_sid()).await.unwrap();
    let one = format!("{ACCOUNT}/Messages/{SID}.json");
    let expected = [
        format!("GET {one}"),
        format!("POST {one} Body="),
        format!("POST {one} Status=canceled"),
    ];
    assert_eq!(asked(&server), expected);
}

#[tokio::test]
async fn what_may_have_been_taken_is_found_by_recipient_and_time() {
    let next = format!(
        "{ACCOUNT}/Messages.json?To=whatsapp%3A%2B12025550123&PageSize=5&Page=1&PageToken=PASM1"
    );
    let page = |next: &str| {
        let body = format!(r#"{{"messages": [{MESSAGE}], "page": 0, "next_page_uri": {next}}}"#);
        Act::json(200, &body)
    };
    let server = HttpServer::start([page(&format!("\"{next}\"")), page("null")]).await;
    let account = account(&server, None);
    let since = "2026-11-20T05:58:59.5Z".parse().unwrap();
    let search = MessageSearch::to(Channel::WhatsApp, &number("+12025550123")).since(since);
    assert!(!format!("{search:?}").contains("5550123"));
    let first = account.messages().find(&search).await.unwrap();
    assert_eq!(first.items.len(), 1);
    let second = account.messages().next(&first.next.unwrap()).await.unwrap();
    assert!(second.next.is_none());
    let first = "To=whatsapp%3A%2B12025550123&PageSize=5&DateSent%3E=2026-11-20";
    assert_eq!(
        asked(&server),
        [
            format!("GET {ACCOUNT}/Messages.json?{first}"),
            format!("GET {next}")
        ]
    );
}

#[tokio::test]
async fn numbers_are_found_where_their_interface_is() {
    let body = r#"{"available_phone_numbers": [{
        "friendly_name": "(202) 555-0170", "phone_number": "+12025550170", "lata": "236", "locality": "Washington",
        "rate_center": "WSHNGTNZN1", "latitude": "38.9", "longitude": "-77.0", "region": "DC", "postal_code": "20001",
        "iso_country": "US", "address_requirements": "none", "beta": false,
        "capabilities": {"MMS": true, "SMS": true, "voice": false}
    }], "uri": "x"}"#;
    let numbers = HttpServer::start([Act::json(200, body)]).await;
    let rest = HttpServer::start([Act::Hang]).await;
    let account = account(&rest, Some(&numbers));
    let mut search = NumberSearch::new(Country::parse("us").unwrap(), NumberKind::Local);
    search.area_code = Some(202);
    search.contains = Some("555*".to_owned());
    search.uses.sms = true;
    let found = account.numbers().search(&search).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].number, number("+12025550170"));
    assert_eq!(found[0].locality.as_deref(), Some("Washington"));
    let uses = found[0].capabilities;
    assert_eq!((uses.sms, uses.mms, uses.voice), (true, true, false));
    let query = "AreaCode=202&Contains=555*&SmsEnabled=true&PageSize=20";
    let target = format!("{ACCOUNT}/AvailablePhoneNumbers/US/Local.json?{query}");
    assert_eq!(asked(&numbers), [format!("GET {target}")]);
    assert_eq!(rest.seen().connections, 0);
}

const OWNED: &str = r#"{
    "sid": "PN0123456789abcdef0123456789abcdef", "phone_number": "+12025550170", "friendly_name": "(202) 555-0170",
    "capabilities": {"voice": true, "sms": true, "mms": false, "fax": false},
    "sms_url": "https://herald.example.com/api/webhooks/twilio", "voice_url": "", "status": "in-use"
}"#;

#[tokio::test]
async fn a_number_is_bought_listed_pointed_at_us_and_given_back() {
    let list = format!(r#"{{"incoming_phone_numbers": [{OWNED}], "next_page_uri": null}}"#);
    let server = HttpServer::start([
        Act::json(201, OWNED),
        Act::json(200, &list),
        Act::json(200, OWNED),
        Act::answer(204, &[], ""),
    ])
    .await;
    let account = account(&server, None);
    let numbers = account.numbers();
    let callbacks = Callbacks {
        sms: Url::parse("https://herald.example.com/api/webhooks/twilio").ok(),
        ..Callbacks::default()
    };
    let price = Money::from_micros(1_150_000, Currency::USD);
    let purchase = Purchase::confirmed(number("+12025550170"), price);
    let purchase = purchase.with_callbacks(callbacks.clone());
    assert_eq!(purchase.monthly_price(), price);
    let bought = numbers.buy(&purchase).await.unwrap();
    assert_eq!(bought.number, number("+12025550170"));
    let listed = numbers.list().await.unwrap();
    assert_eq!(listed.items, std::slice::from_ref(&bought));
    let sid = NumberSid::parse(&bought.sid).unwrap();
    numbers.configure(&sid, &callbacks).await.unwrap();
    numbers.release(&sid).await.unwrap();

    let hook = "SmsUrl=https%3A%2F%2Fherald.example.com%2Fapi%2Fwebhooks%2Ftwilio&SmsMethod=POST";
    let all = format!("{ACCOUNT}/IncomingPhoneNumbers");
    let expected = [
        format!("POST {all}.json PhoneNumber=%2B12025550170&{hook}"),
        format!("GET {all}.json?PageSize=20"),
        format!("POST {all}/{sid}.json {hook}"),
        format!("DELETE {all}/{sid}.json"),
    ];
    assert_eq!(asked(&server), expected);
}

#[tokio::test]
async fn it_is_known_whether_money_may_be_spent() {
    let refusal = |status, code| {
        let body = format!(
            r#"{{"code": {code}, "message": "no +12025550170", "more_info": "x", "status": {status}}}"#
        );
        Act::json(status, &body)
    };
    for (act, may_be_done, shown) in [
        (
            refusal(400, 21422),
            false,
            "Twilio answered 400 [21422]: no +…",
        ),
        (
            refusal(404, 20404),
            false,
            "Twilio answered 404 [20404]: no +…",
        ),
        (
            refusal(500, 20500),
            true,
            "Twilio answered 500 [20500]: no +…",
        ),
        (
            Act::answer(403, &[], "<html>"),
            false,
            "Twilio answered 403: ",
        ),
        (
            Act::json(201, "[]"),
            true,
            "Twilio answered 201 with something that can't be read; check `api_url`",
        ),
        (Act::Reset(Vec::new()), true, ""),
        (
            Act::Cut(b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{".into()),
            true,
            "",
        ),
    ] {
        let server = HttpServer::start([act]).await;
        let price = Money::from_micros(1_150_000, Currency::USD);
        let purchase = Purchase::confirmed(number("+12025550170"), price);
        let error = account(&server, None)
            .numbers()
            .buy(&purchase)
            .await
            .unwrap_err();
        assert_eq!(error.may_be_done(), may_be_done, "{error:?}");
        assert!(error.to_string().starts_with(shown), "{error}");
        assert_eq!(server.seen().connections, 1);
        let is_missing = matches!(error, ApiError::Refused { status: 404, .. });
        assert_eq!(error.is_not_found(), is_missing);
    }
}
