//! Every way in which an exchange can end, against a server that does as it is told.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use http_client::{
    Authorization, BaseUrl, Cause, Client, ClientSettings, Fault, MAX_ANSWER, Request, Response,
};
use msg_core::{Fact, NotSent, SendError};
use testkit::http_script::{Act, HttpServer};

/// More than the buffers of two sockets hold.
const BIG: usize = 30_000_000;

/// Long enough for thirty megabytes over loopback, on a busy machine too.
fn client() -> Client {
    client_with_timeout(Duration::from_secs(5))
}

fn client_with_timeout(timeout: Duration) -> Client {
    let mut settings = ClientSettings::default();
    settings.connect_timeout = Duration::from_millis(600);
    settings.timeout = timeout;
    Client::new(&settings).unwrap()
}

fn to(base: &str) -> Request {
    Request::post(BaseUrl::parse(base).unwrap().join(&["v1", "messages"]))
}

async fn exchange(client: &Client, server: &HttpServer, body: usize) -> Result<Response, Fault> {
    let request = to(&server.url()).content("text/plain", vec![b'x'; body]);
    client.send(request).await
}

fn check(name: &str, result: Result<Response, Fault>, cause: Cause, may_have_arrived: bool) {
    let fault = result.unwrap_err();
    let expected = (cause, may_have_arrived);
    assert_eq!(
        (fault.cause(), fault.may_have_arrived()),
        expected,
        "{name}"
    );
    let error = SendError::from(fault);
    let fact = if may_have_arrived {
        Fact::Unknown
    } else {
        Fact::NotSent(NotSent::Unreachable)
    };
    assert_eq!(
        (error.fact(), error.code()),
        (fact, Some(cause.as_str())),
        "{name}"
    );
}

#[tokio::test]
async fn an_answer_comes_as_it_is() {
    let answer = Act::answer(503, &[("Retry-After", "7")], r#"{"code": 20503}"#);
    let server = HttpServer::start([answer]).await;
    let key = Authorization::bearer(&"opensesame".into()).unwrap();
    let request = to(&server.url()).authorization(&key).form([
        ("To", "+12025550123"),
        ("Body", "a & b = ü"),
        ("Body", ""),
    ]);
    assert!(!format!("{request:?}").contains("opensesame"));

    let response = client().send(request).await.unwrap();
    assert_eq!(response.status, 503);
    assert_eq!(response.retry_after(), Some(Duration::from_secs(7)));
    let body: serde_json::Value = response.json().unwrap();
    assert_eq!(body["code"], 20503);

    let asked = &server.seen().requests[0];
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("POST", "/v1/messages")
    );
    assert_eq!(
        asked.text(),
        "To=%2B12025550123&Body=a+%26+b+%3D+%C3%BC&Body="
    );
    for (name, value) in [
        ("authorization", Some("Bearer opensesame")),
        ("content-type", Some("application/x-www-form-urlencoded")),
        ("content-length", Some("47")),
        ("accept", Some("application/json")),
        ("accept-encoding", None),
        ("cookie", None),
        ("referer", None),
    ] {
        assert_eq!(asked.header(name), value, "{name}");
    }
    assert!(asked.header("user-agent").unwrap().starts_with("herald/"));
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let client = client();
    for status in [301, 302, 303, 307, 308] {
        let target = HttpServer::start([Act::json(200, "{}")]).await;
        let away = Act::answer(status, &[("Location", &target.url())], "");
        let server = HttpServer::start([away]).await;
        let response = exchange(&client, &server, 1).await.unwrap();
        assert_eq!(response.status.as_u16(), status);
        assert_eq!(target.seen().connections, 0, "{status}");
    }
}

#[tokio::test]
async fn what_a_server_refuses_is_not_sent_again_by_itself() {
    let client = client();
    let refusals = [429, 500, 502, 503, 504, 408, 425].map(|status| Act::answer(status, &[], ""));
    for refusal in refusals {
        let server = HttpServer::start([refusal]).await;
        exchange(&client, &server, 1).await.unwrap();
        let seen = server.seen();
        assert_eq!((seen.connections, seen.requests.len()), (1, 1));
    }
}

#[tokio::test]
async fn connections_are_kept_and_cookies_are_not() {
    let cookie = Act::answer(200, &[("Set-Cookie", "a=b")], "");
    let server = HttpServer::start([cookie]).await;
    let client = client();
    for _ in 0..3 {
        let request = to(&server.url()).content("text/plain", "x");
        client.send(request).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!((seen.connections, seen.requests.len()), (1, 3));
    assert!(
        seen.requests
            .iter()
            .all(|asked| asked.header("cookie").is_none())
    );
}

#[tokio::test]
async fn the_longest_answer_is_read_and_no_longer_one() {
    let client = client();
    for (length, fine) in [(0, true), (MAX_ANSWER, true), (MAX_ANSWER + 1, false)] {
        let server = HttpServer::start([Act::answer(200, &[], &"x".repeat(length))]).await;
        match exchange(&client, &server, 1).await {
            Ok(response) => assert_eq!((response.body.len(), true), (length, fine)),
            result => check("a long answer", result, Cause::TooLarge, !fine),
        }
    }
    // A small gzip that would be a gigabyte stays small: nobody unpacks it.
    let packed = Act::answer(200, &[("Content-Encoding", "gzip")], "packed");
    let server = HttpServer::start([packed]).await;
    assert_eq!(
        exchange(&client, &server, 1).await.unwrap().text(),
        "packed"
    );
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let plain = HttpServer::start([Act::json(200, "{}")]).await;
    let deaf = HttpServer::start([Act::Deaf]).await;
    for (name, url, cause) in [
        (
            "nobody listens",
            "http://127.0.0.1:1".to_owned(),
            Cause::Connect,
        ),
        (
            "no such name",
            "https://nowhere.invalid".to_owned(),
            Cause::Dns,
        ),
        ("no TLS behind it", plain.url_with_tls(), Cause::Tls),
        (
            "silent in the handshake",
            deaf.url_with_tls(),
            Cause::Connect,
        ),
    ] {
        let result = client().send(to(&url).content("text/plain", "x")).await;
        check(name, result, cause, false);
        // A request that is only a head is not counted as sent either.
        let result = client().send(to(&url)).await;
        check(name, result, cause, false);
    }
    assert_eq!(plain.seen().requests.len(), 0);
}

/// The server resets the connection at some point of the request or of its answer.
#[tokio::test]
async fn a_reset_is_certain_only_while_the_request_is_incomplete() {
    let client = client();
    let ok = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"a\": 1}\n";
    for bytes in [1, 10, 200, 5_000, 1_000_000, BIG - 20_000_000] {
        let server = HttpServer::start([Act::ResetAfter(bytes)]).await;
        let result = exchange(&client, &server, BIG).await;
        check(
            &format!("after {bytes} of {BIG}"),
            result,
            Cause::Reset,
            false,
        );
    }
    // A small request is written at once, so that nobody knows how much of it was read.
    for bytes in [1, 10, 200] {
        let server = HttpServer::start([Act::ResetAfter(bytes)]).await;
        let result = exchange(&client, &server, 200).await;
        check(&format!("after {bytes} of 200"), result, Cause::Reset, true);
    }
    // Here it depends on which comes first, the reset or the request; both answers are true.
    let server = HttpServer::start([Act::ResetAfter(0)]).await;
    let fault = exchange(&client, &server, 200).await.unwrap_err();
    assert_eq!(fault.cause(), Cause::Reset);
    for said in 0..ok.len() {
        for act in [Act::Reset(ok[..said].into()), Act::Cut(ok[..said].into())] {
            let server = HttpServer::start([act]).await;
            let result = exchange(&client, &server, 200).await;
            check(
                &format!("{said} bytes of the answer"),
                result,
                Cause::Reset,
                true,
            );
            assert_eq!(server.seen().requests.len(), 1);
        }
    }
    let server = HttpServer::start([Act::Say(ok.to_vec())]).await;
    assert_eq!(exchange(&client, &server, 200).await.unwrap().body.len(), 9);
}

#[tokio::test]
async fn silence_is_certain_only_while_the_request_is_incomplete() {
    let client = client_with_timeout(Duration::from_millis(600));
    for (name, act, body, may_have_arrived) in [
        ("nobody reads", Act::Deaf, BIG, false),
        ("nobody reads what fits into a buffer", Act::Deaf, 200, true),
        ("nobody answers", Act::Hang, 200, true),
        ("nobody answers a big request", Act::Hang, 3_000_000, true),
        (
            "the answer stops in its head",
            Act::Say(b"HTTP/1.1 200 OK\r\n".into()),
            200,
            true,
        ),
        (
            "the answer stops in its body",
            Act::Say(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab".into()),
            200,
            true,
        ),
    ] {
        let server = HttpServer::start([act]).await;
        let result = exchange(&client, &server, body).await;
        check(name, result, Cause::Timeout, may_have_arrived);
    }
}

#[tokio::test]
async fn what_is_no_answer_says_nothing_for_certain() {
    let client = client();
    let headers = |count: usize| {
        let headers = "x-same: y\r\n".repeat(count);
        format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes()
    };
    for (name, said, cause) in [
        ("no HTTP", b"\x00\xff\x00?\r\n\r\n".to_vec(), Cause::Garbage),
        (
            "HTTP/0.9",
            b"<html>hello</html>\r\n\r\n".to_vec(),
            Cause::Garbage,
        ),
        (
            "SMTP",
            b"220 mail.example ESMTP\r\n\r\n".to_vec(),
            Cause::Garbage,
        ),
        (
            "NUL in a header",
            b"HTTP/1.1 200 OK\r\na: \0\r\n\r\n".to_vec(),
            Cause::Garbage,
        ),
        (
            "status 1000",
            b"HTTP/1.1 1000 OK\r\n\r\n".to_vec(),
            Cause::Garbage,
        ),
        (
            "two lengths",
            b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_vec(),
            Cause::Garbage,
        ),
        (
            "a chunk without size",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_vec(),
            Cause::Garbage,
        ),
        (
            "a hundred thousand headers",
            headers(100_000),
            Cause::TooLarge,
        ),
        ("a thousand headers", headers(1_000), Cause::TooLarge),
    ] {
        let server = HttpServer::start([Act::Cut(said)]).await;
        check(name, exchange(&client, &server, 200).await, cause, true);
    }
    let server = HttpServer::start([Act::Flood(10_000_000)]).await;
    check(
        "ten megabytes",
        exchange(&client, &server, 200).await,
        Cause::TooLarge,
        true,
    );
}

/// A server that hangs up while nobody asks is met with a new connection, and no request is lost or doubled.
#[tokio::test]
async fn a_connection_that_ended_while_idle_is_replaced() {
    let ok = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let server = HttpServer::start([Act::Cut(ok.to_vec()), Act::json(200, "{}")]).await;
    let client = client();
    for _ in 0..2 {
        let request = to(&server.url()).content("text/plain", "x");
        assert_eq!(client.send(request).await.unwrap().status, 200);
        // Lets the end of the connection be seen.
        tokio::task::yield_now().await;
    }
    assert_eq!(server.seen().requests.len(), 2);
}
