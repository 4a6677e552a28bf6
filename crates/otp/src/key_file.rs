//! Keys that a deployment makes for itself.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use msg_core::{Entropy, IndexKey};
use zeroize::Zeroizing;

use crate::key_ring::{InvalidKeys, KeyRing};

const OTP: &str = "otp";
const INDEX: &str = "index";
const OWNER_ONLY: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// The keys in a file that only its owner can read: two lines, `otp = kid:base64` and `index = base64`.
///
/// The first may be replaced, or become several (see [`KeyRing`]). The second must stay as long as the database does,
/// or nobody is found in it any more.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// The keys of codes.
    pub ring: KeyRing,
    /// The key by which recipients are found again.
    pub index: IndexKey,
    /// Whether the file was made just now.
    pub created: bool,
}

impl KeyFile {
    /// Reads the keys, or makes them, the file and its directory where there is no file.
    ///
    /// # Errors
    /// Fails when the file can't be read or made, when others than its owner may read it, and when it holds anything
    /// but keys. A file that exists is never changed.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyFileError> {
        let failed = |source| KeyFileError::Unusable {
            path: path.to_owned(),
            source,
        };
        let exists = fs::exists(path).map_err(failed)?;
        let created = !exists && create(path, entropy).map_err(failed)?;
        let mut file = File::open(path).map_err(failed)?;
        let mode = file.metadata().map_err(failed)?.permissions().mode();
        if mode & OTHERS != 0 {
            return Err(KeyFileError::Exposed {
                path: path.to_owned(),
            });
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(failed)?;
        let (ring, index) = parse(&text).map_err(|fault| KeyFileError::Content {
            path: path.to_owned(),
            fault,
        })?;
        Ok(Self {
            ring,
            index,
            created,
        })
    }
}

/// Why the keys in a file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The system refused.
    #[error("the key file {} can't be read or made: {source}", .path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others may read it.
    #[error("others may read the key file {path}; run `chmod 600 {path}`", path = .path.display())]
    Exposed {
        /// Which file.
        path: PathBuf,
    },
    /// It doesn't hold keys.
    #[error("the key file {} is damaged: {fault}", .path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        fault: KeyFileFault,
    },
}

/// What is wrong with the content of a key file. Never quotes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileFault {
    /// A line isn't `otp = …` or `index = …`.
    #[error("line {0} is neither `otp = …` nor `index = …`; restore the file from a backup")]
    Line(usize),
    /// An entry isn't there exactly once.
    #[error("`{0}` must be there once; restore the file from a backup")]
    Entry(&'static str),
    /// The index key isn't 32 bytes.
    #[error("`index` is not 32 bytes in base64; restore the file from a backup")]
    Index,
    /// The keys of codes aren't keys.
    #[error("`otp`: {0}")]
    Otp(#[from] InvalidKeys),
}

/// Writes the file under another name first, so that it is never seen half written, and links it to its own name, which
/// fails where another process was faster. Returns whether the file is ours.
fn create(path: &Path, entropy: &dyn Entropy) -> io::Result<bool> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let draft = directory.join(format!(
        ".keys-{:016x}",
        u64::from_be_bytes(*random(entropy))
    ));
    write_new(&draft, &generate(entropy))?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => File::open(directory)?.sync_all().map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(OWNER_ONLY)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The name of the key is random as well: codes made with the key of a lost file must not be taken for its own.
fn generate(entropy: &dyn Entropy) -> Zeroizing<String> {
    let kid = u32::from_be_bytes(*random(entropy));
    let otp = Zeroizing::new(STANDARD.encode(random::<32>(entropy)));
    let index = Zeroizing::new(STANDARD.encode(random::<32>(entropy)));
    Zeroizing::new(format!(
        "# Secret keys, made at the first start. Back this file up, apart from the database.\n\
         {OTP} = {kid:08x}:{}\n{INDEX} = {}\n",
        *otp, *index
    ))
}

fn random<const N: usize>(entropy: &dyn Entropy) -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    entropy.fill(&mut *bytes);
    bytes
}

fn parse(text: &str) -> Result<(KeyRing, IndexKey), KeyFileFault> {
    let mut otp = None;
    let mut index = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(KeyFileFault::Line(number))?;
        let (entry, name) = match name.trim() {
            OTP => (&mut otp, OTP),
            INDEX => (&mut index, INDEX),
            _ => return Err(KeyFileFault::Line(number)),
        };
        if entry.replace(value.trim()).is_some() {
            return Err(KeyFileFault::Entry(name));
        }
    }
    let ring = otp.ok_or(KeyFileFault::Entry(OTP))?.parse()?;
    let index = index.ok_or(KeyFileFault::Entry(INDEX))?;
    let bytes = Zeroizing::new(STANDARD.decode(index).map_err(|_| KeyFileFault::Index)?);
    let bytes: &[u8; 32] = bytes
        .as_slice()
        .try_into()
        .map_err(|_| KeyFileFault::Index)?;
    Ok((ring, IndexKey::new(bytes)))
}
