//! E-mail providers for the service: their configuration, and the mails they got.

use std::fmt::Write;

use mail_parser::MessageParser;
use server::config::Sources;
use testkit::smtp_script::{Act, Moment, Script, ScriptedServer};

use super::console::codes_in;

/// Long enough for loopback on a busy machine, short enough to wait for.
const IMPATIENCE: &str = "2s";

/// A configuration with the e-mail accounts `first`, `second` and so on, at these loopback ports, in this order.
pub(crate) fn accounts(ports: &[u16]) -> Sources {
    let names = &["first", "second", "third"][..ports.len()];
    let list = names.join("', '");
    let mut toml = format!("[channels]\nemail = ['{list}']\n");
    for (name, port) in names.iter().zip(ports) {
        write!(toml,
            "[providers.{name}]\nkind = 'smtp'\nhost = '127.0.0.1'\nport = {port}\ntls = 'none'\nfrom_email = 'shop@example.com'\n"
        ).unwrap();
    }
    Sources::default().toml(&toml)
}

/// The same, of a service that waits but shortly, for servers that hang.
pub(crate) fn impatient_accounts(ports: &[u16]) -> Sources {
    let names = &["FIRST", "SECOND", "THIRD"][..ports.len()];
    names.iter().fold(accounts(ports), |sources, name| {
        let variable = format!("HERALD__PROVIDERS__{name}__ATTEMPT_TIMEOUT");
        sources.env(&variable, IMPATIENCE)
    })
}

/// A mail server that does this at this moment and obliges otherwise.
pub(crate) async fn server_that(moment: Moment, act: Act) -> ScriptedServer {
    ScriptedServer::start([Script::obliging().on(moment, act)]).await
}

pub(crate) async fn obliging_server() -> ScriptedServer {
    ScriptedServer::start([Script::obliging()]).await
}

/// The text part and the HTML part of a mail.
pub(crate) fn parts(mail: &[u8]) -> (String, String) {
    let mail = MessageParser::new().parse(mail).unwrap();
    let text = mail.body_text(0).unwrap().into_owned();
    let html = mail.body_html(0).unwrap().into_owned();
    (text, html)
}

/// The code in the text part of a mail.
#[track_caller]
pub(crate) fn code_in(mail: &[u8]) -> String {
    let (text, _) = parts(mail);
    let codes = codes_in(&text);
    assert_eq!(codes.len(), 1, "{text}");
    codes[0].clone()
}
