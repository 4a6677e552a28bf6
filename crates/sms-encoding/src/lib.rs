//! Tells how a text travels as SMS: its encoding, how many segments it takes, where each one
//! breaks, and which characters made it expensive.
//!
//! A text made only of the GSM 7-bit default alphabet and its extension table goes out as
//! [`Encoding::Gsm7`]; a single character outside them turns the whole text into
//! [`Encoding::Ucs2`], where less than half as much fits.
//!
//! ```
//! use sms_encoding::{Encoding, analyze, offending, segments};
//!
//! let plain = analyze("Your code is 123456");
//! assert_eq!((plain.encoding, plain.units, plain.segments), (Encoding::Gsm7, 19, 1));
//!
//! // A backtick is not in the alphabet, so this one is UCS-2.
//! let text = "Your code is `123456`";
//! assert_eq!(analyze(text).encoding, Encoding::Ucs2);
//! let found: Vec<_> = offending(text).map(|found| (found.ch, found.char_index)).collect();
//! assert_eq!(found, [('`', 13), ('`', 20)]);
//!
//! // 161 septets no longer fit in 160, and then every segment holds 153, the first included.
//! let long = "a".repeat(161);
//! let lengths: Vec<_> = segments(&long).map(|segment| segment.units).collect();
//! assert_eq!(lengths, [153, 8]);
//! ```
//!
//! # What is counted
//!
//! * Units are septets in GSM-7 (a character of the extension table takes two, escape included)
//!   and UTF-16 code units in UCS-2 (a character beyond U+FFFF takes two).
//! * A message that fits alone holds [`GSM7_SINGLE`] or [`UCS2_SINGLE`] units. In a longer one
//!   each segment gives six octets to the header that joins them again, so *all* of them, the
//!   first too, hold [`GSM7_CONCATENATED`] or [`UCS2_CONCATENATED`].
//! * Segments are filled one after the other. An escape pair or a surrogate pair that would
//!   straddle the boundary moves to the next segment whole, so `units` divided by the limit can
//!   be too small a number of segments.
//! * An empty text is one segment of no units: an SMS without text is still sent and billed.
//! * A text breaks between code points, not between grapheme clusters: an emoji joined from
//!   several code points, or a letter and its combining accent, may be divided. The standard asks
//!   no more, and the handset joins the segments before it shows them. A calculator that keeps
//!   clusters whole, such as [Twilio's](https://github.com/TwilioDevEd/message-segment-calculator),
//!   can find more segments in such a text.
//! * Nothing is normalised: `é` as one code point is GSM-7, `e` followed by U+0301 is not.
//! * National language shift tables are not used. They have other limits and few carriers.
//!
//! Sources: [3GPP TS 23.038](https://www.3gpp.org/dynareport/23038.htm) for the alphabets,
//! [3GPP TS 23.040](https://www.3gpp.org/dynareport/23040.htm) §9.2.3.24.1 for concatenation.

mod analysis;
mod encoding;
pub mod gsm7;
mod offending;
mod segments;

pub use analysis::{Analysis, analyze};
pub use encoding::{
    Encoding, GSM7_CONCATENATED, GSM7_SINGLE, MAX_SEGMENTS, UCS2_CONCATENATED, UCS2_SINGLE,
};
pub use offending::{Offending, OffendingChars, offending};
pub use segments::{Segment, Segments, segments};

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
