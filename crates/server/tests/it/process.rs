//! The program itself, in a process of its own.

mod child;
mod commands;
mod curl;
mod endings;

use serde_json::json;
use tempfile::tempdir;

use self::child::Herald;
use self::curl::CurlLine;
use crate::harness::Request;
use crate::harness::console::codes_in;

#[tokio::test]
async fn the_first_start_needs_nothing_and_its_printed_lines_work() {
    let directory = tempdir().unwrap();
    let herald = Herald::serve(directory.path(), &[]).await;
    let welcome = herald.stdout();
    let lines: Vec<_> = welcome.lines().filter_map(CurlLine::parse).collect();
    let [send, verify] = &lines[..] else {
        panic!("two lines to try: {welcome}");
    };
    let sent = send.request("").send(herald.address()).await.expect(200);
    assert_eq!(sent["provider"], "console");
    let shown = herald.stdout_after(&welcome, "└").await;
    let code = codes_in(&shown).pop().expect("the console shows the code");
    let answer = verify.request(&code).send(herald.address()).await;
    assert_eq!(answer.expect(200)["verified"], true);

    let log = herald.stop().await;
    assert!(!log.contains(&code), "{log}");
    assert!(!log.contains("hrld_"), "{log}");
    check_private(directory.path());
}

#[tokio::test]
async fn the_log_keeps_codes_and_numbers_to_itself_at_its_most_talkative() {
    let directory = tempdir().unwrap();
    let everything = [("HERALD_LOG", "trace,rlibphonenumber=trace")];
    let herald = Herald::serve(directory.path(), &everything).await;
    let welcome = herald.stdout();
    let send = welcome.lines().find_map(CurlLine::parse).unwrap();
    send.request("").send(herald.address()).await.expect(200);
    let shown = herald.stdout_after(&welcome, "└").await;
    let code = codes_in(&shown).pop().unwrap();
    let log = herald.stop().await;
    for secret in [code.as_str(), "2025550123", "hrld_"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

/// What the data directory holds is nobody's but the owner's.
fn check_private(directory: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    let data = directory.join("herald-data");
    let mode = std::fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
    let files = std::fs::read_dir(data).unwrap().map(Result::unwrap);
    let mut names = Vec::new();
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode();
        let name = file.file_name().into_string().unwrap();
        assert_eq!(mode & 0o077, 0, "{name}");
        names.push(name);
    }
    names.sort();
    assert_eq!(names, ["herald.db", "herald.db.lock", "keys"]);
}

#[tokio::test]
async fn the_printed_lines_address_what_a_provider_can_reach() {
    let directory = tempdir().unwrap();
    let by_mail_alone = [
        ("APP_ENV", "production"),
        (
            "HERALD_SECRET_KEY",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        ),
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_FROM_EMAIL", "codes@example.com"),
    ];
    let herald = Herald::serve(directory.path(), &by_mail_alone).await;
    let welcome = herald.stdout();
    assert!(welcome.contains("sms       nothing"), "{welcome}");
    assert_eq!(
        welcome.matches(r#""email":"ann@example.com""#).count(),
        2,
        "{welcome}"
    );
    assert!(!welcome.contains(r#""phone""#), "{welcome}");
    herald.stop().await;
}

#[tokio::test]
async fn the_second_start_remembers_the_first() {
    let directory = tempdir().unwrap();
    let herald = Herald::serve(directory.path(), &[]).await;
    let welcome = herald.stdout();
    let send = welcome.lines().find_map(CurlLine::parse).unwrap();
    send.request("").send(herald.address()).await.expect(200);
    let shown = herald.stdout_after(&welcome, "└").await;
    let code = codes_in(&shown).pop().unwrap();
    herald.stop().await;

    let herald = Herald::serve(directory.path(), &[]).await;
    let again = herald.stdout();
    assert!(again.contains("Use your API key"), "{again}");
    assert!(!again.contains("hrld_"), "{again}");
    let guess = json!({"phone": "+12025550123", "purpose": "login", "code": code});
    let request = Request::new("POST", crate::harness::VERIFY);
    let request = request.bearer(&send.key()).json(&guess);
    let answer = request.send(herald.address()).await.expect(200);
    assert_eq!(answer["verified"], true);
    herald.stop().await;
}

#[tokio::test]
async fn one_directory_has_one_process() {
    let directory = tempdir().unwrap();
    let herald = Herald::serve(directory.path(), &[]).await;
    for arguments in [&[][..], &["serve"], &["keys", "list"]] {
        let second = child::run(directory.path(), arguments, &[]);
        assert_eq!(second.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8(second.stderr).unwrap();
        assert!(
            said.contains("herald: another process uses this database"),
            "{said}"
        );
        assert!(said.contains("herald.db.lock"), "{said}");
        assert_eq!(second.stdout, b"");
    }
    let live = Request::new("GET", "/readyz").send(herald.address()).await;
    assert_eq!(live.status, 200);
    herald.stop().await;
}
