//! Rules about the names of files.

use std::collections::BTreeMap;

use crate::files::File;

/// `migrations/<database>/NNNN_name.sql`, counted from one without a gap in each directory.
pub(crate) fn misnumbered_migrations(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut numbers: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for file in files
        .iter()
        .filter(|file| file.path.starts_with("migrations/"))
    {
        let Some((directory, name)) = file
            .path
            .rsplit_once('/')
            .filter(|_| file.ends_in(&[".sql"]))
        else {
            continue;
        };
        match number(name, '_') {
            Some(number) => numbers.entry(directory).or_default().push(number),
            None => problems.push(file.problem(1, "call it NNNN_name.sql, in small letters")),
        }
    }
    for (directory, mut numbers) in numbers {
        numbers.sort_unstable();
        if !numbers.iter().copied().eq((1..).take(numbers.len())) {
            problems.push(format!(
                "{directory}: number migrations 0001, 0002 …, each once: {numbers:?}"
            ));
        }
    }
    problems
}

/// `docs/decisions/NNNN-name.md`, each number once.
pub(crate) fn misnumbered_decisions(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut taken: BTreeMap<u32, &str> = BTreeMap::new();
    for file in files {
        let Some(name) = file
            .path
            .strip_prefix("docs/decisions/")
            .filter(|name| *name != "README.md")
        else {
            continue;
        };
        let Some(number) = number(name, '-').filter(|_| file.ends_in(&[".md"])) else {
            problems.push(file.problem(1, "call it NNNN-name.md, in small letters"));
            continue;
        };
        if let Some(other) = taken.insert(number, name) {
            problems.push(file.problem(1, &format!("take another number: {other} has it")));
        }
    }
    problems
}

/// Files that a tool leaves behind for a person to look at.
pub(crate) fn leftovers(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.ends_in(&[".pending-snap", ".snap.new", ".orig", ".rej"]))
        .map(|file| file.problem(1, "accept what it proposes, or not, and delete it"))
        .collect()
}

/// The four digits that a name begins with, if words in small letters follow the separator.
fn number(name: &str, separator: char) -> Option<u32> {
    let (digits, rest) = name.split_once(separator)?;
    let (words, _) = rest.rsplit_once('.')?;
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator;
    if digits.len() != 4 || words.is_empty() || !words.chars().all(is_word) {
        return None;
    }
    digits.parse().ok()
}

#[test]
fn a_misnumbered_migration_is_found() {
    let good = [
        ("migrations/sqlite/0001_messages.sql", ""),
        ("migrations/sqlite/0002_one_time_passwords.sql", ""),
        ("migrations/postgres/0001_messages.sql", ""),
        ("migrations/README.md", ""),
    ];
    crate::finds(misnumbered_migrations, &good, &[]);
    for (path, found) in [
        ("migrations/sqlite/0002_again.sql", "migrations/sqlite"),
        ("migrations/sqlite/0004_gap.sql", "migrations/sqlite"),
        (
            "migrations/sqlite/3_short.sql",
            "migrations/sqlite/3_short.sql:1",
        ),
        (
            "migrations/sqlite/0003-Dash.sql",
            "migrations/sqlite/0003-Dash.sql:1",
        ),
    ] {
        crate::finds(
            misnumbered_migrations,
            &[&good[..], &[(path, "")]].concat(),
            &[found],
        );
    }
}

#[test]
fn a_misnumbered_decision_is_found() {
    let files = [
        ("docs/decisions/0001-a-way.md", ""),
        ("docs/decisions/0001-another-way.md", ""),
        ("docs/decisions/2-short.md", ""),
        ("docs/decisions/README.md", ""),
        ("docs/other.md", ""),
    ];
    let expected = [
        "docs/decisions/0001-another-way.md:1",
        "docs/decisions/2-short.md:1",
    ];
    crate::finds(misnumbered_decisions, &files, &expected);
}

#[test]
fn a_leftover_is_found() {
    let files = [
        ("crates/a/src/snapshots/a.snap", ""),
        ("crates/a/src/snapshots/a.snap.new", ""),
        ("crates/a/src/.a.rs.pending-snap", ""),
    ];
    let expected = [
        "crates/a/src/snapshots/a.snap.new:1",
        "crates/a/src/.a.rs.pending-snap:1",
    ];
    crate::finds(leftovers, &files, &expected);
}
