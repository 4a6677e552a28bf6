//! The repository's own rules, checked over every file that is tracked or about to be.
//!
//! Each rule is a function from all files to what is wrong with them, and has a test that it can fail.

mod files;
mod forbidden;
mod layout;
mod links;
mod manifests;
mod text;

use files::File;

/// A rule: what is wrong, each as `path:line: what to do`.
type Rule = fn(&[File]) -> Vec<String>;

/// Applies a rule to the repository.
fn check(rule: Rule) {
    let problems = rule(&files::of_the_repository());
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Applies a rule to small files (path, text) and compares what it finds: the lines `path:line` that it complains
/// about.
fn finds(rule: Rule, files: &[(&str, &str)], expected: &[&str]) {
    let files: Vec<File> = files.iter().copied().map(File::from).collect();
    let found = rule(&files);
    let places: Vec<String> = found
        .iter()
        .map(|problem| problem.split(": ").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(places, expected, "{found:#?}");
}

#[test]
fn nothing_forbidden_is_written() {
    check(forbidden::problems);
}

#[test]
fn expectations_have_reasons() {
    check(text::expectations_without_reason);
}

#[test]
fn rust_files_are_short() {
    check(text::long_files);
}

#[test]
fn white_space_is_clean() {
    check(text::untidy_white_space);
}

#[test]
fn crates_say_what_they_are() {
    check(text::crates_without_documentation);
}

#[test]
fn links_lead_somewhere() {
    check(links::broken);
}

#[test]
fn manifests_follow_the_workspace() {
    check(manifests::problems);
}

#[test]
fn heavy_dependencies_live_in_one_crate() {
    check(manifests::strayed_dependencies);
}

#[test]
fn migrations_are_numbered() {
    check(layout::misnumbered_migrations);
}

#[test]
fn decisions_are_numbered() {
    check(layout::misnumbered_decisions);
}

#[test]
fn nothing_is_left_behind() {
    check(layout::leftovers);
}
