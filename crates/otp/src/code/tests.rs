use std::time::Duration;

use jiff::Timestamp;
use msg_core::{EmailAddress, OtpId, PhoneNumber, RecipientIndex, TenantId};
use uuid::Uuid;

use super::*;
use crate::challenge::{Nonce, Terms};
use crate::key_ring::Kid;
use crate::policy::Policy;
use crate::purpose::Purpose;

const KEY: [u8; 32] = {
    let mut key = [0; 32];
    let mut place = 0;
    while place < 32 {
        key[place as usize] = place;
        place += 1;
    }
    key
};
const DIGITS: &str = "0123456789";
const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn challenge(purpose: &str, nonce: [u8; 16], alphabet: &str, length: u8) -> Challenge {
    Challenge {
        id: OtpId::from_uuid(Uuid::from_u128(2)),
        tenant: TenantId::from_uuid(Uuid::from_u128(1)),
        purpose: Purpose::new(purpose).unwrap(),
        recipient: RecipientIndex::from_bytes([9; 32]),
        kid: Kid::new("k1").unwrap(),
        nonce: Nonce::from_bytes(nonce),
        terms: Terms {
            length: length.try_into().unwrap(),
            alphabet: Alphabet::new(alphabet).unwrap(),
            max_attempts: 5,
        },
        attempts: 0,
        sends: 1,
        created_at: Timestamp::UNIX_EPOCH,
        last_sent_at: None,
        expires_at: Timestamp::UNIX_EPOCH + Duration::from_mins(10),
        consumed_at: None,
        canceled_at: None,
    }
}

fn ann() -> Recipient {
    Recipient::Email(EmailAddress::parse("Ann@example.com").unwrap())
}

fn phone() -> Recipient {
    Recipient::Phone(PhoneNumber::parse("+12025550123").unwrap())
}

/// Expected codes come from a separate implementation (Python's `hmac`), in which the last one is found in the second
/// draw.
#[test]
fn codes_are_these() {
    for (purpose, recipient, nonce, alphabet, length, code) in [
        ("login", ann(), 3, DIGITS, 6, "880904"),
        ("login", phone(), 3, DIGITS, 6, "108847"),
        ("password_reset", ann(), 3, DIGITS, 8, "52736746"),
        ("login", ann(), 3, CROCKFORD, 12, "0WA8392A3G88"),
        ("login", ann(), 3, DIGITS, 4, "0904"),
        ("login", ann(), 63, &CROCKFORD[..31], 12, "7W5BM3J2SC46"),
    ] {
        let challenge = challenge(purpose, [nonce; 16], alphabet, length);
        let derived = Code::derive(&KEY, &challenge, &recipient);
        assert_eq!(derived.expose(), code);
    }
}

/// Twelve symbols of 32 coincide by chance once in 2^60 times.
#[test]
fn whatever_changes_the_code_changes() {
    let first = challenge("login", [3; 16], CROCKFORD, 12);
    let other = |change: fn(&mut Challenge)| {
        let mut changed = first.clone();
        change(&mut changed);
        changed
    };
    let mut other_key = KEY;
    other_key[31] ^= 1;
    let mut codes: Vec<String> = [
        (&KEY, first.clone(), ann()),
        (&other_key, first.clone(), ann()),
        (&KEY, first.clone(), phone()),
        (
            &KEY,
            other(|it| it.tenant = TenantId::from_uuid(Uuid::from_u128(2))),
            ann(),
        ),
        (
            &KEY,
            other(|it| it.purpose = Purpose::new("logi").unwrap()),
            ann(),
        ),
        (
            &KEY,
            other(|it| it.id = OtpId::from_uuid(Uuid::from_u128(1))),
            ann(),
        ),
        (
            &KEY,
            other(|it| it.nonce = Nonce::from_bytes([4; 16])),
            ann(),
        ),
    ]
    .iter()
    .map(|(key, challenge, recipient)| Code::derive(*key, challenge, recipient).expose().to_owned())
    .collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 7);

    // Purpose and recipient are two, even where they read the same one after the other.
    let recipient = Recipient::Email(EmailAddress::parse("n@example.com").unwrap());
    let shifted = Code::derive(
        &KEY,
        &other(|it| it.purpose = Purpose::new("loginan").unwrap()),
        &recipient,
    );
    assert_ne!(
        shifted.expose(),
        Code::derive(&KEY, &first, &ann()).expose()
    );

    // What happens to a challenge later changes nothing.
    let sent_again = other(|it| {
        it.attempts = 4;
        it.sends = 5;
        it.expires_at = Timestamp::MAX;
    });
    let code = |challenge| Code::derive(&KEY, challenge, &ann());
    assert_eq!(code(&sent_again).expose(), code(&first).expose());
}

#[test]
fn numbers_that_would_be_unfair_are_passed_over() {
    // 2^64 = 18446744073709551616, so the last 551616 numbers are too many for whole millions.
    let last_fair = 18_446_744_073_708_999_999;
    for (drawn, number) in [
        (vec![0], 0),
        (vec![1_000_042], 42),
        (vec![last_fair], 999_999),
        (vec![last_fair + 1, 7], 7),
        (vec![u64::MAX, last_fair + 1, last_fair, 3], 999_999),
    ] {
        let draw = |counter| drawn[usize::try_from(counter).unwrap()];
        assert_eq!(first_fair(1_000_000, draw), number, "{drawn:?}");
    }
    // A power of two divides 2^64: nothing is passed over.
    assert_eq!(first_fair(1 << 60, |_| u64::MAX), (1 << 60) - 1);
}

/// Pearson's test on 200,000 codes: each digit of each place, and the last three digits together, stay below what
/// chance exceeds once in a million times.
#[test]
fn codes_are_spread_evenly() {
    const CODES: u32 = 200_000;
    let mut challenge = challenge("login", [0; 16], DIGITS, 6);
    let mut places = [[0_u32; 10]; 6];
    let mut endings = vec![0_u32; 1_000];
    for number in 0..CODES {
        challenge.nonce = Nonce::from_bytes(u128::from(number).to_be_bytes());
        let code = Code::derive(&KEY, &challenge, &ann());
        for (place, digit) in places.iter_mut().zip(code.expose().bytes()) {
            place[usize::from(digit - b'0')] += 1;
        }
        endings[code.expose()[3..].parse::<usize>().unwrap()] += 1;
    }
    for (place, counts) in places.iter().enumerate() {
        let deviation = deviation(counts, CODES);
        assert!(
            deviation < 45.97,
            "place {place}: {deviation} with 9 degrees of freedom"
        );
    }
    let deviation = deviation(&endings, CODES);
    assert!(
        deviation < 1_226.1,
        "{deviation} with 999 degrees of freedom"
    );
}

fn deviation(counts: &[u32], total: u32) -> f64 {
    let buckets = u32::try_from(counts.len()).unwrap();
    let expected = f64::from(total) / f64::from(buckets);
    let squares = counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected);
    squares.sum()
}

#[test]
fn a_guess_is_the_code_only_in_full() {
    let policy = Policy {
        lengths: vec![CodeLength::SIX, CodeLength::EIGHT],
        alphabet: Alphabet::new(CROCKFORD).unwrap(),
        ..Policy::default()
    };
    let code = Code::derive(&KEY, &challenge("login", [3; 16], CROCKFORD, 6), &ann());
    let right = code.expose().to_owned();
    let last_changed = format!(
        "{}{}",
        &right[..5],
        if right.ends_with('0') { '1' } else { '0' }
    );
    for (typed, same) in [
        (right.clone(), true),
        (right.to_lowercase(), true),
        (last_changed, false),
        (format!("{right}00"), false),
        (format!("00{right}"), false),
    ] {
        let guess = policy.shape(&typed).unwrap();
        assert_eq!(code.is(&guess), same, "{typed}");
    }
}
