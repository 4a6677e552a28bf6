//! The repository's own commands: `cargo xtask <command>`.
//!
//! Everything that CI does can be done here, by the same code.

mod apt;
mod ci;
mod deny;
mod features;
mod generate;
mod moto;
mod process;
mod requirements;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The repository's own commands.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run every test of the workspace, after making sure that what they need is installed
    ///
    /// On Debian or Ubuntu, run by root, missing packages are installed with apt-get; elsewhere the command to type
    /// is printed.
    Test {
        /// What `cargo test` gets besides, for example `-p otp`, or `-- --nocapture` after another `--`
        #[arg(last = true, value_name = "ARGS")]
        arguments: Vec<String>,
    },
    /// Run what CI runs: formatting, lints, tests, feature graph, generated pages, documentation, dependencies
    ///
    /// Stops at the first step that fails and ends with the time of each.
    Ci,
    /// Prove from `cargo tree` which crates depend on what, and print the number of crates of each feature set
    Features {
        /// Compile the feature sets that nothing else compiles, too
        #[arg(long)]
        build: bool,
    },
    /// Write the generated reference pages under docs/
    Gen {
        /// Write nothing; fail if a page isn't what would be written
        #[arg(long)]
        check: bool,
    },
    /// Check licences, sources, banned crates and advisories of all dependencies with cargo-deny
    ///
    /// Compiles cargo-deny into target/tools where it isn't installed, which takes minutes.
    Deny,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Test { arguments } => test::run(&arguments),
        Command::Ci => ci::run(),
        Command::Features { build: false } => features::check(),
        Command::Features { build: true } => features::check_and_build(),
        Command::Gen { check: false } => generate::write(),
        Command::Gen { check: true } => generate::check(),
        Command::Deny => deny::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
