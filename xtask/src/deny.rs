//! `cargo xtask deny`

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{process, requirements};

const VERSION: &str = "0.20.2";

const DATABASE: &str = "https://github.com/rustsec/advisory-db";

/// Where cargo-deny looks for [`DATABASE`]: `db-path` of deny.toml, and a name that it makes from the address.
const DATABASE_PLACE: &str = "target/advisory-dbs/advisory-db-3157b0e258782691";

/// Seconds that fetching [`DATABASE`] may take.
const FETCH_LIMIT: &str = "120";

/// Checks bans, licences and sources, and advisories where their database can be had.
///
/// # Errors
///
/// When a check fails, or cargo-deny can't be installed.
pub(crate) fn run() -> Result<()> {
    install()?;
    // The crates of other systems are looked at too, and nothing else fetches those.
    process::run(&mut process::cargo(["fetch", "--locked", "--quiet"]))?;
    deny(&["bans", "licenses", "sources"])?;
    if has_database() {
        deny(&["advisories"])
    } else {
        println!("SKIPPED advisories: {DATABASE} can't be fetched and isn't at hand");
        Ok(())
    }
}

fn tools() -> PathBuf {
    process::root().join("target/tools")
}

fn find() -> Option<PathBuf> {
    requirements::find("cargo-deny", &tools().join("bin"))
}

fn install() -> Result<()> {
    if find().is_some() {
        return Ok(());
    }
    println!("compiling cargo-deny {VERSION} into target/tools, which takes some minutes, once");
    let arguments = [
        "install",
        "--quiet",
        "cargo-deny",
        "--locked",
        "--version",
        VERSION,
        "--root",
    ];
    process::run(process::cargo(arguments).arg(tools()))
}

fn deny(checks: &[&str]) -> Result<()> {
    let program = find().context("cargo-deny was installed but isn't there")?;
    // What it would fetch is fetched by now, by programs whose failure can be told from a finding.
    let arguments = [
        "--offline",
        "--all-features",
        "check",
        "--hide-inclusion-graph",
    ];
    let mut command = process::program(&program.to_string_lossy(), arguments);
    process::run(command.args(checks))
}

/// Brings the advisories up to date; whether there are any in the end, be they older.
fn has_database() -> bool {
    let place = process::root().join(DATABASE_PLACE);
    if !place.exists() {
        let clone = ["clone", "--quiet", "--depth", "1", DATABASE, DATABASE_PLACE];
        if !git(&clone) {
            return false;
        }
    }
    // cargo-deny takes the age of the database from FETCH_HEAD, which a clone alone doesn't write.
    if !git(&["-C", DATABASE_PLACE, "fetch", "--quiet", "--depth", "1"]) {
        println!("advisories are of an older copy: {DATABASE} can't be fetched");
    }
    place.join(".git/FETCH_HEAD").exists()
}

fn git(arguments: &[&str]) -> bool {
    let limited = process::program("timeout", [FETCH_LIMIT, "git"])
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .status();
    limited.is_ok_and(|status| status.success())
}
