//! What is refused, and in which words.

use gateway::builtin::built_in;

use super::super::suggest::one_of;
use super::{KEY, Sources, problems};

#[track_caller]
fn check(sources: &Sources, expected: &str) {
    assert_eq!(problems(sources), [expected]);
}

#[test]
fn slips_in_the_file() {
    for (toml, expected) in [
        (
            "[server]\nlisten = 8080",
            "2: `server.listen`: expected an address in quotes, such as \"127.0.0.1:8080\", found integer",
        ),
        (
            "[server]\nlisten = ':8080'",
            "2: `server.listen`: `:8080` is not an IP address and port; use `127.0.0.1:8080`, `0.0.0.0:8080`, `[::]:8080` or a port alone",
        ),
        (
            "[server]\nmax_connections = '5'",
            "2: `server.max_connections`: expected a whole number without quotes, found string",
        ),
        (
            "[server]\nheader_timeout = 10",
            "2: `server.header_timeout`: expected a duration in quotes, such as \"90s\" or \"10m\", found integer",
        ),
        (
            "[server]\nheader_timeout = '10'",
            "2: `server.header_timeout`: `10` is not a duration; write a number and a unit, such as `90s` or `10m`",
        ),
        (
            "[server]\nheader_timeout = '-1s'",
            "2: `server.header_timeout`: `-1s` is not a duration; write a number and a unit, such as `90s` or `10m`",
        ),
        (
            "[server]\nheader_timeout = '1d 2h'",
            "2: `server.header_timeout`: `1d 2h` is not a duration; write a number and a unit, such as `90s` or `10m`",
        ),
        (
            "[server]\nheader_timeout = '11m'",
            "2: `server.header_timeout`: 11m is out of range; use 1s to 10m",
        ),
        ("[app]\nname = ''", "2: `app.name`: it can't be empty"),
        (
            "[app]\nname = \"a\\r\\nBcc: b\"",
            "2: `app.name`: it has a control character; remove it",
        ),
        (
            "[app]\nenv = 'Production'",
            "2: `app.env`: `Production` is none of `development` or `production`; did you mean `production`?",
        ),
        (
            "[otp]\nlengths = 6",
            "2: `otp.lengths`: expected a list of whole numbers, such as [6, 8], found integer",
        ),
        (
            "[otp]\nfrom_email = 'nobody'",
            "2: `otp.from_email`: `nobody` is not an e-mail address, such as `a@example.com`",
        ),
        (
            "[otp]\nwebotp_host = 'https://a.example'",
            "2: `otp.webotp_host`: `https://a.example` is not a host name; use one such as `example.com`",
        ),
        (
            "[phone]\ndefault_region = 'India'",
            "2: `phone.default_region`: `INDIA` is not a country; use two letters, such as `IN`",
        ),
        (
            "[log]\nlevel = 'inof'",
            "2: `log.level`: `inof` is not a level; did you mean `info`?",
        ),
        (
            "[server]\nlisen = ''",
            "2: unknown key `server.lisen`; did you mean `listen`?",
        ),
        (
            "listen = ''",
            "1: unknown key `listen`; did you mean `server.listen`?",
        ),
        (
            "[server]\nzzz = ''",
            "2: unknown key `server.zzz`; remove it",
        ),
        (
            "[sever]\nlisten = ''",
            "1: unknown section `sever`; did you mean `server`?",
        ),
        (
            "[zzz.a.b]\nc = ''",
            "1: unknown section `zzz`; the sections are `app`, `server`, `log`, `secrets`, `otp`, `breaker`, `timeouts`, `bulkhead`, `phone`, `channels`, `otp.purposes` or `providers`",
        ),
        (
            "[otp.purpose.login]\nlength = 6",
            "1: unknown section `otp.purpose`; did you mean `otp.purposes`?",
        ),
        (
            "[server.listen]\na = 1",
            "1: `server.listen` takes a value, not a table",
        ),
        (
            "[[providers]]\nkind = 'smtp'",
            "1: `providers` is a list of tables; give each table a name of its own",
        ),
        (
            "[providers.smpt]\nhost = 'a'",
            "1: `providers.smpt` has no `kind`, and there is no provider kind `smpt`; did you mean `smtp`?",
        ),
        (
            "[providers.first]\nhost = 'a'",
            "1: `providers.first` has no `kind`, and there is no provider kind `first`; set `providers.first.kind`; the kinds are KINDS",
        ),
        (
            "[providers.first]\nkind = 'smpt'",
            "2: `providers.first.kind`: there is no provider kind `smpt`; did you mean `smtp`?",
        ),
        (
            "[providers.First_one]\nkind = 'smtp'",
            "1: `First_one` can't name a provider account; use 1 to 40 lower-case letters, digits and `-`",
        ),
        (
            "[providers.first]\nkind = 'smtp'",
            "2: `providers.first.host` is not set; set it, or remove the account",
        ),
        (
            "a = \nb = 2",
            "1: it isn't TOML: string values must be quoted, expected literal string",
        ),
    ] {
        let kinds = one_of(built_in().map(|kind| kind.descriptor.kind));
        check(
            &Sources::default().toml(toml),
            &format!("herald.toml:{expected}").replace("KINDS", &kinds),
        );
    }
}

#[test]
fn slips_in_the_environment() {
    for (name, value, expected) in [
        (
            "SMTP_PORT",
            "tcp://10.0.0.1:587",
            "`providers.smtp.port`: `tcp://10.0.0.1:587` is not a whole number; use one from 1 to 65535",
        ),
        (
            "SMTP_PORT",
            "0",
            "`providers.smtp.port`: 0 is out of range; use 1 to 65535",
        ),
        (
            "SMTP_TLS",
            "ssl",
            "`providers.smtp.tls`: `ssl` is none of `starttls`, `tls` or `none`",
        ),
        (
            "SMTP_USER",
            "user",
            "`providers.smtp.user` is set but `providers.smtp.host` is not; set it too",
        ),
        (
            "HERALD__SERVER__LISEN",
            "1",
            "there is no such setting; did you mean `HERALD__SERVER__LISTEN`?",
        ),
        (
            "HERALD__OTP__PURPOSES__LOGIN__LENGHT",
            "6",
            "there is no such setting; did you mean `HERALD__OTP__PURPOSES__LOGIN__LENGTH`?",
        ),
        (
            "HERALD__ZZZ",
            "6",
            "there is no such setting; such a name is HERALD__SECTION__KEY",
        ),
        (
            "HERALD__APP__NAME_FILE",
            "a",
            "there is no such setting; did you mean `HERALD__APP__NAME`?",
        ),
        (
            "SMTP_PASSWORD_FILE",
            "/absent",
            "`providers.smtp.password`: `/absent` can't be read: no such file",
        ),
        (
            "HERALD_SECRET_KEY",
            "short",
            "`secrets.secret_key`: a key is empty or a placeholder; make one with `openssl rand -base64 32`",
        ),
        (
            "HERALD_API_KEY",
            "changeme",
            "`secrets.api_key`: its characters are too few or too easily guessed; use 40 to 200 random ones without spaces, such as those of `openssl rand -hex 32`",
        ),
        (
            "HERALD_API_KEY",
            "Ab1.Ab2.Ab3.Ab4.Ab5.Ab6.Ab7.Ab8.Ab9.Abc",
            "`secrets.api_key`: its characters are too few or too easily guessed; use 40 to 200 random ones without spaces, such as those of `openssl rand -hex 32`",
        ),
        (
            "HERALD_API_KEY",
            "abcabcabcabcabcabcabcabcabcabcabcabcabcabcabc",
            "`secrets.api_key`: its characters are too few or too easily guessed; use 40 to 200 random ones without spaces, such as those of `openssl rand -hex 32`",
        ),
    ] {
        check(
            &Sources::default().env(name, value),
            &format!("{name}: {expected}"),
        );
        let dotenv = format!("\n{name}={value}");
        check(
            &Sources::default().dotenv(&dotenv),
            &format!(".env:2 {name}: {expected}"),
        );
    }
    check(
        &Sources::default().dotenv("A=1\nSMTP_HOST"),
        ".env:2: this line has no `=`; write NAME=value",
    );
}

#[test]
fn keys_and_their_ids() {
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let url = "-_-_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    for (ring, current) in [
        (KEY.to_owned(), "k1"),
        (hex.to_owned(), "k1"),
        (url.to_owned(), "k1"),
        (format!("2026-11:{KEY}, k1:{hex}\n"), "2026-11"),
    ] {
        let config = super::load(&Sources::default().env("HERALD_SECRET_KEY", &ring));
        let ring = config.secrets.secret_key.expect("keys");
        assert_eq!(ring.current().as_str(), current);
    }
    for (ring, complaint) in [
        (
            "not base64 at all!".to_owned(),
            "a key is neither base64 nor hex; make one with `openssl rand -base64 32`",
        ),
        (
            "c2hvcnQga2V5IHRoZXJl".to_owned(),
            "a key has less than 32 bytes; make one with `openssl rand -base64 32`",
        ),
        (
            "0".repeat(64),
            "a key is empty or a placeholder; make one with `openssl rand -base64 32`",
        ),
        (
            format!("k2:{KEY},"),
            "a key is empty or a placeholder; make one with `openssl rand -base64 32`",
        ),
        (
            format!("k2:{KEY},k2:{hex}"),
            "two keys have one name; give each its own",
        ),
        (
            format!("{KEY},{hex}"),
            "several keys need names; write name:secret,name:secret",
        ),
        (
            format!("a b:{KEY}"),
            "a key's name has 1 to 32 letters, digits, `_` and `-`; write name:secret",
        ),
    ] {
        let sources = Sources::default().env("HERALD_SECRET_KEY", &ring);
        check(
            &sources,
            &format!("HERALD_SECRET_KEY: `secrets.secret_key`: {complaint}"),
        );
    }
    for key in [KEY, KEY.trim_end_matches('='), hex] {
        let config = super::load(&Sources::default().env("HERALD_INDEX_KEY", key));
        assert!(config.secrets.index_key.is_some());
    }
    for (key, complaint) in [
        (url, "it has 35 bytes instead of 32"),
        (&hex[1..], "it is neither base64 nor hex"),
        (&"0".repeat(64), "it is a placeholder"),
    ] {
        let sources = Sources::default().env("HERALD_INDEX_KEY", key);
        check(
            &sources,
            &format!(
                "HERALD_INDEX_KEY: `secrets.index_key`: {complaint}; make one with `openssl rand -base64 32`"
            ),
        );
    }
    let shared = Sources::default()
        .env("HERALD_INDEX_KEY", KEY)
        .env("HERALD_SECRET_KEY", &format!("k2:{hex}, k1:{KEY}"));
    check(
        &shared,
        "HERALD_INDEX_KEY: `secrets.index_key`: it is one of `secrets.secret_key`; make one with `openssl rand -base64 32`",
    );
}
