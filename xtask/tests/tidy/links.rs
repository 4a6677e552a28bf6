//! Relative links of Markdown files.

use crate::files::File;

pub(crate) fn broken(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.ends_in(&[".md"])) {
        let mut in_code = false;
        for (number, line) in file.lines() {
            in_code ^= line.trim_start().starts_with("```");
            if in_code {
                continue;
            }
            for target in targets(line) {
                if !exists(files, &resolve(&file.path, target)) {
                    let message = format!("`{target}` leads nowhere: correct the link");
                    problems.push(file.problem(number, &message));
                }
            }
        }
    }
    problems
}

/// The files that a line links to, without addresses elsewhere and places in the same page.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty())
}

/// The path from the root, of a path as seen from a file.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn exists(files: &[File], path: &str) -> bool {
    let directory = format!("{path}/");
    path.is_empty()
        || files
            .iter()
            .any(|file| file.path == path || file.path.starts_with(&directory))
}

#[test]
fn a_broken_link_is_found() {
    let page = "[a](b.md) [a](../README.md#start) [a](https://example.com/x) [a](#here) [root](..)\n\
                and [gone](gone.md)\n\
                ```\n[not a link](gone.md)\n```\n\
                [up](../docs/) [gone](../b.md)\n";
    let files = [
        ("docs/a.md", page),
        ("docs/b.md", ""),
        ("README.md", "[a](docs/a.md)"),
    ];
    crate::finds(broken, &files, &["docs/a.md:2", "docs/a.md:6"]);
}
