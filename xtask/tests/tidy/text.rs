//! Rules about the text of single files.

use crate::files::File;

/// The most lines that a Rust file may have.
const MOST_LINES: usize = 400;

/// How many lines after `expect(` its reason may be.
const REASON_WITHIN: usize = 6;

pub(crate) fn long_files(files: &[File]) -> Vec<String> {
    let message = format!("more than {MOST_LINES} lines: split it, one idea a file");
    rust(files)
        .filter(|file| file.text.lines().count() > MOST_LINES)
        .map(|file| file.problem(MOST_LINES + 1, &message))
        .collect()
}

pub(crate) fn untidy_white_space(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.ends_in(&[".rs", ".md", ".toml", ".sql"]))
    {
        for (number, line) in file.lines() {
            if line.contains('\t') {
                problems
                    .push(file.problem(number, "a tab: indent with spaces, write \\t in a string"));
            }
            if line.ends_with([' ', '\t', '\r']) {
                problems
                    .push(file.problem(number, "white space at the end of the line: remove it"));
            }
        }
        if !file.text.ends_with('\n') || file.text.ends_with("\n\n") {
            let last = file.text.lines().count();
            problems.push(file.problem(last, "end the file with one line feed"));
        }
    }
    problems
}

pub(crate) fn crates_without_documentation(files: &[File]) -> Vec<String> {
    rust(files)
        .filter(|file| file.ends_in(&["/src/lib.rs", "/src/main.rs"]))
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.problem(1, "begin with `//!` and what the crate is for"))
        .collect()
}

pub(crate) fn expectations_without_reason(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in rust(files) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let attribute = line.trim_start();
            if !attribute.starts_with("#[expect(") && !attribute.starts_with("#![expect(") {
                continue;
            }
            let mut attribute = lines[index..].iter().take(REASON_WITHIN);
            if !attribute.any(|line| line.contains("reason =")) {
                problems.push(file.problem(
                    index + 1,
                    "add `reason = \"…\"`: why the lint is wrong here",
                ));
            }
        }
    }
    problems
}

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.ends_in(&[".rs"]))
}

#[test]
fn a_long_file_is_found() {
    let (at_most, too_long) = ("//\n".repeat(MOST_LINES), "//\n".repeat(MOST_LINES + 1));
    let files = [
        ("a.rs", at_most.as_str()),
        ("b.rs", &too_long),
        ("b.md", &too_long),
    ];
    crate::finds(long_files, &files, &["b.rs:401"]);
}

#[test]
fn untidy_white_space_is_found() {
    let files = [
        ("good.rs", "fn a() {\n    b();\n}\n"),
        ("end.md", "words \nwords\n"),
        ("tab.toml", "a = 1\n\tb = 2\n"),
        ("cut.rs", "a"),
        ("long.rs", "a\n\n"),
        ("dos.rs", "a\r\n"),
        ("any.bin", "a \t"),
    ];
    // `lines` takes a carriage return away together with the line feed.
    let expected = ["end.md:1", "tab.toml:2", "cut.rs:1", "long.rs:2"];
    crate::finds(untidy_white_space, &files, &expected);
}

#[test]
fn a_crate_without_documentation_is_found() {
    let files = [
        ("crates/a/src/lib.rs", "//! Counts.\n"),
        ("crates/b/src/lib.rs", "mod counts;\n"),
        ("crates/b/src/counts.rs", "fn count() {}\n"),
        ("xtask/src/main.rs", "fn main() {}\n"),
    ];
    let expected = ["crates/b/src/lib.rs:1", "xtask/src/main.rs:1"];
    crate::finds(crates_without_documentation, &files, &expected);
}

#[test]
fn an_expectation_without_a_reason_is_found() {
    let files = [
        ("a.rs", "#[expect(dead_code, reason = \"kept\")]\n"),
        (
            "b.rs",
            "#![expect(\n    dead_code,\n    reason = \"kept\"\n)]\n",
        ),
        ("c.rs", "\n    #[expect(dead_code)]\n"),
        ("d.rs", "x.expect(\"it is there\")\n"),
    ];
    crate::finds(expectations_without_reason, &files, &["c.rs:2"]);
}
