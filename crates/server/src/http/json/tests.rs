use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ApiJson, BODY_LIMIT};

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Send {
    to: String,
    class: Option<Class>,
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default)]
    variables: serde_json::Map<String, Value>,
    retries: Option<u8>,
    pair: Option<(u8, u8)>,
    target: Option<Target>,
    exact: Option<Exact>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Class {
    Otp,
    Transactional,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(rename = "a/b~c")]
    name: f64,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    Email { to: String },
}

/// A hand-written type whose error repeats the value, as most do.
#[derive(Debug, Deserialize, Serialize)]
#[serde(try_from = "String")]
struct Exact(String);

impl TryFrom<String> for Exact {
    type Error = String;

    fn try_from(value: String) -> Result<Self, String> {
        Err(format!("`{value}` is not exact"))
    }
}

fn post(content_type: &str, body: impl Into<Body>) -> Request {
    Request::post("/")
        .header("content-type", content_type)
        .body(body.into())
        .expect("a valid request")
}

/// The status (200 when it was extracted) and the document.
async fn extract(request: Request) -> (u16, Value) {
    let response = match ApiJson::<Send>::from_request(request, &()).await {
        Ok(ApiJson(value)) => axum::Json(value).into_response(),
        Err(problem) => problem.into_response(),
    };
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a body in memory");
    (status, serde_json::from_slice(&body).expect("JSON"))
}

/// Extracts a body and compares status, slug, and pointer and code of the first error.
async fn check(body: impl Into<Body>, status: u16, slug: &str, error: Option<(&str, &str)>) {
    let (got, document) = extract(post("application/json", body)).await;
    assert_eq!(got, status, "{document}");
    assert_eq!(document["type"], format!("/problems/{slug}"), "{document}");
    assert_eq!(document["status"], status);
    let found = document["errors"][0].clone();
    let wanted = error.map_or(
        Value::Null,
        |(pointer, code)| json!({"pointer": pointer, "code": code}),
    );
    assert_eq!(found["pointer"], wanted["pointer"], "{document}");
    assert_eq!(found["code"], wanted["code"], "{document}");
    let text = document.to_string();
    assert!(!text.contains("SECRET"), "repeats a value: {text}");
}

#[tokio::test]
async fn what_is_not_json_is_malformed() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    for body in [
        r#"{"to":"#.to_owned(),
        String::new(),
        " ".to_owned(),
        r#"{"to":"a","to":"b"}"#.to_owned(),
        r#"{"to":"a","variables":{"SECRET":1,"SECRET":1}}"#.to_owned(),
        r#"{"to":"a","variables":{"x":[{"k":1,"\u006b":2}]}}"#.to_owned(),
        r#"{"to":"\ud800"}"#.to_owned(),
        r#"{"to":"\udc00x"}"#.to_owned(),
        r#"{"to":"\ud800\u0041"}"#.to_owned(),
        r#"{"to":"a"} x"#.to_owned(),
        r#"{"to":"a"}{"to":"a"}"#.to_owned(),
        r#"{"to":"a",}"#.to_owned(),
        "{'to':'a'}".to_owned(),
        "{\"to\":\"a\nb\"}".to_owned(),
        r#"{"to":NaN}"#.to_owned(),
        r#"{"to":1e999}"#.to_owned(),
        r#"{"to":01}"#.to_owned(),
        "\u{feff}{\"to\":\"a\"}".to_owned(),
        "SECRET".to_owned(),
        nested(65),
        nested(10_000),
        "[".repeat(200_000),
        objects,
    ] {
        check(body, 400, "malformed-json", None).await;
    }
    check(b"{\"to\":\"\xff\"}".to_vec(), 400, "malformed-json", None).await;
    check(b"\xff".to_vec(), 400, "malformed-json", None).await;
    check(b"\x1f\x8b\x08\0".to_vec(), 400, "malformed-json", None).await;
}

#[tokio::test]
async fn what_does_not_fit_is_pointed_at() {
    let long = "k".repeat(65);
    for (body, pointer, code) in [
        (json!({}), "/to", "required"),
        (json!({"to": 5}), "/to", "invalid_type"),
        (json!({"to": null}), "/to", "invalid_type"),
        (json!({"to": ["SECRET"]}), "/to", "invalid_type"),
        (json!({"to": "a", "too": "SECRET"}), "/too", "unknown_field"),
        (json!({"to": "a", "a/b~": 1}), "/a~1b~0", "unknown_field"),
        (json!({"to": "a", long.as_str(): 1}), "", "unknown_field"),
        (
            json!({"to": "a", "class": "SECRET"}),
            "/class",
            "invalid_value",
        ),
        (json!({"to": "a", "class": 7}), "/class", "invalid_type"),
        (json!({"to": "a", "parts": {}}), "/parts", "invalid_type"),
        (
            json!({"to": "a", "parts": ["SECRET"]}),
            "/parts/0",
            "invalid_type",
        ),
        (
            json!({"to": "a", "parts": [{"a/b~c": 1}, {"a/b~c": "SECRET"}]}),
            "/parts/1/a~1b~0c",
            "invalid_type",
        ),
        (
            json!({"to": "a", "parts": [{}]}),
            "/parts/0/a~1b~0c",
            "required",
        ),
        (
            json!({"to": "a", "parts": [{"a/b~c": 1, "x": 1}]}),
            "/parts/0/x",
            "unknown_field",
        ),
        (
            json!({"to": "a", "retries": 256}),
            "/retries",
            "invalid_value",
        ),
        (
            json!({"to": "a", "retries": -1}),
            "/retries",
            "invalid_value",
        ),
        (
            json!({"to": "a", "retries": 1.5}),
            "/retries",
            "invalid_type",
        ),
        (json!({"to": "a", "pair": [1]}), "/pair", "invalid_value"),
        (
            json!({"to": "a", "pair": [1, 2, 3]}),
            "/pair",
            "invalid_value",
        ),
        (
            json!({"to": "a", "target": {"email": {"to": 1}}}),
            "/target/email/to",
            "invalid_type",
        ),
        (
            json!({"to": "a", "target": {"SECRET": {}}}),
            "/target",
            "invalid_value",
        ),
        (
            json!({"to": "a", "exact": "SECRET"}),
            "/exact",
            "invalid_value",
        ),
        (json!("SECRET"), "", "invalid_type"),
        (json!(["SECRET"]), "", "invalid_type"),
        (json!(null), "", "invalid_type"),
    ] {
        check(
            body.to_string(),
            422,
            "validation-failed",
            Some((pointer, code)),
        )
        .await;
    }
}

#[tokio::test]
async fn what_fits_comes_through_unchanged() {
    let deep = format!(
        r#"{{"to":"a","variables":{{"x":{}1{}}}}}"#,
        "[".repeat(62),
        "]".repeat(62)
    );
    let padding = "x".repeat(BODY_LIMIT - r#"{"to":""}"#.len());
    for body in [
        r#"{"to":"a"}"#.to_owned(),
        " \t\r\n{ \"to\" : \"a\" } \n".to_owned(),
        r#"{"to":"\ud83d\ude00 \u0000 é"}"#.to_owned(),
        r#"{"to":"","class":"otp","parts":[{"a/b~c":-1},{"a/b~c":1e3}],"retries":255,"pair":[1,2]}"#.to_owned(),
        r#"{"to":"a","class":null,"target":{"email":{"to":"b"}}}"#.to_owned(),
        r#"{"to":"a","variables":{"n":18446744073709551615,"m":-9223372036854775808,"f":0.1,"o":{"p":[true,null]}}}"#.to_owned(),
        format!(r#"{{"to":"{padding}"}}"#),
        deep,
    ] {
        let sent: Value = serde_json::from_str(&body).expect("JSON");
        let (status, got) = extract(post("application/json", body)).await;
        assert_eq!(status, 200, "{got}");
        for (name, value) in sent.as_object().expect("an object") {
            // `-1` sent for a float comes back as `-1.0`.
            if name != "parts" {
                assert_eq!(&got[name], value);
            }
        }
    }
}

#[tokio::test]
async fn the_media_type_is_declared_and_json() {
    for (content_type, status) in [
        ("application/json", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ("application/json;charset=\"utf-8\"", 200),
        ("application/vnd.herald.v1+json", 200),
        ("application/json; charset=latin1", 415),
        ("application/+json", 415),
        ("application/jsonp", 415),
        ("text/json", 415),
        ("text/xml", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ] {
        let (got, document) = extract(post(content_type, r#"{"to":"a"}"#)).await;
        assert_eq!(got, status, "{content_type}: {document}");
    }
    for extra in [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ] {
        let mut request = post("application/json", r#"{"to":"a"}"#);
        let value = http::HeaderValue::from_static(extra.1);
        request.headers_mut().append(extra.0, value);
        assert_eq!(extract(request).await.0, 415, "{extra:?}");
    }
    let mut bare = post("application/json", r#"{"to":"a"}"#);
    bare.headers_mut().clear();
    assert_eq!(extract(bare).await.0, 415);
}

#[tokio::test]
async fn a_large_body_is_refused_soon() {
    let chunk = bytes::Bytes::from_static(&[b' '; 8192]);
    let polled = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = polled.clone();
    let endless = futures_util::stream::repeat_with(move || {
        counter.fetch_add(8192, std::sync::atomic::Ordering::Relaxed);
        Ok::<_, std::io::Error>(chunk.clone())
    });
    check(Body::from_stream(endless), 413, "content-too-large", None).await;
    assert_eq!(
        polled.load(std::sync::atomic::Ordering::Relaxed),
        BODY_LIMIT + 8192
    );
    check(vec![b' '; BODY_LIMIT + 1], 413, "content-too-large", None).await;
}
