//! What a configuration is read from.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{fs, io};

use super::dotenv;

/// The inputs of [`Config::load`](super::Config::load): the environment and the contents of files.
///
/// The default is an empty environment and no files, which is what tests build upon.
///
/// ```
/// use server::config::{Config, Sources};
///
/// let sources = Sources::default().env("HERALD_LISTEN", "[::1]:3000");
/// assert_eq!(Config::load(&sources)?.server.listen.port(), 3000);
/// # Ok::<(), server::config::Problems>(())
/// ```
#[derive(Default)]
pub struct Sources {
    pub(super) environment: BTreeMap<String, String>,
    /// Names of variables whose value isn't Unicode.
    pub(super) not_unicode: Vec<String>,
    pub(super) dotenv: Option<SourceFile>,
    pub(super) toml: Option<SourceFile>,
    pub(super) files: Files,
}

/// A file that was looked for and found, or that had to be there.
pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) text: io::Result<String>,
}

/// Files that settings point to.
pub(super) enum Files {
    /// Those of the machine.
    Disk,
    /// Those given here, by path, and no others.
    Memory(BTreeMap<String, String>),
}

impl Default for Files {
    fn default() -> Self {
        Self::Memory(BTreeMap::new())
    }
}

impl Sources {
    /// Reads the environment of the process, `./.env`, and the TOML file: `config`, or the one that `HERALD_CONFIG` names, or
    /// `./herald.toml`, where it exists.
    ///
    /// Never fails: [`Config::load`](super::Config::load) reports what could not be read together with all other problems.
    pub fn from_process(config: Option<PathBuf>) -> Self {
        let mut sources = Self {
            dotenv: SourceFile::if_present(".env"),
            files: Files::Disk,
            ..Self::default()
        };
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else {
                continue;
            };
            match value.into_string() {
                Ok(value) => {
                    sources.environment.insert(name, value);
                }
                Err(_) => sources.not_unicode.push(name),
            }
        }
        sources.not_unicode.sort();
        let named = config
            .map(|path| path.to_string_lossy().into_owned())
            .or_else(|| sources.variable("HERALD_CONFIG"));
        sources.toml = match named {
            Some(path) => Some(SourceFile::required(&path)),
            None => SourceFile::if_present("herald.toml"),
        };
        sources
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Gives the content of `.env`.
    #[must_use]
    pub fn dotenv(mut self, text: &str) -> Self {
        self.dotenv = Some(SourceFile::given(".env", text));
        self
    }

    /// Gives the content of `herald.toml`.
    #[must_use]
    pub fn toml(mut self, text: &str) -> Self {
        self.toml = Some(SourceFile::given("herald.toml", text));
        self
    }

    /// Gives the content of a file that a setting points to, such as `SMTP_PASSWORD_FILE`.
    #[must_use]
    pub fn file(mut self, path: &str, text: &str) -> Self {
        if let Files::Memory(files) = &mut self.files {
            files.insert(path.to_owned(), text.to_owned());
        }
        self
    }

    /// The value of a variable that is needed before the configuration is read.
    fn variable(&self, name: &str) -> Option<String> {
        let from_file = || {
            let text = self.dotenv.as_ref()?.text.as_ref().ok()?;
            let assignments = dotenv::parse(text).filter_map(Result::ok);
            assignments.filter(|a| a.name == name).last()
        };
        let value = self.environment.get(name).cloned();
        value
            .filter(|value| !value.is_empty())
            .or_else(|| from_file().map(|assignment| assignment.value))
            .filter(|value| !value.is_empty())
    }
}

impl SourceFile {
    fn given(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: Ok(text.to_owned()),
        }
    }

    fn required(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: fs::read_to_string(path),
        }
    }

    pub(super) fn if_present(path: &str) -> Option<Self> {
        let file = Self::required(path);
        match &file.text {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            _ => Some(file),
        }
    }
}

impl Files {
    /// Reads a file as text.
    pub(super) fn read(&self, path: &str) -> io::Result<String> {
        match self {
            Self::Disk => fs::read_to_string(path),
            Self::Memory(files) => files
                .get(path)
                .cloned()
                .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file")),
        }
    }
}
