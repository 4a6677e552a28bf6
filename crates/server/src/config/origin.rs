//! Where a value came from.

use std::fmt;

/// The place that gave a setting its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// `config/default.toml`.
    Default,
    /// A line of a file; no line where the file as a whole is meant.
    File { path: String, line: Option<usize> },
    /// A line of a `.env` file, which sets a variable.
    DotEnv {
        path: String,
        line: usize,
        name: String,
    },
    /// A variable of the environment.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File {
                path,
                line: Some(line),
            } => write!(f, "{path}:{line}"),
            Self::File { path, line: None } => f.write_str(path),
            Self::DotEnv { path, line, name } => write!(f, "{path}:{line} {name}"),
            Self::Variable(name) => f.write_str(name),
        }
    }
}
