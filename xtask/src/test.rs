//! `cargo xtask test`

use anyhow::Result;

use crate::{moto, process, requirements};

/// Installs what the tests need and runs them; `arguments` go to `cargo test`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    requirements::ensure()?;
    moto::ensure()?;
    let names_a_package = arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument.starts_with("-p") || argument.starts_with("--package"));
    let scope: &[&str] = if names_a_package {
        &[]
    } else {
        &["--workspace"]
    };
    let fixed = ["test", "--locked", "--all-features", "--no-fail-fast"];
    process::run(process::cargo(fixed).args(scope).args(arguments))
}
