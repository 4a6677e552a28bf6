//! Both tables as the standard prints them, and the lookup from a character built from them.

use super::ESCAPE;

/// Where a character stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Code {
    /// In the default alphabet, at this septet.
    Basic(u8),
    /// In the extension table, at this septet after the escape.
    Extension(u8),
}

/// The default alphabet; the index is the septet. The one at 0x1B is the escape, no character.
#[rustfmt::skip]
const BASIC: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å',
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\x1B', 'Æ', 'æ', 'ß', 'É',
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§',
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The extension table, but for the euro sign: it alone lies beyond [`BY_CHAR`].
const EXTENSION: [(u8, char); 9] = [
    (0x0A, '\x0C'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
];

const EURO: Code = Code::Extension(0x65);

/// Every character of both tables below U+0400, so that a lookup is one load.
static BY_CHAR: [Option<Code>; 0x400] = by_char();

const fn by_char() -> [Option<Code>; 0x400] {
    let mut codes = [None; 0x400];
    let mut septet: u8 = 0;
    while septet < 128 {
        if septet != ESCAPE {
            codes[BASIC[septet as usize] as usize] = Some(Code::Basic(septet));
        }
        septet += 1;
    }
    let mut at = 0;
    while at < EXTENSION.len() {
        let (septet, ch) = EXTENSION[at];
        codes[ch as usize] = Some(Code::Extension(septet));
        at += 1;
    }
    codes
}

/// Finds a character in the two tables.
pub(crate) const fn code(ch: char) -> Option<Code> {
    match ch {
        '\0'..='\u{3FF}' => BY_CHAR[ch as usize],
        '€' => Some(EURO),
        _ => None,
    }
}
