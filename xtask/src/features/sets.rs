//! What a team compiles that takes only a part: the crates of each feature set.

use std::collections::BTreeSet;

use anyhow::Result;

use super::tree::{self, Node};

/// A feature set, and what is claimed about it. A name may end in `*`.
#[derive(Debug)]
struct Set {
    arguments: &'static [&'static str],
    with: &'static [&'static str],
    without: &'static [&'static str],
}

/// The AWS SDK; `aws-lc-rs`, the crypto library, isn't of it.
const AWS: [&str; 3] = ["aws-config", "aws-sdk-*", "aws-smithy-*"];

const SETS: &[Set] = &[
    Set {
        arguments: &["-p", "sms-encoding"],
        with: &["sms-encoding"],
        without: &["serde", "tokio", "msg-core"],
    },
    Set {
        arguments: &["-p", "msg-core"],
        with: &["msg-core"],
        without: &[
            "tokio", "axum*", "sqlx*", "reqwest", "lettre", AWS[0], AWS[1], AWS[2],
        ],
    },
    Set {
        arguments: &["-p", "otp"],
        with: &["msg-core"],
        without: &[
            "tokio", "axum*", "sqlx*", "reqwest", "lettre", AWS[0], AWS[1], AWS[2],
        ],
    },
    Set {
        arguments: &["-p", "store"],
        with: &["msg-core", "sqlx"],
        without: &["axum*", "reqwest", "lettre", AWS[0], AWS[1], AWS[2]],
    },
    Set {
        arguments: &["-p", "provider-sendgrid"],
        with: &["msg-core", "http-client", "reqwest"],
        without: &["axum*", "sqlx*", "lettre", "ring", AWS[0], AWS[1], AWS[2]],
    },
    Set {
        arguments: &["-p", "provider-smtp"],
        with: &["msg-core", "lettre"],
        without: &["axum*", "sqlx*", "reqwest", AWS[0], AWS[1], AWS[2]],
    },
    Set {
        arguments: &[
            "-p",
            "provider-aws",
            "--no-default-features",
            "--features",
            "ses",
        ],
        with: &["msg-core", "aws-sdk-sesv2"],
        without: &[
            "aws-sdk-sns",
            "aws-sdk-social*",
            "axum*",
            "sqlx*",
            "reqwest",
            "lettre",
            "ring",
        ],
    },
    Set {
        arguments: &[
            "-p",
            "provider-aws",
            "--no-default-features",
            "--features",
            "sns",
        ],
        with: &["msg-core", "aws-sdk-sns"],
        without: &[
            "aws-sdk-sesv2",
            "aws-sdk-social*",
            "axum*",
            "sqlx*",
            "reqwest",
            "lettre",
            "ring",
        ],
    },
    Set {
        arguments: &[
            "-p",
            "provider-aws",
            "--no-default-features",
            "--features",
            "whatsapp",
        ],
        with: &["msg-core", "aws-sdk-socialmessaging"],
        without: &[
            "aws-sdk-sesv2",
            "aws-sdk-sns",
            "axum*",
            "sqlx*",
            "reqwest",
            "lettre",
            "ring",
        ],
    },
    Set {
        arguments: &["-p", "provider-twilio"],
        with: &["msg-core", "http-client", "reqwest"],
        without: &["axum*", "sqlx*", "lettre", "ring", AWS[0], AWS[1], AWS[2]],
    },
    Set {
        arguments: &["-p", "gateway", "--no-default-features"],
        with: &["msg-core"],
        without: &[
            "otp", "axum*", "sqlx*", "reqwest", "lettre", AWS[0], AWS[1], AWS[2],
        ],
    },
    Set {
        arguments: &[
            "-p",
            "gateway",
            "--no-default-features",
            "--features",
            "provider-smtp",
        ],
        with: &["msg-core", "provider-smtp", "lettre"],
        without: &["otp", "axum*", "sqlx*", "reqwest", AWS[0], AWS[1], AWS[2]],
    },
    Set {
        arguments: &[
            "-p",
            "gateway",
            "--no-default-features",
            "--features",
            "provider-sendgrid",
        ],
        with: &["msg-core", "provider-sendgrid", "http-client"],
        without: &[
            "otp",
            "axum*",
            "sqlx*",
            "lettre",
            "provider-smtp",
            AWS[0],
            AWS[1],
            AWS[2],
        ],
    },
    Set {
        arguments: &[
            "-p",
            "gateway",
            "--no-default-features",
            "--features",
            "provider-twilio",
        ],
        with: &["msg-core", "provider-twilio", "http-client"],
        without: &[
            "otp",
            "axum*",
            "sqlx*",
            "lettre",
            "provider-smtp",
            "provider-sendgrid",
            AWS[0],
            AWS[1],
            AWS[2],
        ],
    },
    Set {
        arguments: &["-p", "server", "--no-default-features"],
        with: &["gateway", "otp", "axum"],
        without: &["provider-*", "lettre", "reqwest", AWS[0], AWS[1], AWS[2]],
    },
    Set {
        arguments: &["-p", "server", "--all-features"],
        with: &["gateway", "axum"],
        without: &["testkit", "openssl-sys", "native-tls", "ring"],
    },
];

/// Prints the size of each set and returns the claims that don't hold.
pub(super) fn check() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    println!("crates  feature set");
    for set in SETS {
        let crates = tree::crates(set.arguments)?;
        println!("{:>6}  {}", crates.len(), set.arguments.join(" "));
        problems.extend(broken_claims(set, &crates));
    }
    problems.extend(company()?);
    Ok(problems)
}

/// Every provider crate but the one that is wanted, in a gateway with that one alone. New providers need no row of their own.
fn company() -> Result<Vec<String>> {
    let members = tree::crates(&["--workspace", "--depth", "0"])?;
    let is_provider = |node: &&Node| tree::matches("provider-*", &node.name);
    let mut problems = Vec::new();
    for Node { name, .. } in members.iter().filter(is_provider) {
        let arguments = ["-p", "gateway", "--no-default-features", "--features", name];
        let label = arguments.join(" ");
        let crates = tree::crates(&arguments)?;
        println!("{:>6}  {label}", crates.len());
        let present: BTreeSet<_> = crates.iter().filter(is_provider).map(|n| &n.name).collect();
        if present != BTreeSet::from([name]) {
            problems.push(format!(
                "`{label}` must hold {name} alone, but has {present:?}"
            ));
        }
    }
    Ok(problems)
}

fn broken_claims(set: &Set, crates: &BTreeSet<Node>) -> Vec<String> {
    let label = set.arguments.join(" ");
    let found = |pattern: &str| {
        crates
            .iter()
            .find(|node| tree::matches(pattern, &node.name))
    };
    let present = set.without.iter().filter_map(|pattern| found(pattern));
    let absent = set.with.iter().filter(|pattern| found(pattern).is_none());
    present
        .map(|node| {
            format!(
                "`{label}` must not contain {}; see `cargo tree {label} -i {}`",
                node.name, node.name
            )
        })
        .chain(absent.map(|pattern| format!("`{label}` must contain {pattern}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_claim_can_break() {
        let set = |with, without| Set {
            arguments: &["--depth", "0"],
            with,
            without,
        };
        let cases = [
            (set(&["xtask"], &["anyhow"]), 0),
            (set(&["no-such-crate"], &[]), 1),
            (set(&[], &["xtask"]), 1),
            (set(&["no-such-crate"], &["xt*"]), 2),
        ];
        let crates = tree::crates(&["-p", "xtask", "--depth", "0"]).expect("cargo tree runs");
        for (set, expected) in cases {
            assert_eq!(broken_claims(&set, &crates).len(), expected, "{set:?}");
        }
    }
}
