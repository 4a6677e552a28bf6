//! Installing [moto](https://docs.getmoto.org), the simulation of AWS that tests send to.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{apt, process};

const VERSION: &str = "5.2.5";

/// Says which version is there; written last, so that an installation that was cut short is done again.
const STAMP: &str = "installed-version";

/// Makes sure that moto is in `target/tools/moto`.
///
/// Where it can't be had, say without a network, the tests that need it say `SKIPPED`, and fail under CI.
///
/// # Errors
///
/// When `target/` can't be written.
pub(crate) fn ensure() -> Result<()> {
    let place = place();
    let stamp = place.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|version| version == VERSION) {
        return Ok(());
    }
    println!("missing: moto (a simulation of AWS); installing it, which takes a minute");
    if place.exists() {
        fs::remove_dir_all(&place).context("cannot remove an old moto")?;
    }
    if let Err(error) = install(&place) {
        println!("SKIPPED moto: {error:#}");
        // Half of it would look like the whole to the tests; there may be nothing at all.
        let _ = fs::remove_dir_all(&place);
        return Ok(());
    }
    fs::write(&stamp, VERSION).context("cannot write to target/tools")
}

fn place() -> PathBuf {
    process::root().join("target/tools/moto")
}

fn install(place: &Path) -> Result<()> {
    let make = || process::run(process::program("python3", ["-m", "venv"]).arg(place));
    // Debian's python3 comes without what makes environments.
    if make().is_err() {
        apt::install(&["python3", "python3-venv"])?;
        make()?;
    }
    let package = format!("moto[server]=={VERSION}");
    let arguments = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--retries",
        "1",
        &package,
    ];
    let python = place.join("bin/python");
    process::run(process::program(&python.to_string_lossy(), arguments).env("PIP_NO_INPUT", "1"))
}
