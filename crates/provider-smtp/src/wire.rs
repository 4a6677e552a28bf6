//! Lines out, replies in ([RFC 5321 §4.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.2)).

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// The longest reply that is read, all lines together, in bytes. The standard needs 512 a line and servers send at most a
/// few kilobytes; what goes on longer is not a reply.
pub(crate) const MAX_REPLY: usize = 64 * 1024;

/// A conversation with a server.
pub(crate) struct Wire<S> {
    stream: BufReader<S>,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// From 200 to 599.
    pub(crate) code: u16,
    /// The text of each line.
    pub(crate) lines: Vec<String>,
}

/// Why there is no reply.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The server closed the connection, or the network did.
    Closed,
    /// Something came that is no reply.
    Unreadable,
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Self {
        Self::Closed
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// Says one line and hears the reply.
    pub(crate) async fn command(&mut self, line: &str) -> Result<Reply, Broken> {
        match self.interjection().await? {
            None => {}
            Some(reply) if reply.code >= 400 => return Ok(reply),
            Some(_) => return Err(Broken::Unreadable),
        }
        self.write(format!("{line}\r\n").as_bytes()).await?;
        self.reply().await
    }

    /// What the server has said unasked, such as that it hangs up.
    ///
    /// It must not pass for the answer to what is said next: one reply too many, and "yes" to a recipient would be taken
    /// for "yes" to the message.
    pub(crate) async fn interjection(&mut self) -> Result<Option<Reply>, Broken> {
        let look = |context: &mut Context<'_>| {
            Poll::Ready(
                Pin::new(&mut self.stream)
                    .poll_fill_buf(context)
                    .is_pending(),
            )
        };
        if poll_fn(look).await {
            return Ok(None);
        }
        self.reply().await.map(Some)
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await?;
        Ok(())
    }

    /// Reads one reply, all of its lines, and never more than [`MAX_REPLY`] bytes.
    pub(crate) async fn reply(&mut self) -> Result<Reply, Broken> {
        let mut budget = MAX_REPLY;
        let mut first = None;
        let mut lines = Vec::new();
        loop {
            let line = self.line(&mut budget).await?;
            let (code, more, text) = parse(&line).ok_or(Broken::Unreadable)?;
            if *first.get_or_insert(code) != code {
                return Err(Broken::Unreadable);
            }
            lines.push(text);
            if !more {
                return Ok(Reply { code, lines });
            }
        }
    }

    async fn line(&mut self, budget: &mut usize) -> Result<Vec<u8>, Broken> {
        let mut line = Vec::new();
        loop {
            let available = self.stream.fill_buf().await?;
            if available.is_empty() {
                return Err(Broken::Closed);
            }
            let end = available.iter().position(|&byte| byte == b'\n');
            let taken = end.map_or(available.len(), |end| end + 1);
            *budget = budget.checked_sub(taken).ok_or(Broken::Unreadable)?;
            line.extend_from_slice(&available[..taken]);
            self.stream.consume(taken);
            if end.is_some() {
                return Ok(line);
            }
        }
    }

    /// The stream alone, for STARTTLS.
    ///
    /// What the server, or somebody between, sent ahead of the handshake must not be taken for an answer that came
    /// protected ([RFC 3207 §6](https://www.rfc-editor.org/rfc/rfc3207#section-6), CVE-2021-38371 and its kin).
    pub(crate) fn into_stream(self) -> Result<S, Broken> {
        if self.stream.buffer().is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err(Broken::Unreadable)
        }
    }
}

/// `250-text`, `250 text` or `250`: the code, whether another line follows, and the text.
fn parse(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.trim_ascii_end();
    let (digits, rest) = line.split_at_checked(3)?;
    let well_formed = digits.iter().all(u8::is_ascii_digit) && (b'2'..=b'5').contains(&digits[0]);
    if !well_formed {
        return None;
    }
    let code = digits
        .iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let (more, text) = match rest.split_first() {
        None => (false, rest),
        Some((b' ', text)) => (false, text),
        Some((b'-', text)) => (true, text),
        Some(_) => return None,
    };
    Some((code, more, String::from_utf8_lossy(text).into_owned()))
}

impl Reply {
    /// The lines in one, without the enhanced code that begins each.
    pub(crate) fn text(&self) -> String {
        let enhanced = self.enhanced().unwrap_or_default();
        let lines = self
            .lines
            .iter()
            .map(|line| line.strip_prefix(enhanced).unwrap_or(line).trim());
        lines.collect::<Vec<_>>().join(" ")
    }

    /// The enhanced status code, such as `5.1.1` ([RFC 2034](https://www.rfc-editor.org/rfc/rfc2034)), where it is of the
    /// same class as the code.
    pub(crate) fn enhanced(&self) -> Option<&str> {
        let word = self.lines.first()?.split_whitespace().next()?;
        let mut parts = word.split('.');
        let class: u16 = parts.next()?.parse().ok()?;
        let numbers = parts.clone().all(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
        (class == self.code / 100 && numbers && parts.count() == 2).then_some(word)
    }
}

#[cfg(test)]
mod tests;
