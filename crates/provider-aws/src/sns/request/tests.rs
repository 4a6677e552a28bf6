use msg_core::PhoneNumber;
use msg_core::text::Body;

use super::*;
use crate::sns::MaxPrice;
use crate::{Account, Credentials, Region};

fn settings() -> Settings {
    let region = Region::parse("eu-west-1").unwrap();
    Settings::new(Account::new(region, Credentials::Chain))
}

fn sms(from: Option<&str>, text: &str) -> Sms {
    Sms {
        to: PhoneNumber::parse("+12025550123").unwrap(),
        from: from.map(|from| SenderId::parse(from).unwrap()),
        text: Body::new(text),
    }
}

/// The attributes as `name=value` in order of their names, or what was complained of.
fn written(class: Class, sms: &Sms, settings: &Settings) -> String {
    match attributes(class, sms, settings) {
        Err(error) => error.to_string(),
        Ok(attributes) => {
            let line = |(name, value): (&String, &MessageAttributeValue)| {
                let name = name.rsplit('.').next().unwrap();
                format!(
                    "{name}:{}={}",
                    value.data_type(),
                    value.string_value().unwrap()
                )
            };
            let mut lines: Vec<_> = attributes.iter().map(line).collect();
            lines.sort();
            lines.join(" ")
        }
    }
}

#[test]
fn the_class_is_the_type() {
    for (class, expected) in [
        (Class::Otp, "SMSType:String=Transactional"),
        (Class::Transactional, "SMSType:String=Transactional"),
        (Class::Promotional, "SMSType:String=Promotional"),
    ] {
        assert_eq!(written(class, &sms(None, "Hello"), &settings()), expected);
    }
}

#[test]
fn what_the_account_says_goes_along_and_the_message_overrides_it() {
    let mut account = settings();
    account.from = SenderId::parse("Shop");
    account.origination_number = SenderId::parse("+12025550199");
    account.max_price = MaxPrice::parse("0.50").ok();
    account.entity_id = Some("1101".to_owned());
    account.template_id = Some("1107".to_owned());
    let rest = "SMSType:String=Transactional";
    for (from, number, sender) in [
        (None, "+12025550199", " SenderID:String=Shop"),
        (Some("Bakery"), "+12025550199", " SenderID:String=Bakery"),
        (Some("+12025550100"), "+12025550100", ""),
        (Some("56789"), "56789", ""),
    ] {
        assert_eq!(
            written(Class::Otp, &sms(from, "Hello"), &account),
            format!(
                "EntityId:String=1101 MaxPrice:Number=0.50 OriginationNumber:String={number} {rest}{sender} TemplateId:String=1107"
            ),
        );
    }
}

#[test]
fn what_sns_would_not_take_is_refused_by_name() {
    let long = "ü".repeat(1_600);
    assert!(!written(Class::Otp, &sms(None, &long), &settings()).contains("rejected"));
    for (from, text, expected) in [
        (None, format!("{long}x"), "rejected (message)"),
        (None, String::new(), "rejected (message)"),
        (
            Some("My Shop"),
            "Hello".to_owned(),
            "not_sent (unsupported)",
        ),
        (
            Some("My-Shop"),
            "Hello".to_owned(),
            "not_sent (unsupported)",
        ),
        (Some("AB"), "Hello".to_owned(), "not_sent (unsupported)"),
        (Some("1234"), "Hello".to_owned(), "not_sent (unsupported)"),
        (
            Some("+123456789012345"),
            "Hello".to_owned(),
            "not_sent (unsupported)",
        ),
    ] {
        let told = written(Class::Otp, &sms(from, &text), &settings());
        assert!(told.starts_with(expected), "{from:?}: {told}");
    }
}
