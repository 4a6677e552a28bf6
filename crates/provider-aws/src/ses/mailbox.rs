//! Mailboxes and header texts as SES wants them: ASCII, with encoded words.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use msg_core::SendError;
use msg_core::address::Mailbox;

use crate::exchange::unsupported;

/// `name <address>`, the domain in its ASCII form.
///
/// SES takes no address whose mailbox isn't ASCII, and names only as encoded words
/// ([SendEmail](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html)).
pub(super) fn write(mailbox: &Mailbox) -> Result<String, SendError> {
    let address = &mailbox.address;
    if !address.local_part().is_ascii() {
        return Err(unsupported(
            "Amazon SES takes no address with letters outside ASCII before the @",
        ));
    }
    let domain = idna::domain_to_ascii(address.domain())
        .map_err(|_| unsupported("an address has a domain that can't be written in ASCII"))?;
    let address = format!("{}@{domain}", address.local_part());
    Ok(match &mailbox.name {
        None => address,
        Some(name) => format!("{} <{address}>", phrase(name.as_str())),
    })
}

/// A display name ([RFC 5322 §3.4](https://www.rfc-editor.org/rfc/rfc5322#section-3.4)).
fn phrase(name: &str) -> String {
    // What looks like an encoded word would be decoded.
    if !name.is_ascii() || name.contains("=?") {
        return encoded_words(name);
    }
    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The value of a header field that holds free text; ASCII stays as it is.
pub(super) fn unstructured(value: &str) -> String {
    if value.is_ascii() {
        value.to_owned()
    } else {
        encoded_words(value)
    }
}

/// [RFC 2047 §2](https://www.rfc-editor.org/rfc/rfc2047#section-2): words of at most 75 characters, no character split.
fn encoded_words(text: &str) -> String {
    /// 75 characters less `=?UTF-8?B?` and `?=` hold 60 of base64.
    const BYTES: usize = 45;
    let mut words: Vec<String> = Vec::new();
    let mut chunk = String::new();
    for c in text.chars() {
        if chunk.len() + c.len_utf8() > BYTES {
            words.push(std::mem::take(&mut chunk));
        }
        chunk.push(c);
    }
    words.push(chunk);
    let words = words
        .iter()
        .map(|chunk| format!("=?UTF-8?B?{}?=", STANDARD.encode(chunk)));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use msg_core::EmailAddress;
    use msg_core::text::HeaderText;

    use super::*;

    fn written(name: Option<&str>, address: &str) -> Result<String, SendError> {
        write(&Mailbox {
            name: name.map(|name| HeaderText::new(name).unwrap()),
            address: EmailAddress::parse(address).unwrap(),
        })
    }

    #[test]
    fn names_and_domains_are_written_in_ascii() {
        for (name, address, expected) in [
            (None, "ann@example.com", "ann@example.com"),
            (
                Some("Ann Lee"),
                "ann@example.com",
                "\"Ann Lee\" <ann@example.com>",
            ),
            (
                Some(r#"Ann "A\" <evil@x.y>, Lee"#),
                "ann@example.com",
                r#""Ann \"A\\\" <evil@x.y>, Lee" <ann@example.com>"#,
            ),
            (
                Some("Grüße"),
                "ann@bücher.example",
                "=?UTF-8?B?R3LDvMOfZQ==?= <ann@xn--bcher-kva.example>",
            ),
            (
                Some("=?x?="),
                "a@example.com",
                "=?UTF-8?B?PT94Pz0=?= <a@example.com>",
            ),
        ] {
            assert_eq!(written(name, address).unwrap(), expected);
        }
        assert!(written(None, "grüße@example.com").is_err());
    }

    #[test]
    fn encoded_words_are_short_and_split_no_character() {
        let text = "✓ü".repeat(60);
        let encoded = encoded_words(&text);
        let mut decoded = Vec::new();
        for word in encoded.split(' ') {
            assert!(word.len() <= 75, "{word}");
            let inner = word.strip_prefix("=?UTF-8?B?").unwrap();
            let chunk = STANDARD.decode(inner.strip_suffix("?=").unwrap()).unwrap();
            decoded.push(String::from_utf8(chunk).unwrap());
        }
        assert_eq!(decoded.concat(), text);
    }
}
