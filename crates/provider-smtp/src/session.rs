//! One connection to a server, from the greeting to the last message.
//!
//! The exchange is driven step by step here, rather than by a mail library's transport, because only the step tells what
//! is certain: before the line that ends the content nothing was taken, after it nobody knows until the reply.

use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::classify::{Stage, Trouble};
use crate::connect::connect;
use crate::offers::Offers;
use crate::request::Parcel;
use crate::settings::{Credentials, Settings, Tls};
use crate::tls::Connector;
use crate::wire::{Broken, Reply, Wire};

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection that is ready for messages.
pub(crate) struct Session {
    wire: Wire<Box<dyn Stream>>,
    offers: Offers,
}

/// How far an exchange came; outlives it when it runs out of time.
#[derive(Debug, Default)]
pub(crate) struct Progress(AtomicBool);

impl Progress {
    /// The line that ends the content is about to be written: from here on the server may take the message.
    fn may_be_taken(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether the server may have taken the message.
    pub(crate) fn is_uncertain(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Session {
    /// Connects, protects the connection as the settings want it, and signs in.
    pub(crate) async fn open(
        settings: &Settings,
        connector: Option<&Connector>,
    ) -> Result<Self, Trouble> {
        let tcp = connect(settings).await?;
        let name = match &settings.hello_name {
            Some(name) => name.clone(),
            None => address_literal(&tcp),
        };
        let stream: Box<dyn Stream> = match (settings.tls, connector) {
            (Tls::StartTls, Some(connector)) => {
                Box::new(upgrade(start_tls(tcp, &name).await?, connector).await?)
            }
            (_, Some(connector)) => Box::new(upgrade(tcp, connector).await?),
            (_, None) => Box::new(tcp),
        };
        let mut wire = Wire::new(stream);
        if settings.tls != Tls::StartTls {
            hear(wire.reply().await, Stage::Session)?;
        }
        let offers = hello(&mut wire, &name).await?;
        let mut session = Self { wire, offers };
        if let Some(credentials) = &settings.credentials {
            session.sign_in(credentials).await?;
        }
        Ok(session)
    }

    /// Whether a kept connection still answers; ends a transaction that an earlier message left open.
    pub(crate) async fn is_alive(&mut self) -> bool {
        let reply = self.wire.command("RSET").await;
        reply.is_ok_and(|reply| reply.code == 250)
    }

    /// Hands over one message.
    pub(crate) async fn deliver(
        &mut self,
        parcel: &Parcel,
        progress: &Progress,
    ) -> Result<(), Trouble> {
        let parameters = self.offers.mail_parameters(parcel)?;
        let sender = &parcel.sender;
        self.say(&format!("MAIL FROM:<{sender}>{parameters}"), Stage::Sender)
            .await?;
        for recipient in &parcel.recipients {
            self.say(&format!("RCPT TO:<{recipient}>"), Stage::Recipient)
                .await?;
        }
        let go = self.wire.command("DATA").await?;
        if go.code != 354 {
            return Err(Trouble::unexpected(go, Stage::Content));
        }
        if let Err(broken) = self.wire.write(&dot_stuffed(&parcel.content)).await {
            // A server that has heard enough says so and hangs up; its word is worth more than the broken pipe.
            let last_word = self.wire.reply().await.map_err(|_| broken)?;
            return Err(Trouble::unexpected(last_word, Stage::Content));
        }
        if let Some(early) = self.wire.interjection().await? {
            return Err(Trouble::unexpected(early, Stage::Content));
        }
        progress.may_be_taken();
        self.wire.write(b".\r\n").await?;
        hear(self.wire.reply().await, Stage::Content).map(drop)
    }

    async fn say(&mut self, line: &str, stage: Stage) -> Result<Reply, Trouble> {
        hear(self.wire.command(line).await, stage)
    }

    /// AUTH PLAIN ([RFC 4616](https://www.rfc-editor.org/rfc/rfc4616)), or LOGIN where only that is offered.
    async fn sign_in(&mut self, credentials: &Credentials) -> Result<(), Trouble> {
        let user = credentials.user.as_str();
        let password = credentials.password.expose_secret();
        let words = if self.offers.plain {
            vec![format!(
                "AUTH PLAIN {}",
                STANDARD.encode(format!("\0{user}\0{password}"))
            )]
        } else if self.offers.login {
            vec![
                "AUTH LOGIN".to_owned(),
                STANDARD.encode(user),
                STANDARD.encode(password),
            ]
        } else {
            return Err(Trouble::NoMechanism);
        };
        let (last, first) = words.split_last().ok_or(Trouble::NoMechanism)?;
        for word in first {
            let reply = self.wire.command(word).await?;
            if reply.code != 334 {
                return Err(Trouble::unexpected(reply, Stage::Auth));
            }
        }
        self.say(last, Stage::Auth).await.map(drop)
    }
}

/// Goes through the part in clear text, up to the point where the handshake begins.
async fn start_tls(tcp: TcpStream, name: &str) -> Result<TcpStream, Trouble> {
    let mut wire = Wire::new(tcp);
    hear(wire.reply().await, Stage::Session)?;
    if !hello(&mut wire, name).await?.start_tls {
        return Err(Trouble::NoStartTls);
    }
    hear(wire.command("STARTTLS").await, Stage::StartTls)?;
    Ok(wire.into_stream()?)
}

async fn upgrade(tcp: TcpStream, connector: &Connector) -> Result<impl Stream + use<>, Trouble> {
    connector.upgrade(tcp).await.map_err(Trouble::Tls)
}

async fn hello<S: Stream>(wire: &mut Wire<S>, name: &str) -> Result<Offers, Trouble> {
    let reply = hear(wire.command(&format!("EHLO {name}")).await, Stage::Session)?;
    Ok(Offers::of(&reply))
}

/// A reply that says yes.
fn hear(reply: Result<Reply, Broken>, stage: Stage) -> Result<Reply, Trouble> {
    let reply = reply?;
    if reply.code / 100 == 2 {
        Ok(reply)
    } else {
        Err(Trouble::unexpected(reply, stage))
    }
}

/// What stands for a name in EHLO where there is none ([RFC 5321 §4.1.3](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.3)).
fn address_literal(tcp: &TcpStream) -> String {
    match tcp.local_addr().map(|address| address.ip().to_canonical()) {
        Ok(std::net::IpAddr::V4(ip)) => format!("[{ip}]"),
        Ok(std::net::IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

/// The content, ending in CR LF, with a second dot before each line that begins with one
/// ([RFC 5321 §4.5.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.5.2)).
fn dot_stuffed(content: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(content.len() + 64);
    for line in content.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_the_content_is_a_dot_alone() {
        for (content, stuffed) in [
            ("", "\r\n"),
            ("a", "a\r\n"),
            ("a\r\n", "a\r\n"),
            (".\r\n", "..\r\n"),
            ("a\r\n.\r\n..b\r\n.", "a\r\n..\r\n...b\r\n..\r\n"),
            ("a.\r\n", "a.\r\n"),
        ] {
            assert_eq!(dot_stuffed(content.as_bytes()), stuffed.as_bytes());
        }
    }
}
