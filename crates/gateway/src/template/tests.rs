use super::*;

#[derive(Serialize)]
struct Variables<'a> {
    app_name: &'a str,
    code: &'a str,
    minutes: u64,
}

fn check(name: &str, part: Part, app_name: &str, minutes: u64) -> String {
    let variables = Variables {
        app_name,
        code: "123456",
        minutes,
    };
    Templates::builtin()
        .render(name, part, &Locale::default(), variables)
        .unwrap()
}

#[test]
fn every_part_of_every_template_renders() {
    for name in ["otp_verification", "otp_password_reset"] {
        for part in [Part::Sms, Part::EmailText, Part::EmailHtml] {
            let text = check(name, part, "Shop", 10);
            assert!(
                text.contains("123456") && text.contains("10 minutes"),
                "{text}"
            );
        }
        for part in [Part::EmailSubject, Part::Voice] {
            assert!(check(name, part, "Shop", 10).contains("Shop"));
        }
    }
}

#[test]
fn one_sms_part_is_enough() {
    for name in ["otp_verification", "otp_password_reset"] {
        let text = check(name, Part::Sms, "A rather long brand name", 10);
        assert_eq!(sms_encoding::analyze(&text).segments, 1, "{text}");
    }
}

#[test]
fn one_minute_is_not_minutes() {
    assert_eq!(
        check("otp_verification", Part::Sms, "Shop", 1),
        "Your Shop code is 123456. It is valid for 1 minute. Do not share it."
    );
}

#[test]
fn html_is_escaped_and_nothing_is_evaluated() {
    let html = check("otp_verification", Part::EmailHtml, "<b>{{7*7}}</b>", 10);
    assert!(html.contains("&lt;b&gt;{{7*7}}&lt;&#x2f;b&gt;"), "{html}");
    let text = check("otp_verification", Part::EmailText, "<b>", 10);
    assert!(text.contains("Your <b> code"), "{text}");
}

#[test]
fn a_missing_variable_or_part_is_an_error() {
    let templates = Templates::builtin();
    let locale = Locale::default();
    let missing = templates.render("otp_verification", Part::Sms, &locale, ());
    assert!(matches!(missing, Err(TemplateError::Failed(_))));
    let unknown = templates.render("nothing", Part::Sms, &locale, ());
    assert_eq!(
        unknown.unwrap_err().to_string(),
        "template `nothing` has no sms.txt"
    );
}
