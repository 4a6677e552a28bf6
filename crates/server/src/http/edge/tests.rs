use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use tower::ServiceExt;
use tracing_subscriber::fmt::MakeWriter;

use super::edge;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// All that is logged, at the level `trace`, while a request is answered.
async fn logged(request: Request) -> String {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let router = edge(
        Router::new()
            .route("/things/{id}", get(async || "ok"))
            .route("/panic", get(async || -> String { panic!("SECRET") })),
    );
    let Ok(_response) = router.oneshot(request).await;
    drop(guard);
    let bytes = lines.0.lock().expect("no panic").clone();
    String::from_utf8(bytes).expect("UTF-8")
}

#[tokio::test]
async fn a_request_is_one_line_without_its_content() {
    for (method, path, expected) in [
        (
            "GET",
            "/things/SECRET?q=SECRET",
            "method=\"GET\" route=\"/things/{id}\" status=200",
        ),
        (
            "PUT",
            "/things/SECRET",
            "method=\"PUT\" route=\"/things/{id}\" status=405",
        ),
        (
            "SECRET",
            "/things/SECRET",
            "method=\"other\" route=\"/things/{id}\" status=405",
        ),
        ("GET", "/SECRET", "method=\"GET\" route=\"-\" status=404"),
        ("GET", "/things/SECRET/../x", "route=\"-\" status=404"),
        ("GET", "/panic", "route=\"/panic\" status=500"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", "Bearer SECRET")
            .header("x-request-id", "the-id")
            .body(Body::from("SECRET"))
            .expect("a valid request");
        let log = logged(request).await;
        assert!(!log.contains("SECRET"), "{log}");
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(" INFO ")).collect();
        let [line] = lines[..] else {
            panic!("not one line: {log}");
        };
        assert!(line.contains(expected), "{line}");
        assert!(line.contains("request_id=\"the-id\""), "{line}");
        assert!(line.contains("duration_ms="), "{line}");
        let errors = log.lines().filter(|line| line.contains("ERROR"));
        assert_eq!(errors.count(), usize::from(path == "/panic"), "{log}");
    }
}

#[tokio::test]
async fn a_request_that_is_dropped_is_told_too() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let router = edge(Router::new().route("/stuck", get(std::future::pending::<String>)));
    let request = Request::get("/stuck").body(Body::empty()).expect("valid");
    let mut answer = std::pin::pin!(router.oneshot(request));
    let waits = futures_util::poll!(answer.as_mut()).is_pending();
    assert!(waits);
    answer.set(Router::new().oneshot(Request::default()));
    drop(guard);
    let log = String::from_utf8(lines.0.lock().expect("no panic").clone()).expect("UTF-8");
    assert!(
        log.contains("request abandoned") && log.contains("/stuck"),
        "{log}"
    );
}
