//! Takes `herald.toml` apart into tables and values that know their line.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

use super::origin::Origin;
use super::problem::Problems;
use super::sources::SourceFile;

/// What a file says, in its order.
#[derive(Default)]
pub(super) struct Tables {
    /// The path of every table.
    pub(super) tables: Vec<(String, Origin)>,
    pub(super) leaves: Vec<Leaf>,
}

/// One value and where it stands.
pub(super) struct Leaf {
    /// The path of its table, empty at the top of the file.
    pub(super) section: String,
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// Reads the file, if there is one.
pub(super) fn read(file: Option<&SourceFile>, problems: &mut Problems) -> Tables {
    let mut tables = Tables::default();
    let Some(file) = file else {
        return tables;
    };
    let whole = Origin::File {
        path: file.path.clone(),
        line: None,
    };
    match &file.text {
        Err(error) => problems.at(&whole, format!("it can't be read: {error}")),
        Ok(text) => match Document::parse(text.as_str()) {
            Ok(document) => {
                let walk = Walk { file, text };
                walk.table(document.as_table(), "", &mut tables, problems);
            }
            // The error's own `Display` quotes the line, which may hold a secret.
            Err(error) => {
                let origin = Walk { file, text }.place(error.span());
                problems.at(&origin, format!("it isn't TOML: {}", error.message()));
            }
        },
    }
    tables
}

struct Walk<'a> {
    file: &'a SourceFile,
    text: &'a str,
}

impl Walk<'_> {
    fn table(
        &self,
        table: &dyn TableLike,
        path: &str,
        tables: &mut Tables,
        problems: &mut Problems,
    ) {
        for (key, item) in table.iter() {
            let origin = self.place(table.key(key).and_then(toml_edit::Key::span));
            let inner = match path {
                "" => key.to_owned(),
                path => format!("{path}.{key}"),
            };
            if let Some(table) = item.as_table_like() {
                tables.tables.push((inner.clone(), origin));
                self.table(table, &inner, tables, problems);
            } else if let Item::Value(value) = item {
                tables.leaves.push(Leaf {
                    section: path.to_owned(),
                    key: key.to_owned(),
                    value: value.clone(),
                    origin,
                });
            } else {
                let fix = "give each table a name of its own";
                problems.at(&origin, format!("`{inner}` is a list of tables; {fix}"));
            }
        }
    }

    fn place(&self, span: Option<Range<usize>>) -> Origin {
        let before = |span: Range<usize>| self.text.get(..span.start);
        let line = span
            .and_then(before)
            .map(|before| 1 + before.matches('\n').count());
        Origin::File {
            path: self.file.path.clone(),
            line,
        }
    }
}
