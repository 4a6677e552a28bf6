//! The three numbers about a text that a sender asks for first.

use crate::{Encoding, gsm7, segments};

/// What a text is as SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Analysis {
    /// How the text is encoded.
    pub encoding: Encoding,
    /// Length in septets (GSM-7) or UTF-16 code units (UCS-2), without concatenation headers.
    pub units: usize,
    /// Segments the text is sent and billed as; at least one.
    pub segments: usize,
}

/// Determines encoding, units and segments of a text, without allocating.
///
/// ```
/// use sms_encoding::analyze;
///
/// assert_eq!(analyze(&"€".repeat(80)).segments, 1);
/// assert_eq!(analyze(&"€".repeat(81)).segments, 2);
/// ```
pub fn analyze(text: &str) -> Analysis {
    let measure = Measure::of(text);
    let Measure {
        encoding,
        units,
        pairs,
    } = measure;
    let segments = if units <= encoding.single_limit() {
        1
    } else if pairs {
        segments::divide(text, measure).count()
    } else {
        units.div_ceil(encoding.concatenated_limit())
    };
    Analysis {
        encoding,
        units,
        segments,
    }
}

/// What one pass over a text finds out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    pub(crate) encoding: Encoding,
    pub(crate) units: usize,
    /// Whether a character takes two units, so that a segment may end one unit early.
    pub(crate) pairs: bool,
}

impl Measure {
    pub(crate) fn of(text: &str) -> Self {
        Self::gsm7(text).unwrap_or_else(|| Self::ucs2(text))
    }

    fn gsm7(text: &str) -> Option<Self> {
        let mut chars = 0;
        let mut units = 0;
        for ch in text.chars() {
            chars += 1;
            units += gsm7::septets(ch)?;
        }
        Some(Self {
            encoding: Encoding::Gsm7,
            units,
            pairs: units > chars,
        })
    }

    /// Counts from the bytes: each character has one that is no continuation byte, and those
    /// beyond U+FFFF begin with 0xF0 or more.
    fn ucs2(text: &str) -> Self {
        let chars = text.bytes().filter(|byte| byte & 0xC0 != 0x80).count();
        let surrogate_pairs = text.bytes().filter(|&byte| byte >= 0xF0).count();
        Self {
            encoding: Encoding::Ucs2,
            units: chars + surrogate_pairs,
            pairs: surrogate_pairs > 0,
        }
    }
}
