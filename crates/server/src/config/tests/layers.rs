//! Which value wins, and what it is read as.

use super::{Sources, check_shows, problems};

#[test]
fn later_layers_win() {
    let file = || Sources::default().toml("[server]\nlisten = '127.0.0.1:1'");
    check_shows(
        &Sources::default(),
        "listen = \"127.0.0.1:8080\"  # default",
    );
    check_shows(&file(), "listen = \"127.0.0.1:1\"  # herald.toml:2");
    let with_dotenv = || file().dotenv("# one\nHERALD_LISTEN=127.0.0.1:2\n");
    check_shows(
        &with_dotenv(),
        "listen = \"127.0.0.1:2\"  # .env:2 HERALD_LISTEN",
    );
    check_shows(
        &with_dotenv().env("PORT", "3"),
        "listen = \"127.0.0.1:3\"  # PORT",
    );
    check_shows(
        &with_dotenv().env("HERALD_LISTEN", "").env("PORT", ""),
        "listen = \"127.0.0.1:2\"  # .env:2 HERALD_LISTEN",
    );
}

#[test]
fn the_last_line_of_a_file_wins() {
    let twice = Sources::default().dotenv("PORT=1\nPORT=2");
    check_shows(&twice, "listen = \"127.0.0.1:2\"  # .env:2 PORT");
    let emptied = Sources::default().dotenv("PORT=1\nPORT=");
    check_shows(&emptied, "listen = \"127.0.0.1:8080\"  # default");
}

#[test]
fn the_first_name_that_is_set_wins() {
    let port = || Sources::default().env("PORT", "3");
    check_shows(&port(), "listen = \"127.0.0.1:3\"  # PORT");
    let flat = || port().env("HERALD_LISTEN", "0.0.0.0:4");
    check_shows(&flat(), "listen = \"0.0.0.0:4\"  # HERALD_LISTEN");
    check_shows(
        &flat().env("HERALD__SERVER__LISTEN", "[::1]:5"),
        "listen = \"[::1]:5\"  # HERALD__SERVER__LISTEN",
    );
}

#[test]
fn variables_are_read_as_the_declared_kind() {
    for (variable, value, line) in [
        ("HERALD__APP__NAME", "0123", "name = \"0123\""),
        ("HERALD__APP__NAME", "true", "name = \"true\""),
        ("HERALD__APP__NAME", "1e3", "name = \"1e3\""),
        ("HERALD__APP__NAME", "say \"hi\"", "name = 'say \"hi\"'"),
        ("HERALD_DATA", "007", "data = \"007\""),
        ("HERALD__OTP__LENGTH", "8", "length = 8"),
        ("HERALD__OTP__LENGTHS", "6, 8,10", "lengths = [6, 8, 10]"),
        ("HERALD__OTP__VALIDITY", "90s", "validity = \"1m 30s\""),
        ("HERALD__OTP__VALIDITY", "PT2M", "validity = \"2m\""),
        ("HERALD__BREAKER__OPEN_FOR", "1h", "open_for = \"1h\""),
        ("HERALD__TIMEOUTS__ATTEMPT", "250ms", "attempt = \"250ms\""),
        ("DEFAULT_REGION", "IN", "default_region = \"IN\""),
        ("RUST_LOG", "info,sqlx=warn", "level = \"info,sqlx=warn\""),
        ("HERALD_LOG_FORMAT", "json", "format = \"json\""),
    ] {
        let sources = Sources::default().env(variable, value);
        check_shows(&sources, &format!("{line}  # {variable}"));
    }
}

#[test]
fn variables_of_others_are_left_alone() {
    let sources = Sources::default()
        .env("PLIVO_AUTH_ID", "0123")
        .env("MAILGUN_API_KEY", "x")
        .env("AWS_REGION", "eu-central-1")
        .env("HERALD_PORT", "tcp://10.0.0.1:80")
        .dotenv("MESSAGING_PROVIDER=aws\nTEST_EMAIL=a@example.com\n");
    assert_eq!(problems(&sources), [""; 0]);
}

#[test]
fn names_that_people_chose_are_found_in_variables() {
    let account =
        "[providers.smtp-backup]\nkind = 'smtp'\nhost = 'a.example'\nfrom_email = 'a@example.com'";
    let sources = Sources::default()
        .toml(account)
        .env("HERALD__PROVIDERS__SMTP_BACKUP__HOST", "b.example")
        .env("HERALD__PROVIDERS__THIRD_ONE__KIND", "smtp")
        .env("HERALD__PROVIDERS__THIRD_ONE__HOST", "c.example")
        .env("HERALD__PROVIDERS__THIRD_ONE__FROM_EMAIL", "c@example.com")
        .env("HERALD__OTP__PURPOSES__PASSWORD_RESET__LENGTH", "8");
    check_shows(
        &sources,
        "host = \"b.example\"  # HERALD__PROVIDERS__SMTP_BACKUP__HOST",
    );
    check_shows(&sources, "[providers.third-one]");
    check_shows(&sources, "[otp.purposes.password_reset]");
    check_shows(
        &sources,
        "length = 8  # HERALD__OTP__PURPOSES__PASSWORD_RESET__LENGTH",
    );
    check_shows(
        &sources,
        "email = \"auto\"  # default; in use: smtp-backup, third-one",
    );
}

#[test]
fn the_kind_of_an_account_comes_from_the_last_layer_too() {
    let kind = "HERALD__PROVIDERS__OTHER__KIND";
    let file = || Sources::default().toml("[providers.other]\nkind = 'smtp'\n");
    check_shows(
        &file().env(kind, "console"),
        &format!("kind = \"console\"  # {kind}"),
    );
    let both = file().dotenv(&format!("{kind}=smtp")).env(kind, "console");
    check_shows(&both, &format!("kind = \"console\"  # {kind}"));
}

#[test]
fn flat_names_mean_one_account() {
    let account =
        "[providers.backup]\nkind = 'smtp'\nhost = 'b.example'\nfrom_email = 'b@example.com'";
    let sources = super::development_with_smtp().toml(account);
    check_shows(&sources, "host = \"b.example\"  # herald.toml:3");
    check_shows(&sources, "host = \"smtp.example.com\"  # SMTP_HOST");
}
