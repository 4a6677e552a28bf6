//! The GSM 7-bit default alphabet and its extension table, 3GPP TS 23.038 §6.2.1 and §6.2.1.1.

mod table;

use table::Code;

/// The septet that announces a character of the extension table.
pub const ESCAPE: u8 = 0x1B;

/// Returns how many septets a character takes: one, two for the extension table, or `None` when
/// GSM-7 cannot carry it.
///
/// ```
/// use sms_encoding::gsm7::septets;
///
/// assert_eq!(septets('Ç'), Some(1));
/// assert_eq!(septets('€'), Some(2));
/// assert_eq!(septets('ç'), None);
/// ```
pub const fn septets(ch: char) -> Option<usize> {
    match table::code(ch) {
        Some(Code::Basic(_)) => Some(1),
        Some(Code::Extension(_)) => Some(2),
        None => None,
    }
}

/// Encodes a text as septets, one to a byte and not packed, as SMPP carries the default alphabet.
///
/// Returns `None` when a character is outside GSM-7; [`offending`](crate::offending) names it.
///
/// ```
/// assert_eq!(sms_encoding::gsm7::encode("@1€"), Some(vec![0x00, 0x31, 0x1B, 0x65]));
/// ```
pub fn encode(text: &str) -> Option<Vec<u8>> {
    let mut encoded = Vec::with_capacity(text.len());
    for ch in text.chars() {
        match table::code(ch)? {
            Code::Basic(septet) => encoded.push(septet),
            Code::Extension(septet) => encoded.extend([ESCAPE, septet]),
        }
    }
    Some(encoded)
}
