//! What a server's answer, or the lack of one, says for certain.
//!
//! Codes: [RFC 5321 §4.2.3](https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3); enhanced codes:
//! [RFC 3463](https://www.rfc-editor.org/rfc/rfc3463) and the
//! [IANA registry](https://www.iana.org/assignments/smtp-enhanced-status-codes).

mod table;

use std::io;

use msg_core::text::VendorText;
use msg_core::{Blame, Fact, NotSent, SendError};

use crate::tls::is_certificate_error;
use crate::wire::{Broken, Reply};

/// The step that a server answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Greeting and EHLO.
    Session,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Auth,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA and the end of the content.
    Content,
}

/// Why a message wasn't taken, or isn't known to be.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The server said no.
    Refused(Stage, Reply),
    /// The connection ended, or something came that is no answer.
    Broken(Broken),
    Lookup,
    Connect(&'static str),
    Tls(io::Error),
    NoStartTls,
    NoMechanism,
    NotInternational,
    TooBig,
    TimedOut,
}

impl From<Broken> for Trouble {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl Trouble {
    /// An answer other than the one that lets the exchange go on.
    pub(crate) fn unexpected(reply: Reply, stage: Stage) -> Self {
        match reply.code {
            400.. => Self::Refused(stage, reply),
            _ => Self::Broken(Broken::Unreadable),
        }
    }

    /// Whether the connection is good for another message.
    pub(crate) fn leaves_connection(&self) -> bool {
        match self {
            // 421 announces that the server hangs up.
            Self::Refused(_, reply) => reply.code != 421,
            Self::TooBig | Self::NotInternational => true,
            _ => false,
        }
    }

    /// The answer for the gateway. `uncertain` tells whether the server may have taken the message already; `private` is
    /// what the server's words must not give away.
    pub(crate) fn into_error(self, uncertain: bool, private: &[&str]) -> SendError {
        let unreachable = |code: &str, text: &str| {
            let text = VendorText::redact(text, &[]);
            if uncertain {
                SendError::unknown(text).with_code(code)
            } else {
                SendError::not_sent(NotSent::Unreachable, text).with_code(code)
            }
        };
        match self {
            Self::Refused(stage, reply) => refused(stage, &reply, private),
            Self::Broken(Broken::Closed) => {
                unreachable("closed", "the connection ended before the answer")
            }
            Self::Broken(Broken::Unreadable) => {
                unreachable("protocol", "what came is no SMTP answer")
            }
            Self::TimedOut => unreachable("timeout", "no answer in time"),
            Self::Lookup => unreachable("dns", "the host name can't be resolved; check `host`"),
            Self::Connect(why) => unreachable(
                "connect",
                &format!("no connection ({why}); check `host` and `port`"),
            ),
            Self::Tls(error) if is_certificate_error(&error) => unreachable(
                "tls",
                &format!(
                    "the server's certificate is not trusted ({error}); check `host`, or name its authority in `ca_file`"
                ),
            ),
            Self::Tls(error) => unreachable(
                "tls",
                &format!("the TLS handshake failed ({error}); check `port` and `tls`"),
            ),
            Self::NoStartTls => unreachable(
                "starttls",
                "the server doesn't offer STARTTLS; check `port` and `tls`",
            ),
            Self::NoMechanism => {
                let text = "the server offers neither AUTH PLAIN nor AUTH LOGIN; check `port`, `tls` and `user`";
                SendError::rejected(Blame::Account, VendorText::redact(text, &[])).with_code("auth")
            }
            Self::NotInternational => crate::request::unsupported(
                "an address isn't ASCII and the server doesn't offer SMTPUTF8",
            ),
            Self::TooBig => {
                let text = "the message is bigger than the server's SIZE allows";
                SendError::rejected(Blame::Message, VendorText::redact(text, &[])).with_code("size")
            }
        }
    }
}

fn refused(stage: Stage, reply: &Reply, private: &[&str]) -> SendError {
    let said = reply.text();
    let text = VendorText::redact(&said, private);
    let error = match fact(stage, reply.code, reply.enhanced(), &said) {
        Fact::NotSent(cause) => SendError::not_sent(cause, text),
        Fact::Rejected(blame) => SendError::rejected(blame, text),
        Fact::Accepted | Fact::Unknown => SendError::unknown(text),
    };
    let code = match reply.enhanced() {
        Some(enhanced) => format!("{}-{enhanced}", reply.code),
        None => reply.code.to_string(),
    };
    error.with_code(&code)
}

/// What is certain after `code` at `stage`: by the words that vendors use for it, else by the enhanced code, else by the
/// code, else by the first digit.
fn fact(stage: Stage, code: u16, enhanced: Option<&str>, said: &str) -> Fact {
    let plain = code.to_string();
    by_words(stage, code, said)
        .or_else(|| enhanced.and_then(|enhanced| table::find(enhanced, stage)))
        .or_else(|| table::find(&plain, stage))
        .unwrap_or(match code {
            400..500 => Fact::NotSent(NotSent::Deferred),
            _ => Fact::Rejected(Blame::Provider),
        })
}

/// Two refusals that share their codes with others and blame the account all the same.
fn by_words(stage: Stage, code: u16, said: &str) -> Option<Fact> {
    let said = said.to_ascii_lowercase();
    // "relaying denied", "Relay access denied", "relay not permitted": the account may not send from here.
    let relay = stage == Stage::Recipient && said.contains("relay");
    // SES: https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
    let unverified = stage == Stage::Content && said.contains("not verified");
    (code >= 500 && (relay || unverified)).then_some(Fact::Rejected(Blame::Account))
}

#[cfg(test)]
mod tests;
