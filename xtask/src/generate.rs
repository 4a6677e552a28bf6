//! `cargo xtask gen`: the reference pages that the server prints about itself.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process;

/// A page under docs/ and the part of `herald reference` that prints it.
const PAGES: &[(&str, &str)] = &[
    ("config", "docs/config.md"),
    ("providers", "docs/providers.md"),
    ("openapi", "docs/openapi.json"),
];

/// How many lines of each side of a difference are shown.
const SHOWN: usize = 10;

/// Writes the pages that changed.
///
/// # Errors
///
/// When the server doesn't print one, or it can't be written.
pub(crate) fn write() -> Result<()> {
    for (part, file) in PAGES {
        let fresh = print(part)?;
        if read(file) == fresh {
            println!("unchanged {file}");
            continue;
        }
        fs::write(process::root().join(file), fresh)
            .with_context(|| format!("cannot write {file}"))?;
        println!("wrote     {file}");
    }
    Ok(())
}

/// Compares all pages with what would be written.
///
/// # Errors
///
/// When one differs.
pub(crate) fn check() -> Result<()> {
    let mut stale = Vec::new();
    for (part, file) in PAGES {
        match difference(&read(file), &print(part)?) {
            None => println!("up to date {file}"),
            Some(difference) => {
                println!("stale      {file}\n{difference}");
                stale.push(*file);
            }
        }
    }
    if !stale.is_empty() {
        bail!("run `cargo xtask gen` and commit {}", stale.join(", "));
    }
    Ok(())
}

fn print(part: &str) -> Result<String> {
    let server = [
        "run", "--quiet", "--locked", "-p", "server", "--bin", "herald",
    ];
    process::output(process::cargo(server).args(["--", "reference", part]))
}

/// The page as it is; nothing if there is none yet.
fn read(file: &str) -> String {
    fs::read_to_string(process::root().join(file)).unwrap_or_default()
}

/// The lines between the first and the last difference, shortened.
fn difference(old: &str, new: &str) -> Option<String> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<_>, Vec<_>) = (
        old.split_inclusive('\n').collect(),
        new.split_inclusive('\n').collect(),
    );
    let same = |(a, b): &(&&str, &&str)| a == b;
    let before = old.iter().zip(&new).take_while(same).count();
    let (old, new) = (&old[before..], &new[before..]);
    let after = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let mut shown = vec![format!("  line {}:", before + 1)];
    for (sign, lines) in [
        ('-', &old[..old.len() - after]),
        ('+', &new[..new.len() - after]),
    ] {
        let first = lines.iter().take(SHOWN);
        shown.extend(first.map(|line| format!("  {sign}{}", line.trim_end_matches('\n'))));
        if lines.len() > SHOWN {
            shown.push(format!("  {sign}… {} lines more", lines.len() - SHOWN));
        }
    }
    Some(shown.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_only_what_changed() {
        let cases = [
            ("a\nb\n", "a\nb\n", None),
            ("a\nb\nc\n", "a\nx\nc\n", Some("  line 2:\n  -b\n  +x")),
            ("", "a\n", Some("  line 1:\n  +a")),
            ("a\na\n", "a\na\na\n", Some("  line 3:\n  +a")),
            ("a\n", "a", Some("  line 1:\n  -a\n  +a")),
        ];
        for (old, new, expected) in cases {
            assert_eq!(difference(old, new).as_deref(), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_long_difference_is_shortened() {
        let text = difference("", &"line\n".repeat(SHOWN + 3)).expect("they differ");
        assert_eq!(text.lines().count(), 1 + SHOWN + 1);
        assert!(text.ends_with("+… 3 lines more"), "{text}");
    }
}
