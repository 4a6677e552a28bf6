//! What WhatsApp and calls carry beside a text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use server::config::Sources;
use testkit::http_script::{Act, HttpServer};

use crate::harness::{MESSAGES, Service};

const TOKEN: &str = "0123456789abcdeffedcba9876543210";
const SECRET: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCY0123456789xy";

fn to_ann(channel: &str, fields: Value) -> Value {
    let mut body = json!({"channel": channel, "to": "+12025550123"});
    let Value::Object(fields) = fields else {
        panic!("{fields}");
    };
    body.as_object_mut().unwrap().extend(fields);
    body
}

/// Checks that the message is taken, and that what is shown ends with these lines.
async fn check(service: &Service, channel: &str, fields: Value, lines: &[&str]) {
    let before = service.console.text().len();
    let body = to_ann(channel, fields);
    let sent = service.post(MESSAGES, body.clone()).await.expect(200);
    assert_eq!(sent["channel"], channel);
    let shown = service.console.text()[before..].to_owned();
    let expected = format!("│ {}\n└", lines.join("\n│ "));
    assert!(shown.contains(&expected), "{body}: {shown}");
}

#[tokio::test]
async fn whatsapp_carries_files_templates_reactions_and_replies() {
    let service = Service::start().await;
    let link = "https://example.com/a.b?signature=pXq7%20TzL";
    let caption = "ü".repeat(1_024);
    for private in [link, &caption, "März.pdf", "Frau Ann Beispiel"] {
        service.keep_secret(private);
    }
    for (kind, shown) in [
        ("image", "Image"),
        ("document", "Document"),
        ("audio", "Audio"),
        ("video", "Video"),
    ] {
        let fields = json!({"type": kind, "media": {"kind": kind, "link": link}});
        let line = format!("media      {shown} {link}");
        check(&service, "whatsapp", fields, &[&line]).await;
    }
    let bill =
        json!({"kind": "document", "link": link, "caption": caption, "file_name": "März.pdf"});
    for (fields, lines) in [
        (
            json!({"media": bill}),
            vec![
                format!("media      Document {link}"),
                format!("caption    {caption}"),
                "file       März.pdf".to_owned(),
            ],
        ),
        (
            json!({
                "type": "template",
                "template": {"name": "order_shipped", "language": "en_US", "variables": ["Frau Ann Beispiel", "B-7"]},
            }),
            vec![
                "template   order_shipped (en_US)".to_owned(),
                "variable   Frau Ann Beispiel".to_owned(),
                "variable   B-7".to_owned(),
            ],
        ),
        (
            json!({"template": {"name": "hello", "language": "de"}}),
            vec!["template   hello (de)".to_owned()],
        ),
        (
            json!({"type": "reaction", "reaction": {"message": "wamid.A", "emoji": "👩‍👩‍👧‍👦"}}),
            vec!["reaction   👩‍👩‍👧‍👦 on wamid.A".to_owned()],
        ),
        (
            json!({"reaction": {"message": "wamid.A", "emoji": ""}}),
            vec!["reaction    on wamid.A".to_owned()],
        ),
        (
            json!({"type": "text", "text": "Yes.", "reply_to_message": "wamid.A"}),
            vec![
                "answers    wamid.A".to_owned(),
                "text       Yes.".to_owned(),
            ],
        ),
        (
            json!({"media": {"kind": "image", "link": link}, "reply_to_message": "wamid.A"}),
            vec![
                "answers    wamid.A".to_owned(),
                format!("media      Image {link}"),
            ],
        ),
    ] {
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        check(&service, "whatsapp", fields, &lines).await;
    }
    service.finish().await;
}

#[tokio::test]
async fn a_call_speaks_the_language_that_it_is_given() {
    let service = Service::start().await;
    for (given, spoken) in [("pt-BR", "pt-BR"), ("en_US", "en-US"), ("cmn", "cmn")] {
        let fields = json!({"text": "Olá.", "language": given});
        let language = format!("language   {spoken}");
        check(&service, "voice", fields, &[&language, "says       Olá."]).await;
    }
    service.finish().await;
}

fn twilio(server: &HttpServer) -> Sources {
    [
        ("MESSAGING_PROVIDER", "twilio"),
        ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
        ("TWILIO_AUTH_TOKEN", TOKEN),
        ("TWILIO_WHATSAPP_NUMBER", "+15005550006"),
        ("TWILIO_API_URL", &server.url()),
    ]
    .into_iter()
    .fold(Sources::default(), |sources, (name, value)| {
        sources.env(name, value)
    })
}

fn skipped_twilio() -> Value {
    let reaction = ["whatsapp reaction"];
    json!([{"provider": "twilio", "reason": "not_capable", "missing": reaction}])
}

#[tokio::test]
async fn what_no_provider_can_do_is_refused_by_name() {
    let server = HttpServer::start([Act::json(201, "{}")]).await;
    let service = Service::with(twilio(&server)).await;
    service.keep_secret(TOKEN);
    let fields = json!({"reaction": {"message": "wamid.A", "emoji": "👍"}});
    let answer = service.post(MESSAGES, to_ann("whatsapp", fields)).await;
    let problem = answer.problem(422, "validation-failed");
    assert_eq!(problem["skipped"], skipped_twilio());
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.ends_with("asks: whatsapp reaction"), "{detail}");
    assert!(service.rows("SELECT 1 FROM messages").await.is_empty());
    assert!(server.seen().requests.is_empty());
    service.finish().await;
}

#[tokio::test]
async fn a_provider_that_can_do_it_takes_over_from_one_that_cannot() {
    let first = HttpServer::start([Act::json(201, "{}")]).await;
    let second = HttpServer::start([Act::json(200, r#"{"messageId":"wa-1"}"#)]).await;
    let sources = [
        ("AWS_ACCESS_KEY_ID", "AKIA0123456789ABCDEF"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_REGION", "eu-west-1"),
        (
            "AWS_WHATSAPP_PHONE_NUMBER_ID",
            "phone-number-id-0123456789abcdef0123456789abcdef",
        ),
        ("AWS_ENDPOINT_URL_SOCIALMESSAGING", &second.url()),
    ]
    .into_iter()
    .fold(twilio(&first), |sources, (name, value)| {
        sources.env(name, value)
    });
    let service = Service::with(sources).await;
    service.keep_secret(TOKEN);
    service.keep_secret(SECRET);
    let fields = json!({"reaction": {"message": "wamid.A", "emoji": "👍"}});
    let sent = service.post(MESSAGES, to_ann("whatsapp", fields)).await;
    let sent = sent.expect(200);
    assert_eq!(sent["provider"], "aws-whatsapp");
    assert_eq!(sent["provider_message_id"], "wa-1");
    assert_eq!(sent["skipped"], skipped_twilio());
    assert!(first.seen().requests.is_empty());
    let asked = second.seen().requests[0].text();
    let body: Value = serde_json::from_str(&asked[asked.find('{').unwrap()..]).unwrap();
    let message = STANDARD.decode(body["message"].as_str().unwrap()).unwrap();
    let message: Value = serde_json::from_slice(&message).unwrap();
    assert_eq!(
        message["reaction"],
        json!({"message_id": "wamid.A", "emoji": "👍"})
    );
    service.finish().await;
}
