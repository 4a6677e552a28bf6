//! Texts that are safe where they end up: in a header line, or in a log.

use std::fmt;

/// One line of text for a header field: no line break and no control character can get into it.
///
/// Besides the C0 controls and DEL, the line and paragraph separators U+2028, U+2029 and the C1 controls
/// (among them NEL) are refused, since some renderers break lines there.
/// See [RFC 5322 §2.2](https://www.rfc-editor.org/rfc/rfc5322#section-2.2).
/// A subject may hold a code, so it shows only its length in Debug output.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HeaderText(String);

impl HeaderText {
    /// The longest text, in bytes: the line limit of RFC 5322 §2.1.1.
    pub const MAX_BYTES: usize = 998;

    /// Takes `text` as it is.
    ///
    /// # Errors
    /// Refuses control characters, line separators and texts over [`Self::MAX_BYTES`].
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidHeaderText> {
        let text = text.into();
        if text.len() > Self::MAX_BYTES {
            return Err(InvalidHeaderText::TooLong);
        }
        if text.chars().any(breaks_a_line) {
            return Err(InvalidHeaderText::ControlCharacter);
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeaderText({} bytes)", self.0.len())
    }
}

/// Why a text can't be a header field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHeaderText {
    /// It holds a control character or a line separator.
    #[error("a header field holds no line break or control character; remove it")]
    ControlCharacter,
    /// It is longer than a header line may be.
    #[error("a header field holds at most {max} bytes; shorten it", max = HeaderText::MAX_BYTES)]
    TooLong,
}

fn breaks_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text that may hold a code or private content: it shows only its length in Debug output.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Body(String);

impl Body {
    /// Wraps `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the provider that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

/// What a vendor said, fit to be kept and shown: one line, at most [`VendorText::MAX_CHARS`] characters,
/// with runs of four or more digits replaced, since vendors quote phone numbers and codes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorText(String);

impl VendorText {
    /// The most characters kept.
    pub const MAX_CHARS: usize = 300;

    /// Redacts and caps `raw`. Addresses in `private` are masked wherever they occur, in any letter case.
    pub fn redact(raw: &str, private: &[&str]) -> Self {
        let mut line: String = raw
            .chars()
            .take(4 * Self::MAX_CHARS)
            .map(|c| if breaks_a_line(c) { ' ' } else { c })
            .collect();
        for address in private.iter().filter(|address| !address.is_empty()) {
            line = mask_every(&line, address);
        }
        let masked = mask_digit_runs(line.trim());
        Self(masked.chars().take(Self::MAX_CHARS).collect())
    }

    /// The redacted text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VendorText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn mask_every(line: &str, needle: &str) -> String {
    let (folded, needle) = (line.to_ascii_lowercase(), needle.to_ascii_lowercase());
    let mut masked = String::with_capacity(line.len());
    let mut rest = 0;
    for (start, found) in folded.match_indices(&needle) {
        masked.push_str(&line[rest..start]);
        masked.push('…');
        rest = start + found.len();
    }
    masked.push_str(&line[rest..]);
    masked
}

/// The vendor's own code is kept apart from its text, so digits in the text are never needed.
fn mask_digit_runs(line: &str) -> String {
    let mut masked = String::with_capacity(line.len());
    let mut run = String::new();
    for c in line.chars() {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        flush(&mut run, &mut masked);
        masked.push(c);
    }
    flush(&mut run, &mut masked);
    masked
}

fn flush(run: &mut String, masked: &mut String) {
    if run.len() >= 4 {
        masked.push('…');
    } else {
        masked.push_str(run);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_text_lets_no_line_break_in() {
        for bad in [
            "a\r\nBcc: x",
            "a\nb",
            "a\0",
            "a\u{2028}b",
            "a\u{85}b",
            "\u{7f}",
            "a\tb",
        ] {
            assert_eq!(
                HeaderText::new(bad),
                Err(InvalidHeaderText::ControlCharacter),
                "{bad:?}"
            );
        }
        assert_eq!(
            HeaderText::new("x".repeat(999)),
            Err(InvalidHeaderText::TooLong)
        );
        assert_eq!(HeaderText::new("Grüße ✓").unwrap().as_str(), "Grüße ✓");
    }

    #[test]
    fn vendor_text_keeps_neither_addresses_nor_numbers() {
        for (raw, kept) in [
            (
                "550 5.1.1 <Ann@Example.com>: unknown",
                "550 5.1.1 <…>: unknown",
            ),
            (
                "The 'To' number +12025550123 is not valid",
                "The 'To' number +… is not valid",
            ),
            ("your code is 123456\r\nbye", "your code is …  bye"),
            ("", ""),
        ] {
            assert_eq!(VendorText::redact(raw, &["ann@example.com"]).as_str(), kept);
        }
        let long = VendorText::redact(&"é".repeat(10_000), &[]);
        assert_eq!(long.as_str().chars().count(), VendorText::MAX_CHARS);
    }

    #[test]
    fn what_may_hold_a_code_does_not_show_itself() {
        assert_eq!(format!("{:?}", Body::new("code 123456")), "Body(11 bytes)");
        let subject = HeaderText::new("123456 is your code").unwrap();
        assert_eq!(format!("{subject:?}"), "HeaderText(19 bytes)");
    }
}
