use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio::io::{AsyncWriteExt, ReadBuf};

use super::{AsyncRead, Guard, Refusal};
use crate::http::limits::Limits;

/// What hyper would see of `bytes`, when they arrive `step` at a time, and the error it would see after them.
async fn through(bytes: &[u8], step: usize, room: usize) -> (Vec<u8>, bool) {
    let limits = Limits {
        headers: 3,
        head_bytes: 200,
        ..Limits::default()
    };
    let (mut client, server) = tokio::io::duplex(step);
    let mut guard = Guard::new(server, limits);
    let write = async move {
        client.write_all(bytes).await.ok();
        client.shutdown().await.ok();
        // Taken back, so that the guard sees an end and not a broken pipe.
        client
    };
    let read = async move {
        let mut seen = Vec::new();
        loop {
            let mut space = vec![0; room];
            let mut buffer = ReadBuf::new(&mut space);
            // After a refusal a read waits for ever; one that would wait twice in a row with nothing to come is over.
            let outcome = poll_fn(|cx| {
                let read = Pin::new(&mut guard).poll_read(cx, &mut buffer);
                match read {
                    Poll::Pending if matches!(guard.phase, super::Phase::Over) => Poll::Ready(None),
                    read => read.map(Some),
                }
            })
            .await;
            match outcome {
                None => return (seen, false),
                Some(Err(_)) => {
                    assert!(matches!(guard.phase, super::Phase::Over), "reads on");
                    return (seen, true);
                }
                Some(Ok(())) if buffer.filled().is_empty() => return (seen, false),
                Some(Ok(())) => seen.extend_from_slice(buffer.filled()),
            }
        }
    };
    tokio::join!(read, write).0
}

const GET: &str = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const POST: &str = "POST /b HTTP/1.1\r\nhost: h\r\nContent-Length: 4\r\n\r\n\n\n\r\n";
const CHUNKED: &str = "POST /c HTTP/1.1\r\nhost: h\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nab\n\r\n0000a\r\n0\r\n\r\nGET /\r\n0\r\n\r\n";

/// Follows good requests with `last`, and expects hyper to see the good ones, and then what `seen` says.
async fn check(last: &str, seen: &str, fails: bool) {
    for prefix in [
        "",
        GET,
        POST,
        CHUNKED,
        &format!("{CHUNKED}{POST}{GET}{CHUNKED}"),
    ] {
        let sent = format!("{prefix}{last}");
        let expected = format!("{prefix}{seen}");
        for (step, room) in [(1, 1), (2, 3), (7, 100), (64, 5), (100_000, 100_000)] {
            let (got, failed) = through(sent.as_bytes(), step, room).await;
            let got = String::from_utf8(got).expect("UTF-8");
            assert_eq!(got, expected, "step {step}, room {room}");
            assert_eq!(failed, fails, "{sent:?}, step {step}");
        }
    }
}

#[tokio::test]
async fn unambiguous_requests_pass_unchanged() {
    for request in [
        "",
        GET,
        POST,
        CHUNKED,
        "GET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 000\r\n\r\n",
        "BREW http://h/x HTTP/1.1\r\nhost: h\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: h\r\na: b\r\nc:\r\n\r\n",
    ] {
        check(request, request, false).await;
    }
    // One empty line before a request line is tolerated, by RFC 9112 §2.2.
    let after_empty_line = format!("\r\n{GET}");
    check(&after_empty_line, &after_empty_line, false).await;
}

#[tokio::test]
async fn ambiguous_heads_are_replaced_by_their_refusal() {
    let long = format!("GET /{} HTTP/1.1\r\nhost: h\r\n\r\n", "x".repeat(200));
    let endless = "GET /".to_owned() + &"x".repeat(1000);
    let post = |fields: &str| format!("POST / HTTP/1.1\r\nhost: h\r\n{fields}\r\n\r\n{GET}");
    for (head, refusal) in [
        ("GET / HTTP/1.1\nhost: h\n\n", Refusal::BareLineEnd),
        ("GET / HTTP/1.1\r\nhost: h\n\r\n", Refusal::BareLineEnd),
        ("GET / HTTP/1.1\r\nhost: h\r\n\n", Refusal::BareLineEnd),
        (
            "GET / HTTP/1.1\r\nhost: h\rx: y\r\n\r\n",
            Refusal::BareLineEnd,
        ),
        ("\nGET / HTTP/1.1\r\nhost: h\r\n\r\n", Refusal::BareLineEnd),
        (
            &post("transfer-encoding: chunked\r\ncontent-length: 3"),
            Refusal::AmbiguousLength,
        ),
        (
            &post("content-length: 3\r\ntransfer-encoding: chunked"),
            Refusal::AmbiguousLength,
        ),
        (
            &post("content-length: 3\r\ncontent-length: 3"),
            Refusal::AmbiguousLength,
        ),
        (&post("content-length: 3, 3"), Refusal::AmbiguousLength),
        (&post("content-length: +3"), Refusal::AmbiguousLength),
        (&post("content-length: -3"), Refusal::AmbiguousLength),
        (&post("content-length: 0x3"), Refusal::AmbiguousLength),
        (&post("content-length:"), Refusal::AmbiguousLength),
        (
            &post("content-length: 9999999999999999999"),
            Refusal::AmbiguousLength,
        ),
        (
            &post("transfer-encoding: gzip, chunked"),
            Refusal::AmbiguousLength,
        ),
        (
            &post("transfer-encoding: chunked, identity"),
            Refusal::AmbiguousLength,
        ),
        (
            &post("transfer-encoding: xchunked"),
            Refusal::AmbiguousLength,
        ),
        (
            &post("transfer-encoding: chunked\r\nTransfer-Encoding: chunked"),
            Refusal::AmbiguousLength,
        ),
        (
            "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n",
            Refusal::AmbiguousLength,
        ),
        (&post("content-length : 3"), Refusal::Malformed),
        (&post(" content-length: 3"), Refusal::Malformed),
        (&post("x: y\r\n z"), Refusal::Malformed),
        (&post("x: \0"), Refusal::Malformed),
        (&post(": y"), Refusal::Malformed),
        ("\r\n\r\n", Refusal::Malformed),
        ("GET /\r\n\r\n", Refusal::Malformed),
        ("GET / HTTP/2.0\r\nhost: h\r\n\r\n", Refusal::Malformed),
        ("GET  / HTTP/1.1\r\nhost: h\r\n\r\n", Refusal::Malformed),
        (
            "GET http:// HTTP/1.1\r\nhost: h\r\n\r\n",
            Refusal::Malformed,
        ),
        ("G(T / HTTP/1.1\r\nhost: h\r\n\r\n", Refusal::Malformed),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Refusal::Malformed),
        (
            "CONNECT h:1 HTTP/1.1\r\nhost: h\r\n\r\n",
            Refusal::Malformed,
        ),
        (
            "REFUSED /Host HTTP/1.1\r\nhost: h\r\n\r\n",
            Refusal::Malformed,
        ),
        ("\x16\x03\x01\x02\r\n\r\n", Refusal::Malformed),
        ("GET / HTTP/1.1\r\n\r\n", Refusal::Host),
        (
            "GET / HTTP/1.1\r\nhost: h\r\nHost: h\r\n\r\n",
            Refusal::Host,
        ),
        (
            "GET / HTTP/1.1\r\nhost: h\r\na: b\r\nc: d\r\ne: f\r\n\r\n",
            Refusal::TooManyHeaders,
        ),
        (&long, Refusal::HeadTooLong),
        (&endless, Refusal::HeadTooLong),
    ] {
        check(&format!("{head}{GET}"), &refusal.head(), false).await;
    }
    check(&endless, &Refusal::HeadTooLong.head(), false).await;
}

#[tokio::test]
async fn malformed_chunks_end_the_body_with_an_error() {
    let head = "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n";
    let endless = format!("1;{}\r\na\r\n0\r\n\r\n", "x".repeat(5000));
    for chunks in [
        "\r\n",
        "x\r\n",
        "1\na\r\n0\r\n\r\n",
        "1 \r\na\r\n0\r\n\r\n",
        " 1\r\na\r\n0\r\n\r\n",
        "0x1\r\na\r\n0\r\n\r\n",
        "+1\r\na\r\n0\r\n\r\n",
        "1\r\nab\r\n0\r\n\r\n",
        "1\r\na\n0\r\n\r\n",
        "1;x\ny\r\na\r\n0\r\n\r\n",
        "1\r\na\r\n0\r\n\n",
        "1\r\na\r\n0\r\nx: y\r\n\r\n",
        "ffffffffffffffff1\r\n",
        &endless,
    ] {
        let sent = format!("{head}{chunks}{GET}");
        let (got, failed) = through(sent.as_bytes(), 1, 100).await;
        assert!(failed, "{chunks:?}");
        assert!(sent.as_bytes().starts_with(&got), "{chunks:?}");
        assert!(!got.ends_with(GET.as_bytes()), "{chunks:?}");
    }
}

#[tokio::test]
async fn a_closed_connection_takes_a_little_more_and_goes() {
    for (sent, taken) in [(4_000, true), (50_000, false)] {
        let (mut client, server) = tokio::io::duplex(100);
        let mut guard = Guard::new(server, Limits::default());
        let close = async move {
            let closed = guard.shutdown().await;
            drop(guard);
            closed
        };
        let send = async {
            let sent = client.write_all(&vec![b'x'; sent]).await;
            client.shutdown().await.ok();
            sent
        };
        let (closed, sent) = tokio::join!(close, send);
        assert!(closed.is_ok());
        assert_eq!(sent.is_ok(), taken);
    }
}
