use super::*;

const NASTY: &str = "a\"b\\c\n<&>'=%+ é\u{2028}";

fn message(text: &str) -> Variables {
    [("to", "+12025550123"), ("text", text), ("channel", "sms")]
        .map(|(name, value)| (name, value.to_owned()))
        .into()
}

fn check(source: &str, format: Format, text: &str, expected: Result<&str, &str>) {
    let template = BodyTemplate::parse(source, format).unwrap();
    let body = template.render(&message(text));
    let body = body.map_err(|error| error.to_string());
    assert_eq!(
        body.as_deref().map_err(String::as_str),
        expected,
        "{source}"
    );
}

#[test]
fn a_value_stays_in_its_place() {
    let json = BodyTemplate::parse(r#"{"t": "{{ text }}"}"#, Format::Json).unwrap();
    let body = json.render(&message(NASTY)).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(parsed, serde_json::json!({ "t": NASTY }));

    let form = BodyTemplate::parse("t={{ text }}&to={{ to }}", Format::Form).unwrap();
    let body = form.render(&message(NASTY)).unwrap();
    let pairs: Vec<_> = form_urlencoded::parse(body.as_bytes()).collect();
    assert_eq!(
        pairs,
        [
            ("t".into(), NASTY.into()),
            ("to".into(), "+12025550123".into())
        ]
    );

    check(
        "<t a='{{ text }}'/>",
        Format::Xml,
        "<'&\">",
        Ok("<t a='&lt;&apos;&amp;&quot;&gt;'/>"),
    );
    check("{{ text }}", Format::Text, "a<b", Ok("a<b"));
}

#[test]
fn filters_change_values_and_not_their_escaping() {
    check(
        r#"["{{ to|replace("+", "") }}", "{{ text|upper }}"]"#,
        Format::Json,
        "say \"a\"",
        Ok(r#"["12025550123", "SAY \"A\""]"#),
    );
}

#[test]
fn what_cannot_be_rendered_is_named() {
    check(
        r#"{"s": "{{ subject }}", "h": "{{ html }}", "t": "{{ text }}"}"#,
        Format::Json,
        "a",
        Err("the template needs what the message doesn't have: `html`, `subject`"),
    );
    check(
        r#"{"t": {{ text }}}"#,
        Format::Json,
        "a",
        Err("the template doesn't make JSON; put every value between quotation marks"),
    );
    check(
        "{% for a in range(9999) %}{% for b in range(9999) %}.{% endfor %}{% endfor %}{{ text }}",
        Format::Text,
        "a",
        Err("the template takes too many steps"),
    );
    check(
        "{{ text / 0 }}",
        Format::Text,
        "a",
        Err("the template fails"),
    );
}

#[test]
fn what_is_no_template_is_refused() {
    for (source, expected) in [
        ("{{ txt }}", "unknown variable `txt`; there are: to, from,"),
        ("{{ text", "it is not a template: syntax error"),
        ("{% include 'x' %}{{ y }}", "unknown variable `y`"),
    ] {
        let error = BodyTemplate::parse(source, Format::Json).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn everything_is_json_with_and_without_the_optional_parts() {
    let everything = BodyTemplate::parse(BodyTemplate::EVERYTHING, Format::Json).unwrap();
    let mut variables: Variables = NAMES.map(|name| (name, NASTY.to_owned())).into();
    for absent in ["", "from", "subject", "text", "html"] {
        variables.remove(absent);
        let body = everything.render(&variables).unwrap();
        let parsed: BTreeMap<String, String> = serde_json::from_str::<serde_json::Value>(&body)
            .unwrap()
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        let expected: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        assert_eq!(parsed, expected);
    }
}
