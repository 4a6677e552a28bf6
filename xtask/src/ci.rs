//! `cargo xtask ci`

use std::io::{IsTerminal, stdout};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::{deny, features, generate, process, test};

/// A step's name and what it does.
type Step = (&'static str, fn() -> Result<()>);

/// The quick ones first; `test` before what needs compiled crates.
const STEPS: &[Step] = &[
    ("fmt", fmt),
    ("clippy", clippy),
    ("test", || test::run(&[])),
    ("features", features::check_and_build),
    ("gen", generate::check),
    ("doc", doc),
    ("deny", deny::run),
];

fn fmt() -> Result<()> {
    process::run(&mut process::cargo(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    let scope = ["--workspace", "--all-targets", "--all-features", "--locked"];
    process::run(
        process::cargo(["clippy"])
            .args(scope)
            .args(["--", "-D", "warnings"]),
    )
}

fn doc() -> Result<()> {
    let scope = ["--workspace", "--no-deps", "--locked"];
    process::run(
        process::cargo(["doc"])
            .args(scope)
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Runs all steps, up to the first that fails.
///
/// # Errors
///
/// The error of that step.
pub(crate) fn run() -> Result<()> {
    let mut done = Vec::new();
    let mut result = Ok(());
    for (name, step) in STEPS {
        println!("\n{}", strong(&format!("==> {name}")));
        let (outcome, took) = timed(*step);
        println!(
            "{}",
            strong(&format!("<== {name} {:.1} s", took.as_secs_f64()))
        );
        done.push((*name, took));
        if outcome.is_err() {
            result = outcome.with_context(|| format!("ci failed in `{name}`"));
            break;
        }
    }
    println!("\n{}", summary(&done, result.is_ok()));
    result
}

/// One line a step, and the verdict.
fn summary(done: &[(&str, Duration)], passed: bool) -> String {
    let mut lines = String::new();
    for (index, (name, _)) in STEPS.iter().enumerate() {
        let line = match done.get(index) {
            Some((_, took)) if passed || index + 1 < done.len() => {
                format!("  ok      {name:<9} {:>7.1} s\n", took.as_secs_f64())
            }
            Some((_, took)) => format!("  FAILED  {name:<9} {:>7.1} s\n", took.as_secs_f64()),
            None => format!("  not run {name}\n"),
        };
        lines.push_str(&line);
    }
    let total: Duration = done.iter().map(|(_, took)| *took).sum();
    let verdict = if passed { "passed" } else { "FAILED" };
    format!("{lines}ci {verdict} after {:.1} s", total.as_secs_f64())
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is what is measured"
)]
fn timed(step: fn() -> Result<()>) -> (Result<()>, Duration) {
    let start = Instant::now();
    let outcome = step();
    (outcome, start.elapsed())
}

/// Bold where a person is looking.
fn strong(text: &str) -> String {
    if stdout().is_terminal() {
        format!("\x1b[1m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_tells_what_passed_failed_and_never_ran() {
        let done = [
            ("fmt", Duration::from_millis(1_500)),
            ("clippy", Duration::from_mins(1)),
        ];
        let text = summary(&done, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "  ok      fmt           1.5 s");
        assert_eq!(lines[1], "  FAILED  clippy       60.0 s");
        assert_eq!(lines[2], "  not run test");
        assert_eq!(lines[STEPS.len()], "ci FAILED after 61.5 s");
    }
}
