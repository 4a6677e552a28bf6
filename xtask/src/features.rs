//! `cargo xtask features`: what depends on what, proved from `cargo tree` without building.

mod arrows;
mod sets;
mod tree;

use anyhow::{Result, bail};

use crate::process;

/// Feature sets that no other step compiles, and what only they can show.
const BUILDS: &[&str] = &[
    "check -p gateway --no-default-features",
    "check -p gateway --no-default-features --features provider-aws",
    "check -p gateway --no-default-features --features provider-sendgrid",
    "check -p gateway --no-default-features --features provider-smtp",
    "check -p gateway --no-default-features --features provider-twilio",
    "test -p server --no-default-features --lib left_out",
];

/// Prints the number of crates of each feature set.
///
/// # Errors
///
/// When a set has a crate that it mustn't have, lacks one that it must have, or an arrow points outward.
pub(crate) fn check() -> Result<()> {
    let mut problems = sets::check()?;
    problems.extend(arrows::check()?);
    for problem in &problems {
        println!("problem: {problem}");
    }
    if !problems.is_empty() {
        bail!("{} problems in the feature graph", problems.len());
    }
    Ok(())
}

/// Checks, and runs [`BUILDS`].
///
/// # Errors
///
/// As [`check`], or when one fails.
pub(crate) fn check_and_build() -> Result<()> {
    check()?;
    for build in BUILDS {
        println!("cargo {build}");
        process::run(process::cargo(build.split(' ')).arg("--locked"))?;
    }
    Ok(())
}
