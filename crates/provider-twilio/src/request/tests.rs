//! Messages in, forms or refusals out.

use std::time::Duration;

use msg_core::message::{
    Media, MediaKind, SenderId, Sms, Speech, Template, Voice, WhatsApp, WhatsAppBody,
};
use msg_core::text::Body;
use msg_core::{AttemptId, Channel, Class, Fact, MessageId, PhoneNumber};
use testkit::provider_suite::outbound;

use super::*;
use crate::settings::{Login, SmsSender};
use crate::sid::{AccountSid, ServiceSid};

const DIGITS: &str = "0123456789abcdef0123456789abcdef";

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

fn bare() -> Settings {
    let sid = AccountSid::parse(&format!("AC{DIGITS}")).unwrap();
    Settings::new(sid, Login::AuthToken("opensesame".into()))
}

fn settings() -> Settings {
    let mut settings = bare();
    let own = number("+12025550100");
    settings.sms_sender = Some(SmsSender::Id(SenderId::Number(own.clone())));
    settings.voice_number = Some(own.clone());
    settings.whatsapp_number = Some(own);
    settings
}

fn sms(text: &str, from: Option<&str>) -> Content {
    Content::Sms(Sms {
        to: number("+12025550123"),
        from: from.and_then(SenderId::parse),
        text: Body::new(text),
    })
}

fn whatsapp(body: WhatsAppBody) -> Content {
    Content::WhatsApp(Box::new(WhatsApp {
        to: number("+12025550123"),
        from: None,
        reply_to: None,
        body,
    }))
}

fn call(speech: Speech, language: Option<&str>) -> Content {
    Content::Voice(Voice {
        to: number("+12025550123"),
        from: None,
        language: language.map(str::to_owned),
        speech,
    })
}

fn message(content: Content, validity: Option<u64>) -> Outbound {
    Outbound {
        message: MessageId::from_uuid(uuid::Uuid::from_u128(1)),
        attempt: AttemptId::from_uuid(uuid::Uuid::from_u128(2)),
        class: Class::Otp,
        validity: validity.map(Duration::from_secs),
        content,
    }
}

/// The fields, each a line.
#[track_caller]
fn check(settings: &Settings, message: &Outbound, expected: &[&str]) {
    let form = form(message, settings).unwrap();
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    assert_eq!(fields, expected);
}

#[track_caller]
fn refuses(settings: &Settings, content: Content, fact: &str, text: &str) {
    let error = form(&message(content, None), settings).unwrap_err();
    assert_eq!(
        (error.fact().to_string().as_str(), error.text().as_str()),
        (fact, text)
    );
}

#[test]
fn a_text_message_comes_from_whom_it_names_or_the_account_s_sender() {
    let to = "To=+12025550123";
    check(
        &settings(),
        &message(sms("Hello", None), None),
        &[to, "From=+12025550100", "Body=Hello"],
    );
    check(
        &settings(),
        &message(sms("Hello", Some("Shop")), None),
        &[to, "From=Shop", "Body=Hello"],
    );
    let mut with_service = settings();
    let service = ServiceSid::parse(&format!("MG{DIGITS}")).unwrap();
    with_service.sms_sender = Some(SmsSender::Service(service));
    with_service.smart_encoding = true;
    let service = format!("MessagingServiceSid=MG{DIGITS}");
    check(
        &with_service,
        &message(sms("Hello", None), Some(300)),
        &[
            to,
            &service,
            "Body=Hello",
            "ValidityPeriod=300",
            "SmartEncoded=true",
        ],
    );
    for (from, own) in [(None, true), (Some("Shop"), false)] {
        let form = form(&message(sms("Hello", from), None), &settings()).unwrap();
        assert_eq!(form.own_sender, own);
    }
}

#[test]
fn the_ids_travel_in_the_callback() {
    let mut with_callback = settings();
    let url = Url::parse("https://herald.example.com/api/webhooks/twilio?account=a%20b").unwrap();
    with_callback.status_callback = Some(url);
    let callback = "StatusCallback=https://herald.example.com/api/webhooks/twilio?account=a%20b&message=msg_00000000000000000000000000000001&attempt=att_00000000000000000000000000000002";
    check(
        &with_callback,
        &message(sms("Hello", None), None),
        &[
            "To=+12025550123",
            "From=+12025550100",
            "Body=Hello",
            callback,
        ],
    );
    check(
        &with_callback,
        &message(call(Speech::Text(Body::new("Hello")), None), Some(30)),
        &[
            "To=+12025550123",
            "From=+12025550100",
            "Twiml=<Response><Say>Hello</Say></Response>",
            "Timeout=30",
            "StatusCallbackEvent=initiated",
            "StatusCallbackEvent=ringing",
            "StatusCallbackEvent=answered",
            "StatusCallbackEvent=completed",
            callback,
        ],
    );
    let long = format!(
        "https://herald.example.com/{}",
        "x".repeat(LONGEST_CALLBACK)
    );
    with_callback.status_callback = Some(Url::parse(&long).unwrap());
    let text = "`status_callback_url` is longer than Twilio takes";
    refuses(
        &with_callback,
        sms("Hello", None),
        "not_sent (unsupported)",
        text,
    );
}

#[test]
fn a_validity_is_held_to_what_twilio_takes() {
    for (validity, period) in [
        (Duration::from_millis(400), "1"),
        (Duration::from_mins(5), "300"),
        (Duration::from_hours(10), "36000"),
        (Duration::from_hours(48), "36000"),
    ] {
        let period = Some(("ValidityPeriod", period.to_owned()));
        assert_eq!(text::period(Some(validity)), period);
    }
    assert_eq!(text::period(None), None);
    // It rings for a minute at most, and for as long as somebody needs at least.
    for (validity, ring) in [(1, Some("5")), (30, Some("30")), (60, None), (600, None)] {
        let call = message(call(Speech::Text(Body::new("Hello")), None), Some(validity));
        let form = form(&call, &settings()).unwrap();
        let timeout = form.fields.iter().find(|(key, _)| *key == "Timeout");
        assert_eq!(timeout.map(|(_, value)| value.as_str()), ring, "{validity}");
    }
}

#[test]
fn texts_have_a_beginning_and_an_end() {
    let longest = "é".repeat(MOST_CHARS);
    assert!(form(&message(sms(&longest, None), None), &settings()).is_ok());
    let too_long = "the text is longer than the 1,600 characters that Twilio takes";
    for text in [longest.clone() + "é", "👍".repeat(MOST_CHARS + 1)] {
        refuses(
            &settings(),
            sms(&text, None),
            "rejected (message)",
            too_long,
        );
        let body = WhatsAppBody::Text(Body::new(text));
        refuses(&settings(), whatsapp(body), "rejected (message)", too_long);
    }
    let empty = "the message has no text";
    refuses(&settings(), sms(" ", None), "rejected (message)", empty);
}

#[test]
fn whatsapp_messages_are_texts_files_and_templates() {
    let (to, from) = ("To=whatsapp:+12025550123", "From=whatsapp:+12025550100");
    let text = whatsapp(WhatsAppBody::Text(Body::new("Hello")));
    check(&settings(), &message(text, None), &[to, from, "Body=Hello"]);

    let media = |kind, caption: Option<&str>, file_name: Option<&str>| {
        whatsapp(WhatsAppBody::Media(Media {
            kind,
            link: "https://example.com/a b.jpg".to_owned(),
            caption: caption.map(Body::new),
            file_name: file_name.map(str::to_owned),
        }))
    };
    let link = "MediaUrl=https://example.com/a b.jpg";
    check(
        &settings(),
        &message(media(MediaKind::Image, Some("A cat"), None), None),
        &[to, from, link, "Body=A cat"],
    );
    check(
        &settings(),
        &message(media(MediaKind::Audio, None, None), None),
        &[to, from, link],
    );
    let unsupported = "not_sent (unsupported)";
    refuses(
        &settings(),
        media(MediaKind::Audio, Some("A song"), None),
        unsupported,
        "Twilio has no caption of a recording",
    );
    refuses(
        &settings(),
        media(MediaKind::Document, None, Some("bill.pdf")),
        unsupported,
        "Twilio names a document after its link; leave the file name out",
    );

    let template = |name: &str, variables: &[&str]| {
        whatsapp(WhatsAppBody::Template(Template {
            name: name.to_owned(),
            language: "en".to_owned(),
            variables: variables.iter().copied().map(Body::new).collect(),
        }))
    };
    let name = format!("HX{DIGITS}");
    let sid = format!("ContentSid={name}");
    check(
        &settings(),
        &message(template(&name, &[]), None),
        &[to, from, &sid],
    );
    let many: Vec<_> = ["Ann \"A\"", "2", "3", "4", "5", "6", "7", "8", "9", "10"].to_vec();
    let variables = r#"ContentVariables={"1":"Ann \"A\"","2":"2","3":"3","4":"4","5":"5","6":"6","7":"7","8":"8","9":"9","10":"10"}"#;
    check(
        &settings(),
        &message(template(&name, &many), None),
        &[to, from, &sid, variables],
    );
    refuses(
        &settings(),
        template("order_update", &[]),
        unsupported,
        "Twilio's templates are named by their content SID: HX and 32 hexadecimal digits",
    );
}

#[test]
fn what_twilio_cannot_do_is_refused_by_name() {
    let unsupported = "not_sent (unsupported)";
    let reaction = WhatsAppBody::Reaction {
        message: "wamid".to_owned(),
        emoji: "👍".to_owned(),
    };
    refuses(
        &settings(),
        whatsapp(reaction),
        unsupported,
        "Twilio has no whatsapp reaction",
    );
    let mut reply = WhatsApp {
        to: number("+12025550123"),
        from: None,
        reply_to: None,
        body: WhatsAppBody::Text(Body::new("Hello")),
    };
    reply.reply_to = Some("wamid".to_owned());
    let reply = Content::WhatsApp(Box::new(reply));
    refuses(
        &settings(),
        reply,
        unsupported,
        "Twilio has no whatsapp reply",
    );
    let email = outbound(Channel::Email).content;
    refuses(&settings(), email, unsupported, "Twilio carries no e-mail");
    for (content, text) in [
        (
            sms("Hello", None),
            "the account has no sender of text messages; set `phone_number` or `messaging_service_sid`",
        ),
        (
            whatsapp(WhatsAppBody::Text(Body::new("Hello"))),
            "the account has no WhatsApp sender; set `whatsapp_number`",
        ),
        (
            call(Speech::Text(Body::new("Hello")), None),
            "the account has no number to call from; set `phone_number` to one",
        ),
    ] {
        refuses(&bare(), content, unsupported, text);
    }
}

#[test]
fn a_call_speaks_the_message_s_language_or_the_account_s() {
    let mut german = settings();
    german.language = Some("de-DE".to_owned());
    german.voice = Some("Polly.Vicki".to_owned());
    for (language, tag) in [(None, "de-DE"), (Some("fr-FR"), "fr-FR")] {
        let speech = Speech::Text(Body::new("1 < 2"));
        let form = form(&message(call(speech, language), None), &german).unwrap();
        let expected = format!(
            r#"<Response><Say voice="Polly.Vicki" language="{tag}">1 &lt; 2</Say></Response>"#
        );
        assert_eq!(form.fields[2], ("Twiml", expected));
    }
    let empty = call(Speech::Text(Body::new("")), None);
    refuses(
        &settings(),
        empty,
        "rejected (message)",
        "the call has nothing to say",
    );
    let long = call(Speech::Text(Body::new("x".repeat(4_000))), None);
    let error = form(&message(long, None), &settings()).unwrap_err();
    assert_eq!(
        (error.fact(), error.code()),
        (Fact::Rejected(Blame::Message), Some("too_long"))
    );
}
