//! What the tests need besides Rust: one table, checked before they run.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::apt;

/// Something that the tests start or the build calls.
#[derive(Debug)]
struct Requirement {
    name: &'static str,
    /// Programs, by name, and other files, by absolute path, that must all be there.
    parts: &'static [&'static str],
    /// The Debian packages that bring them.
    packages: &'static [&'static str],
}

const REQUIREMENTS: &[Requirement] = &[
    Requirement {
        name: "a C compiler (aws-lc-rs and SQLite are compiled from source)",
        parts: &["cc", "/usr/include/stdio.h"],
        packages: &["gcc", "libc6-dev"],
    },
    Requirement {
        name: "a mail server (testkit::mail_server starts one per test)",
        parts: &["exim4"],
        packages: &["exim4-daemon-light"],
    },
];

/// Makes sure that everything is there, installing what is missing where that is possible.
///
/// # Errors
///
/// When something is missing and can't be installed from here; the message has the command to type.
pub(crate) fn ensure() -> Result<()> {
    let missing = missing(REQUIREMENTS, &directories());
    if missing.is_empty() {
        return Ok(());
    }
    for requirement in &missing {
        println!("missing: {}", requirement.name);
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|requirement| requirement.packages)
        .copied()
        .collect();
    apt::install(&packages)?;
    if let Some(requirement) = self::missing(REQUIREMENTS, &directories()).first() {
        bail!(
            "{} is still missing although {} is installed; looked for {}",
            requirement.name,
            requirement.packages.join(" "),
            requirement.parts.join(", ")
        );
    }
    Ok(())
}

fn missing<'a>(requirements: &'a [Requirement], directories: &[PathBuf]) -> Vec<&'a Requirement> {
    // Joining an absolute path yields that path.
    let is_there = |part: &str| directories.iter().any(|place| place.join(part).exists());
    requirements
        .iter()
        .filter(|requirement| !requirement.parts.iter().all(|part| is_there(part)))
        .collect()
}

/// Where programs are: `PATH`, and the places of Debian that an ordinary user's `PATH` lacks.
#[expect(
    clippy::disallowed_methods,
    reason = "PATH is what the programs started from here are found by"
)]
fn directories() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .collect()
}

/// The first place that has the program, if any.
pub(crate) fn find(program: &str, more: &Path) -> Option<PathBuf> {
    directories()
        .into_iter()
        .chain([more.to_owned()])
        .map(|place| place.join(program))
        .find(|path| path.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Requirement] = &[
        Requirement {
            name: "there",
            parts: &["Cargo.toml", "/proc/self/stat"],
            packages: &[],
        },
        Requirement {
            name: "half there",
            parts: &["Cargo.toml", "no-such-program"],
            packages: &[],
        },
        Requirement {
            name: "nowhere",
            parts: &["/no/such/file"],
            packages: &[],
        },
    ];

    #[test]
    fn a_requirement_is_missing_unless_all_its_parts_are_there() {
        let places = ["/no/such/place", env!("CARGO_MANIFEST_DIR")].map(PathBuf::from);
        let names: Vec<_> = missing(TABLE, &places).iter().map(|one| one.name).collect();
        assert_eq!(names, ["half there", "nowhere"]);
        let everywhere = missing(TABLE, &[]).len();
        assert_eq!(everywhere, TABLE.len(), "nothing is found in no directory");
    }
}
