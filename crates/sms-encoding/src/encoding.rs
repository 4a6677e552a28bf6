//! The two encodings and what a segment holds in each.

use std::fmt;

/// Septets in a GSM-7 message that is sent as one segment: 140 octets.
pub const GSM7_SINGLE: usize = 160;

/// Septets in every segment of a longer GSM-7 message: 140 octets less the six of the
/// concatenation header, rounded down to whole septets.
pub const GSM7_CONCATENATED: usize = 153;

/// UTF-16 code units in a UCS-2 message that is sent as one segment: 140 octets.
pub const UCS2_SINGLE: usize = 70;

/// UTF-16 code units in every segment of a longer UCS-2 message: 140 octets less the six of the
/// concatenation header.
pub const UCS2_CONCATENATED: usize = 67;

/// Most segments one message can have: the concatenation header counts them in one octet
/// (3GPP TS 23.040 §9.2.3.24.1).
///
/// Nothing in this crate enforces it, and providers refuse much shorter texts.
pub const MAX_SEGMENTS: usize = 255;

/// How the text of an SMS is encoded on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The GSM 7-bit default alphabet with its extension table; the unit is a septet.
    Gsm7,
    /// UCS-2, in practice UTF-16; the unit is a 16-bit code unit.
    Ucs2,
}

impl Encoding {
    /// Returns the name used in answers and logs: `gsm-7` or `ucs-2`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "gsm-7",
            Self::Ucs2 => "ucs-2",
        }
    }

    /// Returns the units a message may have and still be one segment.
    pub const fn single_limit(self) -> usize {
        match self {
            Self::Gsm7 => GSM7_SINGLE,
            Self::Ucs2 => UCS2_SINGLE,
        }
    }

    /// Returns the units each segment holds, the first included, once there are several.
    pub const fn concatenated_limit(self) -> usize {
        match self {
            Self::Gsm7 => GSM7_CONCATENATED,
            Self::Ucs2 => UCS2_CONCATENATED,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
