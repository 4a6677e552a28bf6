//! The keys of the deployment.

use ::otp::{InvalidKeys, KeyRing};
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use msg_core::IndexKey;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::problem::Problems;
use super::reader::Reader;

const MAKE_ONE: &str = "make one with `openssl rand -base64 32`";

/// Keys that belong to the deployment, not to a provider.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The keys from which one-time passwords are derived, the current one first; without them, one is made at the first start.
    pub secret_key: Option<KeyRing>,
    /// The key of the hashes that recipients are looked up by; without it, one is made at the first start.
    pub index_key: Option<IndexKey>,
    /// The first API key, 40 to 200 visible ASCII characters, in place of one that is made at the first start.
    pub api_key: Option<SecretString>,
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
        let text = format!("`secrets.index_key`: it is one of `secrets.secret_key`; {MAKE_ONE}");
        problems.at(from.origin("index_key"), text);
    }
}

/// Reads the ring without the names of its keys in a complaint: part of a secret may stand where a name should.
fn ring(text: &str) -> Result<KeyRing, String> {
    let bare = |key: &str| key.rsplit(':').next().unwrap_or(key).trim().to_owned();
    if text.split(',').any(|key| !is_varied(bare(key).as_bytes())) {
        return Err(format!("a key is empty or a placeholder; {MAKE_ONE}"));
    }
    text.parse().map_err(|error| match error {
        InvalidKeys::Twice(_) => "two keys have one name; give each its own".to_owned(),
        InvalidKeys::Encoding(_) => format!("a key is neither base64 nor hex; {MAKE_ONE}"),
        InvalidKeys::Short(_) => format!("a key has less than 32 bytes; {MAKE_ONE}"),
        other => other.to_string(),
    })
}

/// Reads 32 bytes; of the two alphabets of base64 and of padding it takes any.
fn index_key(text: &str) -> Result<IndexKey, String> {
    let bytes = unhex(text).or_else(|| unbase64(text));
    let bytes = bytes.ok_or_else(|| format!("it is neither base64 nor hex; {MAKE_ONE}"))?;
    let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| {
        let length = bytes.len();
        format!("it has {length} bytes instead of 32; {MAKE_ONE}")
    })?;
    if !is_varied(bytes) {
        return Err(format!("it is a placeholder; {MAKE_ONE}"));
    }
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

/// 64 hex digits would also be base64, of 48 bytes; whoever writes nothing but hex digits means those.
fn unhex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digit = |char: char| char.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Option<Zeroizing<Vec<u8>>> = text
        .chars()
        .map(digit)
        .collect::<Option<_>>()
        .map(Zeroizing::new);
    let digits = digits.filter(|digits| digits.len() == 64)?;
    let pairs = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]);
    Some(Zeroizing::new(pairs.collect()))
}

fn unbase64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
        .map(Zeroizing::new)
}

/// Refuses what a person typed to fill the field: random bytes are practically never as few different ones as that.
fn is_varied(bytes: &[u8]) -> bool {
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() >= 8
}
