//! Secrets from files, certificates, and files that can't be read.

use std::io;

use secrecy::ExposeSecret;

use msg_core::provider::AccountSettings;

use super::super::sources::SourceFile;
use super::{Sources, development_with_smtp, load, problems};

fn smtp(sources: &Sources) -> AccountSettings {
    let accounts = load(sources).providers.into_values();
    let mut smtp = accounts.filter(|account| account.kind() == "smtp");
    smtp.next().expect("an SMTP account").settings
}

#[track_caller]
fn check_password(sources: &Sources, password: &str) {
    let settings = smtp(sources);
    let found = settings.secret("password").expect("a password");
    assert_eq!(found.expose_secret(), password);
}

#[test]
fn secrets_come_from_files() {
    let sources = || development_with_smtp().env("SMTP_USER", "user");
    check_password(&sources().env("SMTP_PASSWORD", "p\n"), "p\n");
    for (content, password) in [
        ("p", "p"),
        ("p\n", "p"),
        ("p\r\n", "p"),
        ("p\n\n", "p\n"),
        (" p ", " p "),
    ] {
        let sources = || sources().file("/run/p", content);
        check_password(&sources().env("SMTP_PASSWORD_FILE", "/run/p"), password);
        check_password(&sources().dotenv("SMTP_PASSWORD_FILE=/run/p"), password);
        let long = "HERALD__PROVIDERS__SMTP__PASSWORD_FILE";
        check_password(&sources().env(long, "/run/p"), password);
        let toml = "[providers.smtp]\npassword_file = '/run/p'";
        check_password(&sources().toml(toml), password);
    }
    let file = "[providers.smtp]\npassword = 'a'";
    check_password(&sources().toml(file).dotenv("SMTP_PASSWORD=b"), "b");
    let both = sources()
        .file("/run/p", "a")
        .dotenv("SMTP_PASSWORD_FILE=/run/p");
    check_password(&both.env("SMTP_PASSWORD", "c"), "c");
}

#[test]
fn certificates_are_read_with_the_configuration() {
    let made = rcgen::generate_simple_self_signed(["mail.example.com".to_owned()]);
    let pem = made.expect("a certificate").cert.pem();
    let sources = || development_with_smtp().env("SMTP_CA_FILE", "ca.pem");
    assert_eq!(
        smtp(&sources().file("ca.pem", &pem)).file("ca_file"),
        Some(pem.as_str())
    );
    assert_eq!(
        problems(&sources()),
        ["SMTP_CA_FILE: `providers.smtp.ca_file`: `ca.pem` can't be read: no such file"]
    );
    assert_eq!(
        problems(&sources().file("ca.pem", "")),
        ["SMTP_CA_FILE: `providers.smtp.ca_file`: `ca.pem`: it holds no certificate (PEM)"]
    );
    let cut = problems(&sources().file("ca.pem", &pem[..pem.len() / 2]));
    assert!(
        cut[0].starts_with("SMTP_CA_FILE: `providers.smtp.ca_file`: `ca.pem`: TLS"),
        "{cut:?}"
    );
}

#[test]
fn files_that_cannot_be_read_are_problems() {
    let unreadable = |path: &str| {
        let text = Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "permission denied",
        ));
        let path = path.to_owned();
        Some(SourceFile { path, text })
    };
    let sources = Sources {
        toml: unreadable("/etc/herald.toml"),
        dotenv: unreadable(".env"),
        not_unicode: vec!["SMTP_HOST".to_owned(), "OTHER".to_owned()],
        ..Sources::default()
    };
    assert_eq!(
        problems(&sources),
        [
            ".env: it can't be read: permission denied",
            "/etc/herald.toml: it can't be read: permission denied",
            "SMTP_HOST: its value isn't Unicode (UTF-8)",
        ]
    );
}

#[test]
fn the_process_is_read() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("other.toml");
    std::fs::write(&file, "[app]\nname = 'From a file'").expect("a file");
    let read = |path: &std::path::Path| Sources::from_process(Some(path.to_owned()));
    let found = read(&file).toml.expect("looked for");
    assert_eq!(found.text.expect("readable"), "[app]\nname = 'From a file'");
    let absent = read(&directory.path().join("absent.toml")).toml;
    assert!(absent.expect("looked for").text.is_err());
}

#[test]
fn a_file_that_is_there_but_unusable_is_not_absent() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("latin-1"), b"A=\xe9").expect("a file");
    std::fs::create_dir(path("directory")).expect("a directory");
    for name in ["latin-1", "directory"] {
        let found = SourceFile::if_present(&path(name)).expect(name);
        assert!(found.text.is_err(), "{name}");
    }
    assert!(SourceFile::if_present(&path("absent")).is_none());
}
