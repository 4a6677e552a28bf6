//! `cargo xtask features`: what depends on what, proved from `cargo tree` without building.

mod arrows;
mod sets;
mod tree;

use anyhow::{Result, bail};

use crate::process;

/// Feature sets of the gateway that no other step compiles.
const BUILDS: &[&[&str]] = &[
    &["--no-default-features"],
    &["--no-default-features", "--features", "provider-smtp"],
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

/// Checks, and compiles [`BUILDS`].
///
/// # Errors
///
/// As [`check`], or when one doesn't compile without warnings.
pub(crate) fn check_and_build() -> Result<()> {
    check()?;
    for features in BUILDS {
        println!("cargo check -p gateway {}", features.join(" "));
        let fixed = ["check", "--locked", "-p", "gateway"];
        process::run(process::cargo(fixed).args(*features))?;
    }
    Ok(())
}
