//! Everything that is wrong with a configuration, at once.

use std::collections::BTreeSet;
use std::fmt;

use super::origin::Origin;

/// The reasons why a configuration is refused; never empty when returned as an error.
///
/// Its `Display` is a numbered list for a terminal.
/// The value of a secret appears nowhere in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    /// What has been said about variables, which may set several things at once.
    said: BTreeSet<(String, String)>,
}

/// One reason why a configuration is refused: where it is, what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    origin: Option<Origin>,
    text: String,
}

impl Problems {
    /// Lists the problems, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Brings the problems into the order in which a person mends them: files line by line, then variables, then the whole.
    pub(super) fn sort(&mut self) {
        self.list
            .sort_by_key(|problem| match problem.origin.clone() {
                Some(Origin::File { path, line }) => (0, path, line),
                Some(Origin::DotEnv { path, line, .. }) => (0, path, Some(line)),
                Some(Origin::Variable(_) | Origin::Default) => (1, String::new(), None),
                None => (2, String::new(), None),
            });
    }

    /// Adds a problem that stands in one place.
    pub(super) fn at(&mut self, origin: &Origin, text: impl Into<String>) {
        let origin = match origin {
            Origin::Default => None,
            place => Some(place.clone()),
        };
        let text = text.into();
        self.list.push(Problem { origin, text });
    }

    /// Adds a problem with one setting, unless the same was said about the variable for another setting that it sets, too.
    pub(super) fn with_setting(&mut self, origin: &Origin, complaint: String, text: String) {
        if let Origin::Variable(_) | Origin::DotEnv { .. } = origin
            && !self.said.insert((origin.to_string(), complaint))
        {
            return;
        }
        self.at(origin, text);
    }

    /// Adds a problem of the configuration as a whole, such as a missing setting.
    pub(super) fn overall(&mut self, text: impl Into<String>) {
        self.at(&Origin::Default, text);
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.origin {
            write!(f, "{origin}: ")?;
        }
        f.write_str(&self.text)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list.len() {
            1 => write!(f, "the configuration has a problem:")?,
            count => write!(f, "the configuration has {count} problems:")?,
        }
        for (number, problem) in (1..).zip(&self.list) {
            write!(f, "\n{number:>3}. {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    /// `AWS_REGION` sets a key of several kinds.
    #[test]
    fn one_variable_has_one_problem() {
        let variable = |name: &str| Origin::Variable(name.to_owned());
        let line = |line| Origin::File {
            path: "herald.toml".to_owned(),
            line: Some(line),
        };
        let mut problems = Problems::default();
        for (origin, path, complaint) in [
            (variable("A"), "one.a", "it is wrong"),
            (variable("A"), "two.a", "it is wrong"),
            (variable("A"), "three.a", "it is wrong here"),
            (variable("B"), "one.b", "it is wrong"),
            (line(1), "one.c", "it is wrong"),
            (line(1), "two.c", "it is wrong"),
        ] {
            let text = format!("`{path}`: {complaint}");
            problems.with_setting(&origin, complaint.to_owned(), text);
        }
        let found: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "A: `one.a`: it is wrong",
                "A: `three.a`: it is wrong here",
                "B: `one.b`: it is wrong",
                "herald.toml:1: `one.c`: it is wrong",
                "herald.toml:1: `two.c`: it is wrong",
            ]
        );
    }
}
