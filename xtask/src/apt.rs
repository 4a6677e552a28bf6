//! Installing Debian packages, by `xtask/install-packages.sh`.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process;

/// Installs packages without starting their services.
///
/// # Errors
///
/// When this isn't root on a system with apt-get, or apt-get fails.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let script = "xtask/install-packages.sh";
    let packages_line = packages.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("install what is missing; Debian calls it {packages_line}");
    }
    if !is_root()? {
        bail!("only root can install it; run: sudo sh {script} {packages_line}");
    }
    println!("installing {packages_line}");
    process::run(process::program("sh", [script]).args(packages))
        .context("cannot install what the tests need")
}

fn is_root() -> Result<bool> {
    let this_process = fs::metadata("/proc/self").context("cannot tell who runs this")?;
    Ok(this_process.uid() == 0)
}
