//! One request head: where it ends, and how its body is framed.

use httparse::{EMPTY_HEADER, Header, Request, Status};

use super::Refusal;

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// By its length, which is 0 when none is given.
    Length(u64),
    /// By its chunks.
    Chunked,
}

/// The length of the head at the start of `bytes`, when it is whole; `searched` keeps what need not be seen again.
///
/// # Errors
///
/// A line end other than CR LF.
pub(super) fn end(bytes: &[u8], searched: &mut usize) -> Result<Option<usize>, Refusal> {
    for at in *searched..bytes.len() {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        if (bytes[at] == b'\n') != (before == Some(b'\r')) {
            return Err(Refusal::BareLineEnd);
        }
        if bytes[..=at].ends_with(b"\r\n\r\n") {
            return Ok(Some(at + 1));
        }
    }
    *searched = bytes.len();
    Ok(None)
}

/// Reads a whole head as strictly as the strictest of those who may have read it before.
///
/// # Errors
///
/// Whatever two readers might understand in two ways.
pub(super) fn examine(head: &[u8], headers: usize) -> Result<Framing, Refusal> {
    let mut fields = vec![EMPTY_HEADER; headers];
    let mut request = Request::new(&mut fields);
    match request.parse(head) {
        Ok(Status::Complete(length)) if length == head.len() => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal::TooManyHeaders),
        _ => return Err(Refusal::Malformed),
    }
    let (Some(method), Some(target), Some(minor)) = (request.method, request.path, request.version)
    else {
        return Err(Refusal::Malformed);
    };
    // `CONNECT` would turn the connection into a tunnel, and has a target of another form.
    let foreign = method == "CONNECT" || Refusal::is_its_method(method);
    if foreign || target.parse::<http::Uri>().is_err() {
        return Err(Refusal::Malformed);
    }
    let hosts = values(request.headers, "host").count();
    if hosts > 1 || (hosts == 0 && minor == 1) {
        return Err(Refusal::Host);
    }
    framing(request.headers, minor).ok_or(Refusal::AmbiguousLength)
}

fn framing(headers: &[Header<'_>], minor: u8) -> Option<Framing> {
    let mut lengths = values(headers, "content-length");
    let mut encodings = values(headers, "transfer-encoding");
    let (length, encoding) = (lengths.next(), encodings.next());
    if lengths.next().is_some() || encodings.next().is_some() {
        return None;
    }
    match (length, encoding) {
        (None, None) => Some(Framing::Length(0)),
        (Some(length), None) => number(length).map(Framing::Length),
        (None, Some(encoding)) => {
            (minor == 1 && encoding.eq_ignore_ascii_case(b"chunked")).then_some(Framing::Chunked)
        }
        (Some(_), Some(_)) => None,
    }
}

fn values<'a>(headers: &'a [Header<'_>], name: &'static str) -> impl Iterator<Item = &'a [u8]> {
    headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value)
}

/// Digits only: no sign, no list, no space within; 18 of them fit into any reader's integer.
fn number(value: &[u8]) -> Option<u64> {
    if !(1..=18).contains(&value.len()) || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok()
}
