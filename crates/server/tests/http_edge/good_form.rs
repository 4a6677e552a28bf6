//! Problems, their pages, request ids, peers.

use server::http::ProblemType;
use tokio::io::AsyncWriteExt;

use crate::answer::{next_answer, one};
use crate::server::Server;

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
