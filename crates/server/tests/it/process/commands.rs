//! The subcommands.

use std::path::Path;
use std::process::Output;

use serde_json::json;
use tempfile::tempdir;

use super::child::{Herald, run};
use crate::harness::{Request, SEND, VERIFY};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Checks that a command refuses with all of these, each on a line of its own, and prints nothing else.
#[track_caller]
fn check_refused(output: &Output, problems: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(output.stdout, b"");
    for problem in problems {
        let lines = said.lines().filter(|line| line.contains(problem));
        assert_eq!(lines.count(), 1, "{problem} in:\n{said}");
    }
    let numbered = said
        .lines()
        .filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    assert_eq!(numbered.count(), problems.len(), "{said}");
}

#[test]
fn a_broken_configuration_is_told_all_at_once() {
    let directory = tempdir().unwrap();
    let toml = "[server]\nlisten = 'nowhere'\n[otp]\nlenght = 6\nvalidity = '1 fortnight'\n";
    std::fs::write(directory.path().join("herald.toml"), toml).unwrap();
    let environment = [
        ("SMTP_HOST", "mail.example.com"),
        ("SMTP_USER", "shop"),
        ("SMTP_PASSWORD", "opensesame-7391"),
        ("HERALD_LISTEN", ""),
    ];
    let checked = run(directory.path(), &["check-config"], &environment);
    let problems = ["server.listen", "lenght", "otp.validity", "from_email"];
    check_refused(&checked, &problems);
    assert!(!text(&checked.stderr).contains("opensesame"));
    let served = run(directory.path(), &[], &environment);
    assert_eq!(
        served.stderr, checked.stderr,
        "serving refuses it in the same words"
    );
    assert!(!directory.path().join("herald-data").exists());
}

#[test]
fn a_good_configuration_is_shown_without_its_secrets() {
    let directory = tempdir().unwrap();
    let environment = [
        ("SMTP_HOST", "mail.example.com"),
        ("SMTP_USER", "shop@example.com"),
        ("SMTP_PASSWORD", "opensesame-7391"),
    ];
    let shown = run(directory.path(), &["check-config"], &environment);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert!(text(&shown.stdout).contains("mail.example.com"));
    assert!(!text(&shown.stdout).contains("opensesame"));
}

#[test]
fn production_with_nothing_configured_is_refused_with_all_that_is_missing() {
    let directory = tempdir().unwrap();
    let refused = run(directory.path(), &[], &[("APP_ENV", "production")]);
    insta::assert_snapshot!("production_refused", text(&refused.stderr));
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(refused.stdout, b"");
}

#[tokio::test]
async fn keys_are_made_listed_and_revoked() {
    let directory = tempdir().unwrap();
    let keys = |arguments: &[&str]| run(directory.path(), &[&["keys"], arguments].concat(), &[]);
    let made = keys(&["create", "--name", "checkout", "--scope", "otp:verify"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let key = text(&made.stdout).trim_end().to_owned();
    let listed = text(&keys(&["list"]).stdout);
    let id = listed.split_whitespace().next().unwrap().to_owned();
    let expected = format!(
        "{id}  {}…  active  never used  checkout  [otp:verify]\n",
        &key[..12]
    );
    assert_eq!(listed, expected);

    assert_eq!(statuses(directory.path(), &key).await, [200, 403]);
    assert!(text(&keys(&["list"]).stdout).contains("last used 20"));
    let revoked = keys(&["revoke", &id]);
    assert_eq!(text(&revoked.stdout), format!("revoked {id}\n"));
    assert!(text(&keys(&["list"]).stdout).contains("  revoked  "));
    assert_eq!(statuses(directory.path(), &key).await, [401, 401]);
}

/// What verifying and sending answer to `key`.
async fn statuses(directory: &Path, key: &str) -> [u16; 2] {
    let herald = Herald::serve(directory, &[]).await;
    let guess = json!({"phone": "+12025550123", "purpose": "login", "code": "123456"});
    let code = json!({"phone": "+12025550123", "purpose": "login"});
    let mut statuses = [0; 2];
    for (status, (path, body)) in statuses.iter_mut().zip([(VERIFY, guess), (SEND, code)]) {
        let request = Request::new("POST", path).bearer(key).json(&body);
        *status = request.send(herald.address()).await.status;
    }
    herald.stop().await;
    statuses
}

#[test]
fn keys_that_cannot_be_are_refused_by_name() {
    let directory = tempdir().unwrap();
    let id = "key_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a";
    for (arguments, code, words) in [
        (&["keys", "revoke", id][..], 1, "there is no active key"),
        (&["keys", "revoke", "nonsense"], 2, "not an identifier"),
        (
            &["keys", "create", "--scope", "everything"],
            2,
            "one of: messages:send",
        ),
        (
            &["keys", "create", "--name", "a\u{1b}[31m\nb"],
            2,
            "control characters",
        ),
    ] {
        let refused = run(directory.path(), arguments, &[]);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
    }
}
