//! Bad requests, each with its exact answer.

use crate::answer::one;
use crate::server::Server;

#[tokio::test]
async fn each_bad_request_has_its_problem() {
    let server = Server::start(|_| {}).await;
    let json = "content-type: application/json";
    let post = |fields: &str, body: &str| {
        let length = body.len();
        format!(
            "POST /things HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {length}\r\n{fields}\r\n\r\n{body}"
        )
    };
    let simple = |line: &str| format!("{line} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
    let headers = |count: usize| "x-secret: SECRET\r\n".repeat(count);
    for (request, status, slug) in [
        (post(json, r#"{"to":"#), 400, "malformed-json"),
        (
            post(json, r#"{"to":"SECRET","to":"b"}"#),
            400,
            "malformed-json",
        ),
        (post(json, &"[".repeat(10_000)), 400, "malformed-json"),
        (post(json, r#"{"to":"\ud800"}"#), 400, "malformed-json"),
        (
            post("content-type: text/xml", "<SECRET/>"),
            415,
            "unsupported-media-type",
        ),
        (post("x: y", r#"{"to":"a"}"#), 415, "unsupported-media-type"),
        (post(json, r#"{"to":5}"#), 422, "validation-failed"),
        (simple("TRACE /things"), 405, "method-not-allowed"),
        (simple("PUT /things"), 405, "method-not-allowed"),
        (simple("SECRET /things"), 405, "method-not-allowed"),
        (simple("OPTIONS /things"), 405, "method-not-allowed"),
        (simple("PUT /nested/things"), 405, "method-not-allowed"),
        (simple("GET /nested/nothing"), 404, "not-found"),
        (simple("GET /nested/limited"), 404, "not-found"),
        (simple("GET /nothing/SECRET"), 404, "not-found"),
        (simple("TRACE /nothing"), 404, "not-found"),
        (simple("OPTIONS *"), 404, "not-found"),
        (simple("GET /%2e%2e/things/1"), 404, "not-found"),
        (simple("GET /things/../things/1"), 404, "not-found"),
        (simple("GET /things/SECRET%00"), 404, "not-found"),
        (simple("GET /things/%ff"), 404, "not-found"),
        (simple("GET /numbers/SECRET"), 400, "bad-request"),
        (simple("GET /problems/SECRET"), 404, "not-found"),
        (simple("GET /panic"), 500, "internal"),
        (
            "GET /things/1 HTTP/1.1\nhost: h\n\n".to_owned(),
            400,
            "bad-request",
        ),
        (
            "GET /things/1 HTTP/1.1\r\nhost: SECRET\n\r\n".to_owned(),
            400,
            "bad-request",
        ),
        (
            "GET /things/1 HTTP/1.1\r\n\r\n".to_owned(),
            400,
            "bad-request",
        ),
        ("SECRET\r\n\r\n".to_owned(), 400, "bad-request"),
        (
            format!("GET / HTTP/1.1\r\nhost: h\r\n{}\r\n", headers(200)),
            431,
            "headers-too-large",
        ),
        (
            format!("GET / HTTP/1.1\r\nhost: h\r\n{}\r\n", headers(100)),
            431,
            "headers-too-large",
        ),
        (
            format!(
                "GET / HTTP/1.1\r\nhost: h\r\nx: {}\r\n\r\n",
                "y".repeat(20_000)
            ),
            431,
            "headers-too-large",
        ),
        (
            format!("GET /{} HTTP/1.1\r\nhost: h\r\n\r\n", "y".repeat(20_000)),
            431,
            "headers-too-large",
        ),
        (
            format!(
                "POST /things HTTP/1.1\r\nhost: h\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\n5\na"
            ),
            400,
            "bad-request",
        ),
        (
            format!(
                "POST /things HTTP/1.1\r\nhost: h\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabc\r\n"
            ),
            400,
            "bad-request",
        ),
    ] {
        let answer = one(server.exchange(request.as_bytes()).await);
        println!("{request:.60} -> {}", answer.status);
        answer.is_problem(status, slug);
        if status == 405 {
            assert_eq!(answer.header("allow"), Some("POST"));
        }
        if status == 422 {
            assert_eq!(answer.json()["errors"][0]["pointer"], "/to");
        }
    }
    let within = format!(
        "GET /things/1 HTTP/1.1\r\nhost: h\r\nconnection: close\r\n{}x: {}\r\n\r\n",
        headers(97),
        "y".repeat(10_000)
    );
    assert_eq!(one(server.exchange(within.as_bytes()).await).status, 200);
}

/// Requests that two readers might split in two ways: none of what follows them is ever served.
#[tokio::test]
async fn nothing_is_smuggled_on_any_request_of_a_connection() {
    let server = Server::start(|_| {}).await;
    let hidden = "GET /order/hidden HTTP/1.1\r\nhost: h\r\n\r\n";
    let json = "host: h\r\ncontent-type: application/json";
    let good = "GET /order/good HTTP/1.1\r\nhost: h\r\n\r\n";
    let good_post =
        format!("POST /things HTTP/1.1\r\n{json}\r\ncontent-length: 10\r\n\r\n{{\"to\":\"a\"}}");
    let good_chunks = format!(
        "POST /things HTTP/1.1\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\na\r\n{{\"to\":\"a\"}}\r\n0\r\n\r\n"
    );
    let good_unread = "POST /things HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabc";
    for bad in [
        format!(
            "POST /things HTTP/1.1\r\n{json}\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n"
        ),
        format!(
            "POST /things HTTP/1.1\r\n{json}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        format!(
            "POST /things HTTP/1.1\r\n{json}\r\ncontent-length: 0\r\ncontent-length: 4\r\n\r\n"
        ),
        format!("POST /things HTTP/1.1\r\n{json}\r\ncontent-length: 4, 4\r\n\r\nabcd"),
        format!(
            "POST /things HTTP/1.1\r\n{json}\r\ntransfer-encoding: chunked, x\r\n\r\n0\r\n\r\n"
        ),
        format!("POST /things HTTP/1.1\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\n0\n\r\n"),
        "GET /things/1 HTTP/1.1\nhost: h\n\n".to_owned(),
        "GET /things/1 HTTP/1.1\r\nhost: h\nx: y\r\n\r\n".to_owned(),
    ] {
        for (before, statuses) in [
            (String::new(), &[400][..]),
            (good.to_owned(), &[200, 400]),
            (
                format!("{good_post}{good_chunks}{good}"),
                &[200, 200, 200, 400],
            ),
            (good_unread.to_owned(), &[415, 400]),
        ] {
            let sent = format!("{before}{bad}{hidden}");
            let got = server.exchange(sent.as_bytes()).await;
            let found: Vec<u16> = got.iter().map(|answer| answer.status).collect();
            assert_eq!(found, statuses, "{sent:?}");
            let last = got.last().expect("an answer");
            last.is_problem(400, "bad-request");
        }
    }
    let order = server.stage.order.lock().expect("no panic");
    assert!(!order.is_empty() && order.iter().all(|name| name == "good"));
}

#[tokio::test]
async fn large_bodies_are_refused_and_the_connection_closed() {
    let server = Server::start(|_| {}).await;
    let head = "POST /things HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n";
    let body = "x".repeat(10 << 20);
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    for request in [
        format!("{head}content-length: {}\r\n\r\n{body}", body.len()),
        format!("{head}content-length: 999999999999999999\r\n\r\n"),
        format!(
            "{head}transfer-encoding: chunked\r\n\r\n{}",
            chunk.repeat(160)
        ),
    ] {
        let answer = one(server.exchange(request.as_bytes()).await);
        answer.is_problem(413, "content-too-large");
        assert_eq!(answer.header("connection"), Some("close"));
    }
    let request = format!("{head}expect: 100-continue\r\ncontent-length: 300000\r\n\r\n");
    let answer = one(server.exchange(request.as_bytes()).await);
    answer.is_problem(413, "content-too-large");
}
