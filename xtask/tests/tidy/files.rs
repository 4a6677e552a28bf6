//! The files that the rules look at.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A file of the repository.
#[derive(Debug)]
pub(crate) struct File {
    /// Relative to the root of the repository.
    pub(crate) path: String,
    /// Empty where the file isn't text.
    pub(crate) text: String,
}

impl From<(&str, &str)> for File {
    fn from((path, text): (&str, &str)) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }
}

impl File {
    pub(crate) fn ends_in(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Whether this file states rules, and so has to write down what they forbid.
    pub(crate) fn is_about_rules(&self) -> bool {
        self.path.starts_with("xtask/tests/tidy/")
    }

    /// The lines, counted from one.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    pub(crate) fn problem(&self, line: usize, message: &str) -> String {
        format!("{}:{line}: {message}", self.path)
    }
}

/// Every file that git tracks or would add.
pub(crate) fn of_the_repository() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask/ is inside the repository");
    let listed = Command::new("git")
        // Another user's clone may be read all the same.
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .args(["--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .expect("git can be started");
    assert!(
        listed.status.success(),
        "git can't list the files: {}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let listed = String::from_utf8(listed.stdout).expect("all names are UTF-8");
    let files: Vec<File> = listed
        .split_terminator('\0')
        // What is deleted but not yet committed is listed too, and a temporary file may be gone by now.
        .filter_map(|path| Some((path, fs::read(root.join(path)).ok()?)))
        .map(|(path, content)| File {
            path: path.to_owned(),
            text: String::from_utf8(content).unwrap_or_default(),
        })
        .collect();
    assert!(
        files.iter().any(|file| file.path == "Cargo.toml"),
        "git lists no Cargo.toml"
    );
    files
}
