//! The environment: the variables of the process over those of `.env`.

use std::collections::BTreeMap;

use super::dotenv;
use super::origin::Origin;
use super::problem::Problems;
use super::sources::Sources;

/// What the names of variables for any setting begin with.
pub(super) const PREFIX: &str = "HERALD__";

/// One variable that is set; an empty one counts as not set.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// Variables by name.
pub(super) type Layer = BTreeMap<String, Variable>;

/// Reads both layers, of which the later one wins: `.env`, then the environment of the process.
pub(super) fn layers(sources: &Sources, problems: &mut Problems) -> [Layer; 2] {
    let set = sources
        .environment
        .iter()
        .filter(|(_, value)| !value.is_empty());
    let process = set.map(|(name, value)| {
        let origin = Origin::Variable(name.clone());
        let value = value.clone();
        (name.clone(), Variable { value, origin })
    });
    [from_file(sources, problems), process.collect()]
}

fn from_file(sources: &Sources, problems: &mut Problems) -> Layer {
    let mut layer = Layer::new();
    let Some(file) = &sources.dotenv else {
        return layer;
    };
    let place = |line| Origin::File {
        path: file.path.clone(),
        line,
    };
    let text = match &file.text {
        Ok(text) => text,
        Err(error) => {
            problems.at(&place(None), format!("it can't be read: {error}"));
            return layer;
        }
    };
    for assignment in dotenv::parse(text) {
        match assignment {
            Err((line, reason)) => problems.at(&place(Some(line)), reason),
            Ok(assignment) if assignment.value.is_empty() => {
                layer.remove(&assignment.name);
            }
            Ok(assignment) => {
                let origin = Origin::DotEnv {
                    path: file.path.clone(),
                    line: assignment.line,
                    name: assignment.name.clone(),
                };
                let value = assignment.value;
                layer.insert(assignment.name, Variable { value, origin });
            }
        }
    }
    layer
}

/// The variable for one setting: `HERALD__SECTION__KEY`.
pub(super) fn name_of(section: &str, key: &str) -> String {
    let path = format!("{section}.{key}");
    let path = path.to_uppercase().replace('-', "_").replace('.', "__");
    format!("{PREFIX}{path}")
}
