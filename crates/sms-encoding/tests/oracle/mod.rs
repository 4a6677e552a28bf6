//! Segments by brute force: the whole text is encoded for the air, the units are cut, and every
//! cut is decoded again.

pub(crate) mod alphabet;

use std::{collections::BTreeMap, sync::LazyLock};

use sms_encoding::Encoding;

static SEPTETS: LazyLock<BTreeMap<char, Vec<u8>>> =
    LazyLock::new(|| alphabet::gsm7().into_iter().collect());

static CHARS: LazyLock<BTreeMap<Vec<u8>, char>> = LazyLock::new(|| {
    alphabet::gsm7()
        .into_iter()
        .map(|(ch, septets)| (septets, ch))
        .collect()
});

/// A segment as the air carries it: its text and its units.
pub(crate) type Part = (String, usize);

pub(crate) fn parts(text: &str) -> (Encoding, Vec<Part>) {
    if let Some(units) = septets(text) {
        let cuts = cut(&units, 160, 153, |last| *last == 0x1B);
        (Encoding::Gsm7, decode(&cuts, from_septets))
    } else {
        let units: Vec<u16> = text.encode_utf16().collect();
        let cuts = cut(&units, 70, 67, |last| (0xD800..0xDC00).contains(last));
        (Encoding::Ucs2, decode(&cuts, from_utf16))
    }
}

fn septets(text: &str) -> Option<Vec<u8>> {
    let chars: Option<Vec<Vec<u8>>> = text.chars().map(|ch| SEPTETS.get(&ch).cloned()).collect();
    chars.map(|chars| chars.concat())
}

/// Cuts units into parts, one unit earlier where the last one needs its successor.
fn cut<U>(
    units: &[U],
    single: usize,
    concatenated: usize,
    needs_successor: fn(&U) -> bool,
) -> Vec<&[U]> {
    if units.len() <= single {
        return vec![units];
    }
    let mut parts = Vec::new();
    let mut from = 0;
    while from < units.len() {
        let mut to = units.len().min(from + concatenated);
        if to < units.len() && needs_successor(&units[to - 1]) {
            to -= 1;
        }
        parts.push(&units[from..to]);
        from = to;
    }
    parts
}

fn decode<U>(cuts: &[&[U]], text: fn(&[U]) -> String) -> Vec<Part> {
    cuts.iter()
        .map(|units| (text(units), units.len()))
        .collect()
}

fn from_utf16(units: &[u16]) -> String {
    String::from_utf16(units).expect("no half surrogate pair")
}

fn from_septets(septets: &[u8]) -> String {
    let mut septets = septets.iter().copied();
    let mut text = String::new();
    while let Some(first) = septets.next() {
        let mut code = vec![first];
        if first == 0x1B {
            code.push(septets.next().expect("no half escape pair"));
        }
        text.push(CHARS[&code]);
    }
    text
}
