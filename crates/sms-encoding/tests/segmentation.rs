//! Encoding, units and breaks of whole texts, against examples and against brute force.

use proptest::prelude::*;
use sms_encoding::{
    Encoding::{self, Gsm7, Ucs2},
    MAX_SEGMENTS, Segment, analyze, segments,
};

mod oracle;

/// Compares everything said about a text with what brute force finds.
fn check(text: &str) {
    let (encoding, expected) = oracle::parts(text);
    let analysis = analyze(text);
    let found: Vec<Segment<'_>> = segments(text).collect();

    let as_oracle: Vec<_> = found.iter().map(|s| (s.text.to_owned(), s.units)).collect();
    assert_eq!(as_oracle, expected, "segments of {text:?}");
    assert_eq!(analysis.encoding, encoding, "encoding of {text:?}");
    assert_eq!(
        analysis.segments,
        expected.len(),
        "number of segments of {text:?}"
    );
    let units: usize = expected.iter().map(|(_, units)| units).sum();
    assert_eq!(analysis.units, units, "units of {text:?}");

    let limit = match (encoding, found.len()) {
        (Gsm7, 1) => 160,
        (Gsm7, _) => 153,
        (Ucs2, 1) => 70,
        (Ucs2, _) => 67,
    };
    assert!(
        found.iter().all(|segment| segment.units <= limit),
        "too long a segment: {text:?}"
    );
    let mut end = 0;
    for segment in &found {
        assert_eq!(segment.start, end, "gap or overlap in {text:?}");
        assert_eq!(&text[segment.range()], segment.text, "range in {text:?}");
        end = segment.range().end;
    }
    assert_eq!(end, text.len(), "the segments are not all of {text:?}");
}

#[test]
fn examples() {
    let cases: &[(String, Encoding, usize, usize)] = &[
        (String::new(), Gsm7, 0, 1),
        ("a".repeat(160), Gsm7, 160, 1),
        ("a".repeat(161), Gsm7, 161, 2),
        ("a".repeat(306), Gsm7, 306, 2),
        ("a".repeat(307), Gsm7, 307, 3),
        ("]".repeat(80), Gsm7, 160, 1),
        // An odd limit holds 76 pairs, so 306 septets do not fit in two segments.
        ("]".repeat(153), Gsm7, 306, 3),
        ("€".repeat(80), Gsm7, 160, 1),
        ("€".repeat(81), Gsm7, 162, 2),
        ("äöüñ".repeat(40), Gsm7, 160, 1),
        ("ç".repeat(70), Ucs2, 70, 1),
        ("ç".repeat(71), Ucs2, 71, 2),
        ("`".repeat(134), Ucs2, 134, 2),
        ("`".repeat(135), Ucs2, 135, 3),
        ("👍".repeat(35), Ucs2, 70, 1),
        ("👍".repeat(36), Ucs2, 72, 2),
        // 33 pairs in each of two segments, and the 67th emoji in a third.
        ("👍".repeat(66), Ucs2, 132, 2),
        ("👍".repeat(67), Ucs2, 134, 3),
        ("a".repeat(70) + "…", Ucs2, 71, 2),
        ("a".repeat(255 * 153), Gsm7, 255 * 153, MAX_SEGMENTS),
    ];
    for (text, encoding, units, segments) in cases {
        let found = analyze(text);
        let expected = (*encoding, *units, *segments);
        assert_eq!(
            (found.encoding, found.units, found.segments),
            expected,
            "{text:?}"
        );
        check(text);
    }
}

#[test]
fn a_pair_at_every_place_near_every_limit() {
    for (plain, pair, lengths) in [
        ("a", "€", [0..=3, 151..=162, 304..=310]),
        ("ж", "👍", [0..=3, 65..=72, 132..=138]),
    ] {
        for length in lengths.into_iter().flatten() {
            for before in 0..=length {
                check(&[&plain.repeat(before), pair, &plain.repeat(length - before)].concat());
            }
        }
    }
}

#[test]
fn a_break_may_fall_inside_a_grapheme_cluster() {
    let family = "👨\u{200D}👩\u{200D}👧";
    let text = "ж".repeat(65) + family;
    let first = segments(&text).next().unwrap();
    assert_eq!(first.units, 67);
    assert!(first.text.ends_with('👨'));
    check(&text);
}

#[test]
fn names_are_the_ones_answers_use() {
    assert_eq!(
        (Gsm7.to_string(), Ucs2.to_string()),
        ("gsm-7".to_owned(), "ucs-2".to_owned())
    );
}

/// Texts that stay in GSM-7, with few or many escape pairs.
fn gsm7_text() -> impl Strategy<Value = String> {
    let pairs_in_ten: BoxedStrategy<u32> = prop_oneof![Just(0), Just(1), Just(5), Just(9)].boxed();
    (pairs_in_ten, 0..500_usize).prop_flat_map(|(pairs, length)| {
        let ch = prop_oneof![
            10 - pairs => prop::sample::select("aZ5 @\näöñÇΩ§".chars().collect::<Vec<_>>()),
            pairs => prop::sample::select("€[]{}\\^~|\u{C}".chars().collect::<Vec<_>>()),
        ];
        prop::collection::vec(ch, length).prop_map(String::from_iter)
    })
}

/// Texts of all lengths of UTF-8, most of them UCS-2.
fn mixed_text() -> impl Strategy<Value = String> {
    let ch = prop_oneof![
        4 => prop::char::range(' ', '~'),
        1 => prop::sample::select("€[]çжé`\t".chars().collect::<Vec<_>>()),
        2 => prop::char::range('\u{800}', '\u{D7FF}'),
        2 => prop::char::range('\u{10000}', char::MAX),
        1 => any::<char>(),
    ];
    prop::collection::vec(ch, 0..300).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn gsm7_texts_divide_as_brute_force_does(text in gsm7_text()) {
        check(&text);
    }

    #[test]
    fn mixed_texts_divide_as_brute_force_does(text in mixed_text()) {
        check(&text);
    }

    /// Cutting a text at its end never makes it dearer, which shortening relies on.
    #[test]
    fn a_prefix_never_has_more_segments_in_the_same_encoding(text in mixed_text()) {
        let whole = analyze(&text);
        for (end, _) in text.char_indices() {
            let prefix = analyze(&text[..end]);
            if prefix.encoding == whole.encoding {
                prop_assert!(prefix.segments <= whole.segments);
            }
        }
    }
}
