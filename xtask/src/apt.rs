//! Installing Debian packages without starting what they bring.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process;

/// `policy-rc.d` keeps a package's service from being started; only we put one there, so only we take it away, also
/// when interrupted.
const INSTALL: &str = r#"
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@"
"#;

/// Installs packages.
///
/// # Errors
///
/// When this isn't root on a system with apt-get, or apt-get fails.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!(
        "apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!(
            "install what is missing (Debian's packages: {})",
            packages.join(" ")
        );
    }
    if !is_root()? {
        bail!("only root can install it; run: sudo {by_hand}");
    }
    println!("installing {}", packages.join(" "));
    process::run(process::program("sh", ["-c", INSTALL, "sh"]).args(packages))
        .with_context(|| format!("cannot install what the tests need; try: {by_hand}"))
}

fn is_root() -> Result<bool> {
    let this_process = fs::metadata("/proc/self").context("cannot tell who runs this")?;
    Ok(this_process.uid() == 0)
}
