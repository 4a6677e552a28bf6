//! Arrows point inward: which crates of the workspace a crate of the workspace may name.

use anyhow::Result;

use super::tree;

/// A crate (or a family, ending in `*`), and those of ours that it may depend on; the first row that fits counts.
/// Tests may use more.
const ARROWS: &[(&str, &[&str])] = &[
    ("msg-core", &[]),
    ("sms-encoding", &[]),
    ("otp", &["msg-core"]),
    ("http-client", &["msg-core"]),
    ("provider-*", &["msg-core", "http-client", "sms-encoding"]),
    ("store", &["msg-core", "otp"]),
    (
        "gateway",
        &[
            "msg-core",
            "sms-encoding",
            "otp",
            "http-client",
            "provider-*",
        ],
    ),
    (
        "server",
        &[
            "msg-core",
            "sms-encoding",
            "otp",
            "http-client",
            "provider-*",
            "store",
            "gateway",
        ],
    ),
    ("testkit", &["msg-core", "otp"]),
    ("xtask", &[]),
];

/// The arrows that point outward, over all features.
pub(super) fn check() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for member in ours(&["--workspace", "--depth", "0"])? {
        let named = ours(&["-p", &member, "--all-features", "--depth", "1"])?;
        problems.extend(outward(&member, &named));
    }
    Ok(problems)
}

fn ours(arguments: &[&str]) -> Result<Vec<String>> {
    let crates = tree::crates(arguments)?.into_iter();
    Ok(crates
        .filter(|node| node.is_ours)
        .map(|node| node.name)
        .collect())
}

fn outward(member: &str, named: &[String]) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| tree::matches(name, member)) else {
        return vec![format!(
            "{member} is new: say in xtask/src/features/arrows.rs what it may depend on"
        )];
    };
    let is_allowed = |name: &str| allowed.iter().any(|pattern| tree::matches(pattern, name));
    named
        .iter()
        .filter(|name| *name != member && !is_allowed(name))
        .map(|name| format!("{member} must not depend on {name}: arrows point inward"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_outward_is_found() {
        let cases: [(&str, &[&str], usize); 7] = [
            ("msg-core", &["msg-core"], 0),
            ("msg-core", &["msg-core", "otp"], 1),
            ("provider-smtp", &["provider-smtp", "msg-core"], 0),
            (
                "provider-smtp",
                &["provider-smtp", "provider-http", "gateway"],
                2,
            ),
            ("gateway", &["gateway", "provider-smtp", "store"], 1),
            ("server", &["server", "store", "gateway", "testkit"], 1),
            ("brand-new", &["brand-new"], 1),
        ];
        for (member, named, expected) in cases {
            let named: Vec<String> = named.iter().map(ToString::to_string).collect();
            assert_eq!(
                outward(member, &named).len(),
                expected,
                "{member}: {named:?}"
            );
        }
    }
}
