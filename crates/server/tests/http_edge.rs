//! The HTTP edge over real sockets: every promise about bad input, limits and the end of a connection.

use std::convert::Infallible;
use std::future::{Future, pending};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path};
use axum::routing::{get, post};
use futures_util::stream;
use serde::Deserialize;
use serde_json::Value;
use server::http::{
    ApiJson, FieldError, Limits, Problem, ProblemType, RequestId, Stopped, edge, problem, serve,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout};

/// No test waits longer than this; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    to: String,
}

/// What the handlers tell the test and wait for.
#[derive(Clone, Default)]
struct Stage {
    entered: Arc<Notify>,
    gate: Arc<Notify>,
    order: Arc<Mutex<Vec<String>>>,
}

fn toy(stage: &Stage) -> Router {
    let Stage {
        entered,
        gate,
        order,
    } = stage.clone();
    let routes = Router::new()
        .route(
            "/things",
            post(async |ApiJson(thing): ApiJson<Thing>| thing.to.len().to_string()),
        )
        .route("/things/{id}", get(async |Path(id): Path<String>| id))
        .route("/numbers/{n}", get(async |Path(n): Path<u8>| n.to_string()))
        .route("/raw", post(async |body: Bytes| body.len().to_string()))
        .route("/big", get(async || "x".repeat(64 << 20)))
        .route("/panic", get(async || -> String { panic!("SECRET") }))
        .route("/stuck", get(async || pending::<String>().await))
        .route(
            "/peer",
            get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()),
        )
        .route("/id", get(async |id: RequestId| id.to_string()))
        .route(
            "/limited",
            get(async || -> Result<String, Problem> {
                Err(Problem::new(ProblemType::QuotaExceeded)
                    .retry_after(Duration::from_millis(1001))
                    .member("violated-policies", vec!["per-minute"])
                    .error(FieldError::new("/to", "too_many").detail("wait")))
            }),
        )
        .route(
            "/ready",
            get(async || {
                let status = http::StatusCode::SERVICE_UNAVAILABLE;
                (status, axum::Json(serde_json::json!({"ready": false})))
            }),
        )
        .route(
            "/gate",
            get(async move || {
                entered.notify_one();
                gate.notified().await;
                "through"
            }),
        )
        .route("/drip", get(drip))
        .route(
            "/order/{name}",
            get(async move |Path(name): Path<String>| {
                order.lock().expect("no panic").push(name);
                "noted"
            }),
        );
    let inner = Router::new().route("/things", post(async || "made")).route(
        "/limited",
        get(async || Problem::new(ProblemType::NotFound)),
    );
    edge(
        routes
            .merge(problem::routes())
            .nest_service("/nested", inner),
    )
}

/// Sends a byte every 100 ms for 1.5 s.
async fn drip() -> Body {
    let ticks = interval(Duration::from_millis(100));
    Body::from_stream(stream::unfold((ticks, 15), async |(mut ticks, left)| {
        ticks.tick().await;
        (left > 0).then(|| (Ok::<_, Infallible>("x"), (ticks, left - 1)))
    }))
}

struct Server {
    address: SocketAddr,
    stage: Stage,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Stopped>,
}

impl Server {
    async fn start(change: impl FnOnce(&mut Limits)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut limits = Limits::default();
        change(&mut limits);
        let stage = Stage::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(serve(listener, toy(&stage), limits, async {
            stopped.await.ok();
        }));
        Self {
            address,
            stage,
            stop,
            task,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    /// Sends bytes and returns all that comes back until the server closes.
    async fn exchange(&self, bytes: &[u8]) -> Vec<Answer> {
        let (mut reader, mut writer) = self.connect().await.into_split();
        let write = async {
            // The server may close before it has taken everything.
            writer.write_all(bytes).await.ok();
            writer
        };
        let read = async {
            let mut text = Vec::new();
            reader.read_to_end(&mut text).await.ok();
            text
        };
        let (_writer, text) = in_time(async { tokio::join!(write, read) }).await;
        answers(&text)
    }

    async fn get(&self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
        one(self.exchange(request.as_bytes()).await)
    }
}

async fn in_time<T>(work: impl Future<Output = T>) -> T {
    timeout(PATIENCE, work).await.expect("it ends")
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// That this is a problem of a type, with everything that all problems have.
    fn is_problem(&self, status: u16, slug: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"));
        let document = self.json();
        assert_eq!(document["type"], format!("/problems/{slug}"), "{self:?}");
        assert_eq!(document["status"], status);
        assert!(document["title"].is_string());
        assert_eq!(document["instance"].as_str(), self.header("x-request-id"));
        assert!(self.header("x-request-id").is_some_and(|id| id.len() > 8));
        assert!(!self.body.contains("SECRET"), "repeats a value: {self:?}");
    }
}

/// Splits what a connection sent into its answers, each by its `Content-Length`.
fn answers(mut bytes: &[u8]) -> Vec<Answer> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no head: {:?}", String::from_utf8_lossy(bytes)));
        let mut answer = Answer {
            status: 0,
            head: String::from_utf8_lossy(&bytes[..end]).into_owned(),
            body: String::new(),
        };
        answer.status = answer.head[9..12].parse().expect("a status");
        bytes = &bytes[end + 4..];
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        let (body, rest) = bytes.split_at(bytes.len().min(length));
        answer.body = String::from_utf8_lossy(body).into_owned();
        bytes = rest;
        found.push(answer);
    }
    found
}

fn one(mut answers: Vec<Answer>) -> Answer {
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

/// Reads one answer and leaves the connection open.
async fn next_answer(stream: &mut TcpStream) -> Answer {
    let mut text = Vec::new();
    loop {
        let byte = in_time(stream.read_u8()).await.expect("an answer");
        text.push(byte);
        let whole = String::from_utf8_lossy(&text);
        if let Some((head, body)) = whole.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() == length.unwrap_or(0) {
                return one(answers(&text));
            }
        }
    }
}

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

#[tokio::test]
async fn a_problem_keeps_its_own_members() {
    let server = Server::start(|_| {}).await;
    let answer = server.get("/limited").await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), Some("2"));
    let document = answer.json();
    let uri = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    assert_eq!(document["type"], uri);
    assert_eq!(document["violated-policies"][0], "per-minute");
    assert_eq!(document["errors"][0]["detail"], "wait");
    assert_eq!(document["instance"].as_str(), answer.header("x-request-id"));

    let answer = server.get("/ready").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json(), serde_json::json!({"ready": false}));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn every_type_of_problem_is_explained() {
    let server = Server::start(|_| {}).await;
    let list = server.get("/problems").await.json();
    assert_eq!(list.as_array().map(Vec::len), Some(ProblemType::ALL.len()));
    for kind in ProblemType::ALL {
        assert_eq!(ProblemType::from_slug(kind.slug()), Some(*kind));
        let page = server.get(&format!("/problems/{}", kind.slug())).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.json()["title"], kind.title());
        assert_eq!(page.json()["description"], kind.about());
        assert_eq!(page.json()["status"], kind.status().as_u16());
    }
}

#[tokio::test]
async fn a_request_has_one_id() {
    let server = Server::start(|_| {}).await;
    let longest = "a".repeat(128);
    for (sent, kept) in [
        ("x-request-id: A-z_0.9", Some("A-z_0.9")),
        (&format!("x-request-id: {longest}"), Some(longest.as_str())),
        (&format!("x-request-id: {longest}a"), None),
        ("x-request-id: ", None),
        ("x-request-id: a b", None),
        ("x-request-id: a\"b", None),
        ("x-request-id: a\r\nx-request-id: b", None),
        ("x: y", None),
    ] {
        let request = format!("GET /id HTTP/1.1\r\nhost: h\r\nconnection: close\r\n{sent}\r\n\r\n");
        let answer = one(server.exchange(request.as_bytes()).await);
        assert_eq!(answer.header("x-request-id"), Some(answer.body.as_str()));
        match kept {
            Some(id) => assert_eq!(answer.body, id),
            None => assert!(answer.body.len() == 32 && !sent.contains(&answer.body)),
        }
    }
    assert_ne!(server.get("/id").await.body, server.get("/id").await.body);
}

#[tokio::test]
async fn handlers_see_the_peer() {
    let server = Server::start(|_| {}).await;
    let mut stream = server.connect().await;
    let own = stream.local_addr().expect("an address").to_string();
    stream
        .write_all(b"GET /peer HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    assert_eq!(next_answer(&mut stream).await.body, own);
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

/// Sends a beginning and then a byte every 20 ms, until the server closes; returns what it said.
async fn dribble(server: &Server, beginning: &str, byte: u8) -> Vec<Answer> {
    let (mut reader, mut writer) = server.connect().await.into_split();
    writer.write_all(beginning.as_bytes()).await.expect("sent");
    let mut tick = interval(Duration::from_millis(20));
    let write = async {
        loop {
            tick.tick().await;
            if writer.write_all(&[byte]).await.is_err() {
                pending::<()>().await;
            }
        }
    };
    let read = async {
        let mut text = Vec::new();
        reader.read_to_end(&mut text).await.ok();
        text
    };
    let text = in_time(async {
        tokio::select! {
            text = read => text,
            () = write => unreachable!("it writes for ever"),
        }
    })
    .await;
    answers(&text)
}

#[tokio::test]
async fn who_is_too_slow_is_answered_and_cut_off() {
    let short = Duration::from_millis(150);
    let server = Server::start(|limits| {
        limits.head_time = short;
        limits.body_time = short;
    })
    .await;
    let json = "host: h\r\ncontent-type: application/json";
    let good = "GET /things/1 HTTP/1.1\r\nhost: h\r\n\r\n";
    for (beginning, before) in [
        ("GET /things/1 HTTP/1.1\r\nx: ".to_owned(), 0),
        (format!("{good}GET /things/1 HTTP/1.1\r\nx: "), 1),
        (
            format!("POST /things HTTP/1.1\r\n{json}\r\ncontent-length: 90000\r\n\r\n"),
            0,
        ),
        (
            format!(
                "{good}POST /things HTTP/1.1\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n"
            ),
            1,
        ),
    ] {
        let got = dribble(&server, &beginning, b'a').await;
        assert_eq!(got.len(), before + 1, "{got:?}");
        got[before].is_problem(408, "request-timeout");
        assert_eq!(got[before].header("connection"), Some("close"));
    }
}

#[tokio::test]
async fn silent_connections_end() {
    let short = Duration::from_millis(100);
    let server = Server::start(|limits| {
        limits.head_time = short;
        limits.idle_time = short;
    })
    .await;
    assert!(server.exchange(b"").await.is_empty());
    let good = b"GET /things/1 HTTP/1.1\r\nhost: h\r\n\r\n";
    assert_eq!(one(server.exchange(good).await).status, 200);
}

#[tokio::test]
async fn idleness_does_not_count_while_a_request_is_worked_on() {
    let server = Server::start(|limits| limits.idle_time = Duration::from_millis(50)).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /gate HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    let mut ticks = interval(Duration::from_millis(50));
    for _ in 0..5 {
        ticks.tick().await;
    }
    server.stage.gate.notify_one();
    assert_eq!(next_answer(&mut stream).await.body, "through");
}

#[tokio::test]
async fn idleness_does_not_count_while_an_answer_is_sent() {
    let server = Server::start(|limits| limits.idle_time = Duration::from_secs(1)).await;
    let mut stream = server.connect().await;
    let request = b"GET /drip HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.expect("sent");
    let mut text = String::new();
    in_time(stream.read_to_string(&mut text))
        .await
        .expect("whole");
    assert!(text.ends_with("\r\n0\r\n\r\n"), "{text}");
    assert_eq!(text.matches("1\r\nx\r\n").count(), 15, "{text}");
}

#[tokio::test]
async fn a_handler_that_never_ends_is_given_up() {
    let server = Server::start(|limits| limits.request_time = Duration::from_millis(50)).await;
    server
        .get("/stuck")
        .await
        .is_problem(503, "processing-timeout");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let server = Server::start(|limits| {
        limits.connections = 1;
        limits.write_time = Duration::from_millis(100);
    })
    .await;
    let mut deaf = server.connect().await;
    deaf.write_all(b"GET /big HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    // Served only once the other's slot is free, though it never closes.
    assert_eq!(server.get("/things/1").await.status, 200);
    drop(deaf);
}

#[tokio::test]
async fn beyond_the_last_slot_connections_wait() {
    let server = Server::start(|limits| limits.connections = 1).await;
    let mut first = server.connect().await;
    let request = |name: &str| format!("GET /order/{name} HTTP/1.1\r\nhost: h\r\n\r\n");
    first
        .write_all(request("first").as_bytes())
        .await
        .expect("sent");
    next_answer(&mut first).await;
    let mut second = server.connect().await;
    second
        .write_all(request("second").as_bytes())
        .await
        .expect("sent");
    for _ in 0..5 {
        first
            .write_all(request("first").as_bytes())
            .await
            .expect("sent");
        next_answer(&mut first).await;
    }
    drop(first);
    next_answer(&mut second).await;
    let order = server.stage.order.lock().expect("no panic").join(" ");
    assert_eq!(order, "first first first first first first second");
}

#[tokio::test]
async fn shutdown_finishes_what_is_in_flight() {
    let server = Server::start(|_| {}).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET /things/1 HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    next_answer(&mut idle).await;
    let fresh = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /gate HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    in_time(server.stage.entered.notified()).await;
    server.stop.send(()).expect("it runs");
    assert!(in_time(idle.read_u8()).await.is_err(), "idle is closed");
    in_time(async {
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.stage.gate.notify_one();
    let answer = next_answer(&mut busy).await;
    assert_eq!(answer.body, "through");
    assert_eq!(answer.header("connection"), Some("close"));
    drop((fresh, busy, idle));
    let stopped = in_time(server.task).await.expect("no panic");
    assert_eq!(stopped, Stopped { cut: 0 });
}

#[tokio::test]
async fn shutdown_cuts_what_does_not_end() {
    let server = Server::start(|limits| limits.drain_time = Duration::from_millis(50)).await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /gate HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    in_time(server.stage.entered.notified()).await;
    server.stop.send(()).expect("it runs");
    let stopped = in_time(server.task).await.expect("no panic");
    assert_eq!(stopped, Stopped { cut: 1 });
    assert!(in_time(busy.read_u8()).await.is_err());
}
