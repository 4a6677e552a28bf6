use super::*;

/// Stage, what servers say, what is certain then.
const ANSWERS: &str = "\
Session   | 421 4.7.0 too many connections from your IP                  | not_sent (throttled)
Session   | 421 4.3.2 system not accepting network messages              | not_sent (throttled)
Session   | 554 no SMTP service here                                     | rejected (provider)
Session   | 502 5.5.1 EHLO unknown                                       | rejected (provider)
StartTls  | 454 4.7.0 TLS not available due to temporary reason          | not_sent (unreachable)
StartTls  | 454 TLS not available                                        | not_sent (unreachable)
Auth      | 535 5.7.8 authentication credentials invalid                 | rejected (account)
Auth      | 534 5.7.9 application-specific password required             | rejected (account)
Auth      | 534 5.7.14 please log in with your web browser               | rejected (account)
Auth      | 538 encryption required                                      | rejected (account)
Auth      | 432 4.7.12 a password transition is needed                   | rejected (account)
Auth      | 454 4.7.0 temporary authentication failure                   | not_sent (throttled)
Auth      | 550 5.7.1 SMTP AUTH is disabled for the tenant               | rejected (account)
Sender    | 530 5.7.0 authentication required                            | rejected (account)
Sender    | 454 Throttling failure: Maximum sending rate exceeded        | not_sent (throttled)
Sender    | 550 5.1.8 sender address rejected: domain not found          | rejected (account)
Sender    | 553 5.7.1 not owned by user                                  | rejected (account)
Sender    | 553 sender not allowed                                       | rejected (account)
Sender    | 501 5.1.7 bad sender address syntax                          | rejected (account)
Sender    | 552 5.3.4 message size exceeds fixed limit                   | rejected (message)
Sender    | 552 too big                                                  | rejected (message)
Sender    | 452 4.3.1 insufficient system storage                        | rejected (provider)
Sender    | 451 4.1.8 sender's domain can't be looked up just now        | not_sent (deferred)
Recipient | 550 5.1.1 user unknown                                       | rejected (recipient)
Recipient | 550 no such user                                             | rejected (recipient)
Recipient | 551 user not local                                           | rejected (recipient)
Recipient | 553 mailbox name not allowed                                 | rejected (recipient)
Recipient | 556 5.1.10 recipient's domain has a null MX                  | rejected (recipient)
Recipient | 550 5.4.1 recipient address rejected: access denied          | rejected (recipient)
Recipient | 552 5.2.2 mailbox full                                       | rejected (recipient)
Recipient | 452 4.2.2 over quota                                         | not_sent (deferred)
Recipient | 450 4.2.0 greylisted, see http://postgrey.example            | not_sent (deferred)
Recipient | 451 4.7.1 please try again later                             | not_sent (deferred)
Recipient | 450 mailbox busy                                             | not_sent (deferred)
Recipient | 452 4.5.3 too many recipients                                | not_sent (unsupported)
Recipient | 554 5.7.1 <x>: Relay access denied                           | rejected (account)
Recipient | 550 relay not permitted                                      | rejected (account)
Recipient | 550 5.7.1 unable to relay                                    | rejected (account)
Recipient | 554 5.7.1 client host blocked using a list                   | rejected (provider)
Recipient | 503 5.5.1 need MAIL first                                    | rejected (provider)
Recipient | 421 4.4.2 timeout exceeded                                   | not_sent (unreachable)
Recipient | 450 4.7.28 rate limited                                      | not_sent (throttled)
Content   | 552 5.3.4 too big                                            | rejected (message)
Content   | 552 5.2.3 message length exceeds the administrative limit    | rejected (message)
Content   | 554 5.6.0 malformed message                                  | rejected (message)
Content   | 550 5.7.1 this message looks like spam                       | rejected (provider)
Content   | 554 5.7.9 message not accepted for policy reasons            | rejected (provider)
Content   | 550 5.7.26 neither SPF nor DKIM passed                       | rejected (account)
Content   | 554 Message rejected: Email address is not verified.         | rejected (account)
Content   | 554 transaction failed                                       | rejected (provider)
Content   | 554 5.3.0 out of order                                       | rejected (provider)
Content   | 451 4.3.0 queue file write error                             | rejected (provider)
Content   | 451 local error in processing                                | not_sent (deferred)
Content   | 499 4.9.9 something new                                      | not_sent (deferred)
Content   | 599 5.9.9 something new                                      | rejected (provider)
";

#[test]
fn every_answer_means_what_its_stage_makes_of_it() {
    for line in ANSWERS.lines() {
        let [stage, said, fact] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let stages = [
            Stage::Session,
            Stage::StartTls,
            Stage::Auth,
            Stage::Sender,
            Stage::Recipient,
            Stage::Content,
        ];
        let stage = stages
            .into_iter()
            .find(|s| format!("{s:?}") == stage)
            .unwrap();
        let reply = Reply {
            code: said[..3].parse().unwrap(),
            lines: vec![said[4..].to_owned()],
        };
        for uncertain in [false, true] {
            let trouble = Trouble::unexpected(reply.clone(), stage);
            let error = trouble.into_error(uncertain, &[]);
            assert_eq!(error.fact().to_string(), fact, "{line}");
            assert!(error.code().unwrap().starts_with(&said[..3]));
        }
    }
}

#[test]
fn without_an_answer_only_the_stage_tells() {
    let tls = || Trouble::Tls(std::io::Error::other("reset"));
    for (trouble, before, after) in [
        (Trouble::Broken(Broken::Closed), "unreachable", "unknown"),
        (
            Trouble::Broken(Broken::Unreadable),
            "unreachable",
            "unknown",
        ),
        (Trouble::TimedOut, "unreachable", "unknown"),
        (tls(), "unreachable", "unknown"),
    ] {
        let name = format!("{trouble:?}");
        let word = |uncertain| {
            let fact = match &trouble {
                Trouble::Broken(Broken::Closed) => Trouble::Broken(Broken::Closed),
                Trouble::Broken(Broken::Unreadable) => Trouble::Broken(Broken::Unreadable),
                Trouble::TimedOut => Trouble::TimedOut,
                _ => tls(),
            }
            .into_error(uncertain, &[])
            .fact();
            fact.cause().unwrap_or_else(|| fact.as_str())
        };
        assert_eq!((word(false), word(true)), (before, after), "{name}");
    }
}

#[test]
fn a_server_that_quotes_gives_nobody_away() {
    let reply = Reply {
        code: 550,
        lines: vec!["5.1.1 <Ann.Lee@example.com> ANN.LEE code 123456".to_owned()],
    };
    let error = refused(
        Stage::Recipient,
        &reply,
        &["ann.lee@example.com", "ann.lee"],
    );
    assert_eq!(
        error.to_string(),
        "rejected (recipient) [550-5.1.1]: <…> … code …"
    );
}
