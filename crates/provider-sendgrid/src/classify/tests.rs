use std::time::Duration;

use http_client::{BaseUrl, Client, ClientSettings, Request};
use testkit::http_script::{Act, HttpServer};

use super::*;

/// Status, field, what SendGrid says, what is certain then.
const ANSWERS: &str = "\
400 | personalizations.0.to.0.email      | Does not contain a valid address.                               | rejected (recipient)
400 | personalizations.0.to              | The to array is required for all personalization objects.       | rejected (recipient)
400 | personalizations[0].to             | Does not contain a valid address.                               | rejected (recipient)
400 | personalizations.0.cc.1.email      | Does not contain a valid address.                               | rejected (message)
400 | personalizations.0                 | Each email address in the personalization block should be unique | rejected (message)
400 | from.email                         | The from email does not contain a valid address.                | rejected (account)
400 | from                               | The from object must be provided for every email send.          | rejected (account)
400 | subject                            | The subject is required.                                        | rejected (message)
400 | content.0.value                    | The content value must be a string at least one character       | rejected (message)
400 | attachments.0.type                 | The attachment type cannot contain ';', or CRLF characters.     | rejected (message)
400 | headers.x-sg-id                    | The following headers are reserved                              | rejected (message)
400 | asm.group_id                       | The asm.group_id must be an integer                             | rejected (account)
400 | ip_pool_name                       | The ip_pool_name must be a string                               | rejected (account)
400 | fromage                            | Something new                                                   | rejected (message)
400 |                                    | Bad Request                                                     | rejected (message)
401 |                                    | The provided authorization grant is invalid, expired, or revoked | rejected (account)
401 |                                    | Maximum credits exceeded                                        | rejected (account)
403 | from                               | The from address does not match a verified Sender Identity.     | rejected (account)
403 |                                    | access forbidden                                                | rejected (account)
403 |                                    | Too many bad requests. Temporary block                          | not_sent (throttled)
404 |                                    |                                                                 | rejected (account)
405 |                                    | Method not allowed                                              | rejected (account)
408 |                                    |                                                                 | unknown
409 |                                    | Something new                                                   | rejected (provider)
413 |                                    | Payload too large                                               | rejected (message)
429 |                                    | too many requests                                               | not_sent (throttled)
500 |                                    | Internal error                                                  | unknown
503 |                                    |                                                                 | unknown
599 |                                    | Something new                                                   | unknown
200 |                                    |                                                                 | unknown
204 |                                    |                                                                 | unknown
302 |                                    |                                                                 | unknown
";

async fn answered(act: Act) -> Response {
    let server = HttpServer::start([act]).await;
    let base = BaseUrl::parse(&server.url()).unwrap();
    let client = Client::new(&ClientSettings::default()).unwrap();
    client.send(Request::post(base.join(&[]))).await.unwrap()
}

#[tokio::test]
async fn every_answer_means_what_the_table_says() {
    for line in ANSWERS.lines() {
        let [status, field, said, fact] = line.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("four columns: {line}");
        };
        let body = match (field, said) {
            ("", "") => "<html>".to_owned(),
            ("", said) => {
                format!(r#"{{"errors": [{{"message": "{said}", "field": null, "help": null}}]}}"#)
            }
            (field, said) => {
                format!(
                    r#"{{"errors": [{{"message": "{said}", "field": "{field}", "help": {{}}}}]}}"#
                )
            }
        };
        let answer = answered(Act::json(status.parse().unwrap(), &body)).await;
        let error = outcome(&answer, false, &[]).unwrap_err();
        assert_eq!(error.fact().to_string(), fact, "{line}");
        assert!(error.code().unwrap().starts_with(status), "{error:?}");
        assert!(
            error
                .text()
                .as_str()
                .starts_with(&said[..said.len().min(9)]),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn an_accepted_message_has_the_id_of_the_header() {
    for (status, sandbox, id) in [
        (202, false, Some("14c5d75ce93.dfd.64b469")),
        (202, true, Some("14c5d75ce93.dfd.64b469")),
        (202, false, None),
        (200, true, None),
    ] {
        let header: Vec<_> = id.map(|id| ("X-Message-Id", id)).into_iter().collect();
        let answer = answered(Act::answer(status, &header, "")).await;
        let accepted = outcome(&answer, sandbox, &[]).unwrap();
        assert_eq!(accepted.provider_message_id.as_deref(), id);
    }
}

#[tokio::test]
async fn a_throttled_account_hears_how_long_to_wait() {
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (status, headers, wait) in [
        (
            429,
            vec![("X-RateLimit-Reset", "784111837"), ("Date", DATE)],
            Some(60),
        ),
        (
            429,
            vec![
                ("Retry-After", "5"),
                ("X-RateLimit-Reset", "784111837"),
                ("Date", DATE),
            ],
            Some(5),
        ),
        (429, vec![("X-RateLimit-Reset", "784111837")], None),
        (401, vec![("Retry-After", "5")], None),
    ] {
        let answer = answered(Act::answer(status, &headers, "{}")).await;
        let error = outcome(&answer, false, &[]).unwrap_err();
        assert_eq!(
            error.retry_after(),
            wait.map(Duration::from_secs),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn what_sendgrid_quotes_gives_nobody_away() {
    let body = r#"{"errors": [
        {"message": "We found the first duplicate instance of [Ann.Lee@example.com]", "field": "personalizations.0"},
        {"message": "code 123456"}, {}
    ]}"#;
    let answer = answered(Act::json(400, body)).await;
    let error = outcome(&answer, false, &["ann.lee@example.com"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "rejected (message) [400-personalizations.0]: We found the first duplicate instance of […]; code …"
    );
}
