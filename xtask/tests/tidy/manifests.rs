//! Rules about the manifests of the crates.

use crate::files::File;

/// A dependency, and the only crate that may name it.
const HOMES: &[(&str, &str)] = &[
    ("axum", "server"),
    ("lettre", "provider-smtp"),
    ("reqwest", "http-client"),
    ("sqlx", "store"),
];

/// Lines that every crate's manifest has.
const INHERITED: &[&str] = &[
    "version.workspace = true",
    "edition.workspace = true",
    "rust-version.workspace = true",
    "license.workspace = true",
    "publish.workspace = true",
    "[lints]",
];

pub(crate) fn problems(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in manifests(files) {
        for line in INHERITED {
            if !file.text.lines().any(|present| present == *line) {
                problems.push(file.problem(1, &format!("add `{line}`")));
            }
        }
        if !file.text.contains("\ndescription = \"") || file.text.contains("description = \"\"") {
            problems.push(file.problem(1, "say in `description` what the crate is for"));
        }
        for (number, _, value) in dependencies(file) {
            if !value.contains("workspace = true") && value != "true" {
                problems.push(file.problem(
                    number,
                    "name the version in the root Cargo.toml and write `workspace = true` here",
                ));
            }
        }
    }
    problems
}

pub(crate) fn strayed_dependencies(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in manifests(files) {
        for (number, name, _) in dependencies(file) {
            let home = HOMES.iter().find(|(dependency, _)| *dependency == name);
            if let Some((_, home)) =
                home.filter(|(_, home)| !file.path.contains(&format!("/{home}/")))
            {
                let message =
                    format!("only the crate {home} names {name}: put what needs it there");
                problems.push(file.problem(number, &message));
            }
        }
    }
    problems
}

fn manifests(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.ends_in(&["/Cargo.toml"]))
}

/// Line, name and value of each dependency, of tests and build scripts too.
fn dependencies(file: &File) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut in_dependencies = false;
    file.lines().filter_map(move |(number, line)| {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
            return None;
        }
        let (key, value) = line.split_once('=').filter(|_| in_dependencies)?;
        let (key, value) = (key.trim(), value.trim());
        let name = key.strip_suffix(".workspace").unwrap_or(key);
        Some((number, name, value))
    })
}

#[cfg(test)]
fn manifest(dependencies: &str) -> String {
    let head = "[package]\nname = \"x\"\ndescription = \"Counts\"\n";
    format!(
        "{head}{}\nworkspace = true\n\n{dependencies}",
        INHERITED.join("\n")
    )
}

#[test]
fn a_manifest_of_its_own_ways_is_found() {
    let good =
        manifest("[dependencies]\na.workspace = true\nb = { workspace = true, optional = true }\n");
    let versioned = manifest("[dev-dependencies]\na.workspace = true\nb = \"1\"\n");
    let silent = good.replace("Counts", "");
    let odd = good.replace("edition.workspace = true", "edition = \"2021\"");
    let files = [
        ("crates/a/Cargo.toml", good.as_str()),
        ("crates/b/Cargo.toml", &versioned),
        ("crates/c/Cargo.toml", &silent),
        ("crates/d/Cargo.toml", &odd),
        ("Cargo.toml", "[workspace]\n"),
    ];
    let expected = [
        "crates/b/Cargo.toml:14",
        "crates/c/Cargo.toml:1",
        "crates/d/Cargo.toml:1",
    ];
    crate::finds(problems, &files, &expected);
}

#[test]
fn a_strayed_dependency_is_found() {
    let uses = manifest("[dependencies]\naxum.workspace = true\naxum-extra.workspace = true\n");
    let tests =
        manifest("[dev-dependencies]\nreqwest = { workspace = true }\n\n[features]\nsqlx = []\n");
    let files = [
        ("crates/server/Cargo.toml", uses.as_str()),
        ("crates/otp/Cargo.toml", &uses),
        ("crates/gateway/Cargo.toml", &tests),
    ];
    let expected = ["crates/otp/Cargo.toml:13", "crates/gateway/Cargo.toml:13"];
    crate::finds(strayed_dependencies, &files, &expected);
}
