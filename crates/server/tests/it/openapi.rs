//! The description of the API says what the API does.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use server::auth::Scope;

use crate::harness::{Request, Service};
use crate::keys;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation of the document: method, path, its description.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operation = |path: &String, item: &Value, method: &str| {
        let operation = item.get(method)?.clone();
        Some((method.to_owned(), path.clone(), operation))
    };
    paths
        .iter()
        .flat_map(|(path, item)| {
            METHODS
                .iter()
                .filter_map(move |method| operation(path, item, method))
        })
        .collect()
}

#[tokio::test]
async fn the_page_is_the_one_that_the_command_line_prints() {
    let service = Service::start().await;
    let served = service
        .call(Request::new("GET", "/openapi.json"))
        .await
        .expect(200);
    let printed = Command::new(env!("CARGO_BIN_EXE_herald"))
        .args(["reference", "openapi"])
        .env_clear()
        .output()
        .unwrap();
    assert!(printed.status.success(), "{printed:?}");
    let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(served, printed);
    service.finish().await;
}

/// What each operation really needs is tested with its keys; the document says the same of each, and names every scope.
#[tokio::test]
async fn every_operation_is_described_with_the_scope_it_needs() {
    let service = Service::start().await;
    let document = service.get("/openapi.json").await.expect(200);
    let mut described = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        assert!(operation["summary"].is_string(), "{method} {path}");
        let scopes = &operation["security"][0]["api_key"];
        for scope in scopes.as_array().into_iter().flatten() {
            described.insert((
                method.clone(),
                path.clone(),
                scope.as_str().unwrap().to_owned(),
            ));
        }
        if scopes.is_null() {
            let answer = service
                .call(Request::new(&method.to_uppercase(), &path))
                .await;
            assert_eq!(answer.status, 200, "{method} {path}");
        }
    }
    let parameter = |segment: &str| match segment {
        "sms" => "{channel}".to_owned(),
        id if id.contains('_') => "{id}".to_owned(),
        other => other.to_owned(),
    };
    let template = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        let segments: Vec<_> = path.split('/').map(parameter).collect();
        segments.join("/")
    };
    let needed = keys::operations()
        .into_iter()
        .map(|(method, path, _, scope)| (method.to_lowercase(), template(path), scope.to_string()));
    assert_eq!(described, needed.collect());
    let scopes: BTreeSet<_> = described
        .iter()
        .map(|(_, _, scope)| scope.as_str())
        .collect();
    assert_eq!(
        scopes,
        Scope::ALL.iter().map(|scope| scope.as_str()).collect()
    );
    service.finish().await;
}

/// What the router answers with anything but 404 is described. Paths can't be listed, so every method is tried on every
/// described path, and beside them the pages that are no part of the API.
#[tokio::test]
async fn no_method_is_answered_that_is_not_described() {
    let service = Service::start().await;
    let document = service.get("/openapi.json").await.expect(200);
    let described: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let paths: BTreeSet<_> = described.iter().map(|(_, path)| path.clone()).collect();
    for path in &paths {
        for method in METHODS {
            let request = Request::new(&method.to_uppercase(), &path.replace(['{', '}'], ""));
            let answer = service.call(request).await;
            let is_there = described.contains(&(method.to_owned(), path.clone()));
            assert_eq!(
                answer.status != 405,
                is_there,
                "{method} {path}: {}",
                answer.status
            );
            assert_eq!(
                answer.header("allow").is_some(),
                !is_there,
                "{method} {path}"
            );
        }
    }
    for (path, status) in [
        ("/problems", 200),
        ("/problems/not-found", 200),
        ("/", 404),
        ("/api", 404),
    ] {
        let answer = service.call(Request::new("GET", path)).await;
        assert_eq!(answer.status, status, "{path}");
    }
    service.finish().await;
}
