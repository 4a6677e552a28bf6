//! The alphabet, character by character, against the standard's numbers.

use std::collections::BTreeMap;

use sms_encoding::{Encoding, analyze, gsm7, offending};

#[path = "oracle/alphabet.rs"]
mod alphabet;

#[test]
fn the_oracle_has_as_many_characters_as_the_standard() {
    let (basic, extension): (Vec<_>, Vec<_>) = alphabet::gsm7()
        .into_iter()
        .partition(|(_, septets)| septets.len() == 1);
    assert_eq!((basic.len(), extension.len()), (127, 10));
    let distinct: BTreeMap<_, _> = alphabet::gsm7()
        .into_iter()
        .map(|(ch, septets)| (septets, ch))
        .collect();
    assert_eq!(distinct.len(), 137);
}

#[test]
fn every_unicode_character_is_classified_as_the_standard_does() {
    let expected: BTreeMap<char, Vec<u8>> = alphabet::gsm7().into_iter().collect();
    for ch in '\0'..=char::MAX {
        let septets = expected.get(&ch);
        assert_eq!(
            gsm7::septets(ch),
            septets.map(Vec::len),
            "septets of {ch:?}"
        );

        let text = ch.encode_utf8(&mut [0; 4]).to_owned();
        let analysis = analyze(&text);
        let (encoding, units) = match septets {
            Some(septets) => (Encoding::Gsm7, septets.len()),
            None => (Encoding::Ucs2, text.encode_utf16().count()),
        };
        assert_eq!(
            (analysis.encoding, analysis.units, analysis.segments),
            (encoding, units, 1),
            "analysis of {ch:?}"
        );
        assert_eq!(gsm7::encode(&text), septets.cloned(), "encoding of {ch:?}");
        assert_eq!(
            offending(&text).count(),
            usize::from(septets.is_none()),
            "offence of {ch:?}"
        );
    }
}

#[test]
fn characters_often_got_wrong() {
    let check = |chars: &str, septets: Option<usize>| {
        for ch in chars.chars() {
            assert_eq!(gsm7::septets(ch), septets, "{ch:?}");
        }
    };
    check("äöüñÄÖÜÑßàèéìòùÇØøÅåÆæÉ¡¿£¥§¤ΔΦΓΛΩΠΨΣΘΞ@$_\n\r", Some(1));
    check("€[]{}\\^~|\u{C}", Some(2));
    // Small c with cedilla, accents of other languages, the typographer's marks, controls, the
    // escape itself, look-alikes: ohm, micro, Greek capital alpha, no-break space.
    check(
        "ç`áíóúâêôãõÀÈ“”‘’–—…•\0\t\u{1B}\u{7F}\u{2126}µ\u{391}\u{A0}",
        None,
    );
}

#[test]
fn texts_encode_to_septets_and_escapes() {
    assert_eq!(gsm7::encode(""), Some(vec![]));
    assert_eq!(
        gsm7::encode("@[Δ]€"),
        Some(vec![0, 0x1B, 0x3C, 0x10, 0x1B, 0x3E, 0x1B, 0x65])
    );
    assert_eq!(gsm7::encode("ok `"), None);
}
