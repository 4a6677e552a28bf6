//! Asking cargo for a dependency graph.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::process;

/// A crate of a graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) name: String,
    version: String,
    /// Whether it belongs to this workspace.
    pub(super) is_ours: bool,
}

/// The crates that `cargo tree` prints for these arguments, without those that only build scripts and tests use.
pub(super) fn crates(arguments: &[&str]) -> Result<BTreeSet<Node>> {
    let fixed = [
        "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ];
    let printed = process::output(process::cargo(fixed).args(arguments))?;
    Ok(printed.lines().filter_map(node).collect())
}

/// Reads `name v1.2.3`, or `name v1.2.3 (/path)` for a crate of the workspace.
fn node(line: &str) -> Option<Node> {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    Some(Node {
        name: words.next()?.to_owned(),
        version: words.next()?.to_owned(),
        // Not `(proc-macro)` and not `(*)`.
        is_ours: line.contains("(/"),
    })
}

/// Whether a crate's name is the pattern, or begins with it where it ends in `*`.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_cargo_prints_them() {
        let cases = [
            ("serde v1.0.229", Some(("serde", false))),
            (
                "serde_derive v1.0.229 (proc-macro)",
                Some(("serde_derive", false)),
            ),
            ("serde v1.0.229 (*)", Some(("serde", false))),
            ("otp v0.1.0 (/src/crates/otp)", Some(("otp", true))),
            ("otp v0.1.0 (/src/crates/otp) (*)", Some(("otp", true))),
            ("", None),
        ];
        for (line, expected) in cases {
            let read = node(line);
            let read = read.as_ref().map(|node| (node.name.as_str(), node.is_ours));
            assert_eq!(read, expected, "{line:?}");
        }
        assert_eq!(node("serde v1.0.229"), node("serde v1.0.229 (*)"));
    }

    #[test]
    fn a_star_matches_any_ending() {
        for (pattern, name, expected) in [
            ("axum", "axum", true),
            ("axum", "axum-core", false),
            ("axum*", "axum-core", true),
            ("aws-sdk-*", "aws-lc-rs", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
