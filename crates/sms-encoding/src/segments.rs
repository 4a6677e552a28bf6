//! Where a text breaks.

use std::{iter::FusedIterator, ops::Range};

use crate::{Encoding, analysis::Measure, gsm7};

/// One segment of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Segment<'a> {
    /// The part of the text in it.
    pub text: &'a str,
    /// Where that part begins, in bytes of the whole text.
    pub start: usize,
    /// Its length in septets or UTF-16 code units, without the concatenation header.
    pub units: usize,
}

impl Segment<'_> {
    /// Returns the bytes of the whole text that are in this segment.
    pub const fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// Divides a text into its segments; joined, they are the text again.
///
/// There are as many as [`analyze`](crate::analyze) says; an empty text has one, empty.
///
/// ```
/// let text = "a".repeat(152) + "€, after a euro sign that did not fit";
/// let breaks: Vec<_> = sms_encoding::segments(&text).map(|segment| segment.range()).collect();
/// assert_eq!(breaks, [0..152, 152..191]);
/// ```
pub fn segments(text: &str) -> Segments<'_> {
    divide(text, Measure::of(text))
}

pub(crate) fn divide(text: &str, measure: Measure) -> Segments<'_> {
    let Measure {
        encoding, units, ..
    } = measure;
    let limit = if units <= encoding.single_limit() {
        encoding.single_limit()
    } else {
        encoding.concatenated_limit()
    };
    Segments {
        rest: Some(text),
        start: 0,
        encoding,
        limit,
    }
}

/// Iterates over the segments of a text; made by [`segments`].
#[derive(Debug, Clone)]
pub struct Segments<'a> {
    /// What is still to come; an empty text too is a segment, so its end is not an empty rest.
    rest: Option<&'a str>,
    start: usize,
    encoding: Encoding,
    limit: usize,
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let rest = self.rest.take()?;
        let (end, units) = fill(rest, self.encoding, self.limit);
        let (text, rest) = rest.split_at(end);
        let segment = Segment {
            text,
            start: self.start,
            units,
        };
        self.start += end;
        self.rest = (!rest.is_empty()).then_some(rest);
        Some(segment)
    }
}

impl FusedIterator for Segments<'_> {}

/// Takes whole characters while they fit; returns where it stopped, in bytes, and their units.
fn fill(text: &str, encoding: Encoding, limit: usize) -> (usize, usize) {
    let mut units = 0;
    for (at, ch) in text.char_indices() {
        let filled = units + width(ch, encoding);
        if filled > limit {
            return (at, units);
        }
        units = filled;
    }
    (text.len(), units)
}

/// Returns the units of a character of a text that is known to have this encoding.
fn width(ch: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Gsm7 => gsm7::septets(ch).unwrap_or(1),
        Encoding::Ucs2 => ch.len_utf16(),
    }
}
