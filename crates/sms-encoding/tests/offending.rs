//! The characters that force UCS-2, and where they stand.

use proptest::prelude::*;
use sms_encoding::{Encoding, analyze, offending};

#[path = "oracle/alphabet.rs"]
mod alphabet;

fn check(text: &str, expected: &[(char, usize, usize)]) {
    let found: Vec<_> = offending(text)
        .map(|found| (found.ch, found.char_index, found.byte_offset))
        .collect();
    assert_eq!(found, expected, "{text:?}");
    let encoding = if expected.is_empty() {
        Encoding::Gsm7
    } else {
        Encoding::Ucs2
    };
    assert_eq!(analyze(text).encoding, encoding, "{text:?}");
}

#[test]
fn examples() {
    check("", &[]);
    check("Größe [ÄÖÜ] für 5 €", &[]);
    check("Olá", &[('á', 2, 2)]);
    check("é`é`", &[('`', 1, 2), ('`', 3, 5)]);
    check("€👍…", &[('👍', 1, 3), ('…', 2, 7)]);
    check("e\u{301}", &[('\u{301}', 1, 1)]);
}

proptest! {
    #[test]
    fn exactly_the_characters_outside_the_alphabet(chars in prop::collection::vec(
        prop_oneof![any::<char>(), prop::char::range('\0', '\u{FF}')], 0..60)
    ) {
        let text = String::from_iter(&chars);
        let known = alphabet::gsm7();
        let mut expected = Vec::new();
        let mut byte = 0;
        for (index, &ch) in chars.iter().enumerate() {
            if !known.iter().any(|(gsm, _)| *gsm == ch) {
                expected.push((ch, index, byte));
            }
            byte += ch.len_utf8();
        }
        check(&text, &expected);
    }
}
