//! The keys of the deployment.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use msg_core::IndexKey;
use secrecy::{ExposeSecret, SecretSlice, SecretString};

use super::problem::Problems;
use super::reader::Reader;

/// Keys that belong to the deployment, not to a provider.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The keys from which one-time passwords are derived, the current one first; without them, one is made at the first start.
    pub secret_key: Option<Vec<Key>>,
    /// The key of the hashes that recipients are looked up by; without it, one is made at the first start.
    pub index_key: Option<IndexKey>,
    /// The first API key, 40 to 200 visible ASCII characters, in place of one that is made at the first start.
    pub api_key: Option<SecretString>,
}

/// One key of the ring from which one-time passwords are derived.
#[derive(Clone, Debug)]
pub struct Key {
    /// The name that codes remember it by: 1 to 32 letters, digits, `_` and `-`.
    pub id: String,
    /// At least 32 bytes.
    pub bytes: SecretSlice<u8>,
}

impl Secrets {
    pub(super) fn read(from: Reader<'_>, problems: &mut Problems) -> Self {
        refuse_shared_key(from, problems);
        let mut parsed = Parsed { from, problems };
        Self {
            secret_key: parsed.get("secret_key", ring),
            index_key: parsed.get("index_key", index_key),
            api_key: parsed.get("api_key", api_key),
        }
    }
}

struct Parsed<'a> {
    from: Reader<'a>,
    problems: &'a mut Problems,
}

impl Parsed<'_> {
    fn get<T>(&mut self, key: &str, parse: fn(&str) -> Result<T, String>) -> Option<T> {
        let secret = self.from.get::<Option<SecretString>>(key)?;
        let parsed = parse(secret.expose_secret().trim());
        let refuse = |complaint| {
            let text = format!("`{}`: {complaint}", self.from.path(key));
            self.problems.at(self.from.origin(key), text);
        };
        parsed.map_err(refuse).ok()
    }
}

/// A key that is replaced from time to time and one that can't be replaced must not be the same.
fn refuse_shared_key(from: Reader<'_>, problems: &mut Problems) {
    let keys = ["secret_key", "index_key"].map(|key| from.get::<Option<SecretString>>(key));
    let [Some(ring), Some(index)] = keys else {
        return;
    };
    let index = index.expose_secret().trim();
    let mut keys = ring.expose_secret().split(',');
    if keys.any(|key| {
        key.rsplit(':')
            .next()
            .is_some_and(|key| key.trim() == index)
    }) {
        let fix = "make another with `openssl rand -base64 32`";
        let text = format!("`secrets.index_key`: it is one of `secrets.secret_key`; {fix}");
        problems.at(from.origin("index_key"), text);
    }
}

fn ring(text: &str) -> Result<Vec<Key>, String> {
    let mut keys: Vec<Key> = Vec::new();
    for (item, number) in text.split(',').zip(1..) {
        let (id, key) = item.split_once(':').unwrap_or(("k1", item));
        let id = id.trim();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        if !(1..=32).contains(&id.len()) || !id.bytes().all(allowed) {
            let rule = "use 1 to 32 letters, digits, `_` and `-` before the `:`";
            return Err(format!("the id of key {number} is not usable; {rule}"));
        }
        if keys.iter().any(|earlier| earlier.id == id) {
            let fix = "give each key an id of its own, as in `k2:…,k1:…`";
            return Err(format!("key {number} has the id of an earlier one; {fix}"));
        }
        let bytes = decode(key).map_err(|complaint| format!("key {number} {complaint}"))?;
        keys.push(Key {
            id: id.to_owned(),
            bytes: bytes.into(),
        });
    }
    Ok(keys)
}

fn index_key(text: &str) -> Result<IndexKey, String> {
    let bytes = decode(text).map_err(|complaint| format!("the key {complaint}"))?;
    let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| {
        let length = bytes.len();
        format!("the key has {length} bytes; make one of 32 with `openssl rand -base64 32`")
    })?;
    Ok(IndexKey::new(bytes))
}

fn api_key(text: &str) -> Result<SecretString, String> {
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    if (40..=200).contains(&text.len()) && printable && is_varied(text.as_bytes()) {
        return Ok(text.into());
    }
    let rule = "use 40 to 200 random ones without spaces, such as those of `openssl rand -hex 32`";
    Err(format!(
        "its characters are too few or too easily guessed; {rule}"
    ))
}

/// Decodes a key of at least 32 bytes; of the two alphabets of base64 and of padding it takes any.
fn decode(text: &str) -> Result<Vec<u8>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty; remove the comma or the `:`");
    }
    let bytes = unhex(text)
        .or_else(|| unbase64(text))
        .ok_or("is neither base64 nor hex; make one with `openssl rand -base64 32`")?;
    if bytes.len() < 32 {
        return Err("is shorter than 32 bytes; make one with `openssl rand -base64 32`");
    }
    if !is_varied(&bytes) {
        return Err("is a placeholder; make one with `openssl rand -base64 32`");
    }
    Ok(bytes)
}

/// Takes 64 hex digits or more: fewer are a key in base64 that happens to look like it, or too short anyway.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|char| char.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() >= 64 && digits.len().is_multiple_of(2))?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

/// Refuses what a person typed to fill the field: random bytes are practically never as few different ones as that.
fn is_varied(bytes: &[u8]) -> bool {
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() >= 8
}
