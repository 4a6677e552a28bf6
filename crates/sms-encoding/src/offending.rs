//! The characters that force UCS-2.

use std::{iter, iter::FusedIterator, str};

use crate::gsm7;

/// A character outside GSM-7, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Offending {
    /// The character.
    pub ch: char,
    /// How many characters (code points) come before it.
    pub char_index: usize,
    /// How many bytes of UTF-8 come before it.
    pub byte_offset: usize,
}

/// Finds every character that keeps a text from being GSM-7, each occurrence, in order.
///
/// There are none exactly when the text is GSM-7. Collected into a set they are the distinct ones:
///
/// ```
/// use std::collections::BTreeSet;
/// use sms_encoding::offending;
///
/// let text = "“Olá”, “olá”";
/// assert_eq!(offending(text).count(), 6);
/// let distinct: BTreeSet<char> = offending(text).map(|found| found.ch).collect();
/// assert_eq!(distinct, BTreeSet::from(['á', '“', '”']));
/// ```
pub fn offending(text: &str) -> OffendingChars<'_> {
    OffendingChars {
        chars: text.char_indices().enumerate(),
    }
}

/// Iterates over the characters of a text that force UCS-2; made by [`offending`].
#[derive(Debug, Clone)]
pub struct OffendingChars<'a> {
    chars: iter::Enumerate<str::CharIndices<'a>>,
}

impl Iterator for OffendingChars<'_> {
    type Item = Offending;

    fn next(&mut self) -> Option<Offending> {
        self.chars.find_map(|(char_index, (byte_offset, ch))| {
            gsm7::septets(ch).is_none().then_some(Offending {
                ch,
                char_index,
                byte_offset,
            })
        })
    }
}

impl FusedIterator for OffendingChars<'_> {}
