//! Codes and guesses, and how a code follows from a key and a challenge.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use msg_core::Recipient;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::alphabet::{Alphabet, CodeLength};
use crate::challenge::Challenge;

/// Keeps these codes apart from whatever else the key may be used for, and from later ways to derive them.
const LABEL: &[u8] = b"otp-code-1";

/// The code of one challenge. It doesn't show itself and is wiped from memory.
pub struct Code(Symbols);

impl Code {
    /// Derives the code of `challenge`, which was made for `recipient`.
    ///
    /// The code is `HMAC-SHA256(key, label, tenant, purpose, recipient, id, nonce, counter)`, each part preceded by its
    /// length, of which the first 64 bits are a number. Numbers from the largest multiple of the count of codes up are
    /// passed over by counting up, so that every code is equally likely.
    pub(crate) fn derive(key: &[u8], challenge: &Challenge, recipient: &Recipient) -> Self {
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
        let recipient = Zeroizing::new(recipient.canonical());
        for part in [
            LABEL,
            challenge.tenant.as_uuid().as_bytes(),
            challenge.purpose.as_str().as_bytes(),
            recipient.as_bytes(),
            challenge.id.as_uuid().as_bytes(),
            challenge.nonce.as_bytes(),
        ] {
            update(&mut mac, part);
        }
        let terms = &challenge.terms;
        let codes = terms.alphabet.codes(terms.length);
        let number = first_fair(codes, |counter| draw(&mac, counter));
        let mut symbols = Symbols::empty(terms.length.get());
        terms.alphabet.write(number, symbols.used_mut());
        Self(symbols)
    }

    /// The code itself, for the text that is sent to its recipient.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// Whether `guess` is this code, found out in a time that doesn't depend on either.
    pub(crate) fn is(&self, guess: &Guess) -> bool {
        self.0.all.ct_eq(&*guess.0.all).into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What somebody typed, in the shape of a code. It doesn't show itself and is wiped from memory.
/// Made by [`Policy::shape`](crate::Policy::shape).
#[derive(Clone)]
pub struct Guess(Symbols);

impl Guess {
    /// Takes `typed`, which has the length of a code, unless it has other symbols.
    pub(crate) fn fold(typed: &str, alphabet: &Alphabet) -> Option<Self> {
        let mut symbols = Symbols::empty(u8::try_from(typed.len()).ok()?);
        for (place, typed) in symbols.used_mut().iter_mut().zip(typed.bytes()) {
            *place = alphabet.fold(typed)?;
        }
        Some(Self(symbols))
    }
}

impl fmt::Debug for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guess(…)")
    }
}

/// Up to [`CodeLength::MAX`] symbols, always compared in full length.
#[derive(Clone)]
struct Symbols {
    all: Zeroizing<[u8; CodeLength::MAX]>,
    used: u8,
}

impl Symbols {
    fn empty(used: u8) -> Self {
        Self {
            all: Zeroizing::default(),
            used,
        }
    }

    fn used_mut(&mut self) -> &mut [u8] {
        &mut self.all[..usize::from(self.used)]
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.all[..usize::from(self.used)]).expect("all symbols are ASCII")
    }
}

fn update(mac: &mut Hmac<Sha256>, part: &[u8]) {
    let length = u64::try_from(part.len()).expect("no slice is longer than 2^64");
    mac.update(&length.to_be_bytes());
    mac.update(part);
}

fn draw(mac: &Hmac<Sha256>, counter: u32) -> u64 {
    let mut mac = mac.clone();
    update(&mut mac, &counter.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let first = digest.first_chunk().expect("32 bytes have a first 8");
    u64::from_be_bytes(*first)
}

/// The first drawn number below the largest multiple of `codes`, modulo `codes`.
fn first_fair(codes: u64, draw: impl Fn(u32) -> u64) -> u64 {
    // 2^64 - (2^64 mod codes): how many of the 2^64 numbers can be dealt out evenly.
    let fair = (1_u128 << 64) - (1_u128 << 64) % u128::from(codes);
    (0..=u32::MAX)
        .map(draw)
        .find(|number| u128::from(*number) < fair)
        .expect("at most half of the numbers are passed over")
        % codes
}

#[cfg(test)]
mod tests;
