//! Reads the declaration of every setting: `config/default.toml`, and what the kinds of providers bring.

use std::sync::LazyLock;
use std::time::Duration;

use gateway::builtin::{Built, built_in};
use jiff::SignedDuration;
use msg_core::provider::ATTEMPT_TIMEOUT;
use toml_edit::{DocumentMut, Item, Table};

use super::kind::Kind;
use super::setting::Setting;
use super::value::Value;

pub(super) const DEFAULTS: &str = include_str!("../../../../config/default.toml");

/// What every account may set besides what its kind declares.
const ACCOUNT: &str = include_str!("../../../../config/account.toml");

/// The name of the section whose settings any `[otp.purposes.<name>]` may have.
pub(super) const PURPOSE: &str = "otp.purposes.<name>";

/// What the program declares.
pub(super) static DECLARATION: LazyLock<Declaration> = LazyLock::new(|| {
    Declaration::new().unwrap_or_else(|error| panic!("{error}; every test of settings reads it"))
});

/// All settings, by section: first those of `config/default.toml`, then those of each kind of provider that is built in.
#[derive(Debug)]
pub(super) struct Declaration {
    pub(super) sections: Vec<Section>,
}

/// One table.
#[derive(Debug)]
pub(super) struct Section {
    /// The path of the table, such as `providers.smtp`.
    pub(super) name: String,
    /// What it is about, a sentence a line.
    pub(super) doc: String,
    pub(super) settings: Vec<Setting>,
}

impl Declaration {
    fn new() -> Result<Self, String> {
        let mut sections = parse(DEFAULTS)?;
        for kind in built_in() {
            sections.push(Section::of_kind(&kind)?);
        }
        let purpose = Section::of_purposes(&sections);
        sections.push(purpose);
        Ok(Self { sections })
    }

    /// Finds a section by its declared name.
    pub(super) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }
}

impl Section {
    /// Finds a setting by its key.
    pub(super) fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// Reads the section of a kind of provider: what it declares, and what every account may set.
    fn of_kind(kind: &Built) -> Result<Self, String> {
        let name = format!("providers.{}", kind.descriptor.kind);
        let declared = parse(kind.settings)?;
        let own = declared.into_iter().find(|section| section.name == name);
        let mut section = own.ok_or_else(|| format!("no table [{name}] declares its settings"))?;
        for common in parse(ACCOUNT)? {
            section.settings.extend(common.settings);
        }
        let limit = section
            .settings
            .iter_mut()
            .find(|setting| setting.key == ATTEMPT_TIMEOUT);
        if let (Some(limit), Some(own)) = (limit, kind.descriptor.attempt_timeout) {
            limit.default = Some(Value::Duration(own));
        }
        Ok(section)
    }

    /// Makes the section of one purpose: the settings marked `per purpose`, without their defaults.
    fn of_purposes(sections: &[Self]) -> Self {
        let marked = sections.iter().flat_map(|section| &section.settings);
        let marked = marked.filter(|setting| setting.per_purpose);
        Self {
            name: PURPOSE.to_owned(),
            doc: "Rules for one purpose, in place of those in [otp].".to_owned(),
            settings: marked
                .map(|setting| Setting {
                    env: Vec::new(),
                    optional: true,
                    default: None,
                    ..setting.clone()
                })
                .collect(),
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Vec<Section>, String> {
    let document: DocumentMut = text
        .parse()
        .map_err(|e: toml_edit::TomlError| e.to_string())?;
    let mut sections = Vec::new();
    read_tables(document.as_table(), "", &mut sections)?;
    Ok(sections)
}

fn read_tables(table: &Table, path: &str, sections: &mut Vec<Section>) -> Result<(), String> {
    for (key, item) in table {
        let Some(inner) = item.as_table() else {
            continue;
        };
        let name = match path {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        if !inner.is_implicit() {
            sections.push(read_section(&name, inner)?);
        }
        read_tables(inner, &name, sections)?;
    }
    Ok(())
}

fn read_section(name: &str, table: &Table) -> Result<Section, String> {
    let comment = Comment::parse(prefix(table.decor().prefix()))?;
    let settings = table.iter().filter_map(|(key, item)| {
        let Item::Value(value) = item else {
            return None;
        };
        let comment = table.key(key)?.leaf_decor().prefix();
        let setting = read_setting(key, prefix(comment), value);
        Some(setting.map_err(|error| format!("{name}.{key}: {error}")))
    });
    Ok(Section {
        name: name.to_owned(),
        doc: comment.doc,
        settings: settings.collect::<Result<_, _>>()?,
    })
}

fn read_setting(key: &str, comment: &str, value: &toml_edit::Value) -> Result<Setting, String> {
    let comment = Comment::parse(comment)?;
    let mut setting = Setting {
        key: key.to_owned(),
        kind: comment.kind(value)?,
        doc: comment.doc,
        env: comment.env,
        secret: comment.secret,
        optional: comment.optional,
        values: comment.values,
        per_purpose: comment.per_purpose,
        default: None,
    };
    setting.default = setting.read_toml(value)?;
    Ok(setting)
}

fn prefix(decor: Option<&toml_edit::RawString>) -> &str {
    decor.and_then(toml_edit::RawString::as_str).unwrap_or("")
}

/// The comment above a table or key: lines for people and lines for the program.
#[derive(Default)]
struct Comment {
    doc: String,
    env: Vec<String>,
    secret: bool,
    optional: bool,
    per_purpose: bool,
    values: Vec<String>,
    range: Option<(String, String)>,
    kind: Option<String>,
}

impl Comment {
    /// Reads the last block of a comment; earlier ones, apart by an empty line, belong to nothing.
    fn parse(text: &str) -> Result<Self, String> {
        let block = text.trim_end().rsplit("\n\n").next().unwrap_or("");
        let mut comment = Self::default();
        for line in block.lines() {
            let line = line.trim().trim_start_matches('#').trim();
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                comment.annotate(line)?;
            } else {
                let separator = if comment.doc.is_empty() { "" } else { "\n" };
                comment.doc.push_str(separator);
                comment.doc.push_str(line);
            }
        }
        Ok(comment)
    }

    fn annotate(&mut self, line: &str) -> Result<(), String> {
        let split = |list: &str, at| list.split(at).map(|s| s.trim().to_owned()).collect();
        match line.split_once(": ").unwrap_or((line, "")) {
            ("env", names) => self.env = split(names, ','),
            ("values", values) => self.values = split(values, '|'),
            ("type", kind) => self.kind = Some(kind.to_owned()),
            ("range", range) => {
                let ends = range.split_once(" to ");
                let (least, most) = ends.ok_or("a range is `a to b`")?;
                self.range = Some((least.to_owned(), most.to_owned()));
            }
            ("secret", "") => self.secret = true,
            ("optional", "") => self.optional = true,
            ("per purpose", "") => self.per_purpose = true,
            _ => return Err(format!("unknown annotation `{line}`")),
        }
        Ok(())
    }

    fn kind(&self, value: &toml_edit::Value) -> Result<Kind, String> {
        let (least, most) = self.range.as_ref().map_or(("", ""), |(a, b)| (a, b));
        let integer = |text: &str| {
            text.parse()
                .map_err(|_| "a number needs a range".to_owned())
        };
        match (self.kind.as_deref(), value) {
            (None, toml_edit::Value::String(_)) => Ok(Kind::Text),
            (None, toml_edit::Value::Boolean(_)) => Ok(Kind::Flag),
            (None, toml_edit::Value::Integer(_)) | (Some("integer"), _) => {
                Ok(Kind::Integer(integer(least)?..=integer(most)?))
            }
            (None, toml_edit::Value::Array(_)) => {
                Ok(Kind::Integers(integer(least)?..=integer(most)?))
            }
            (Some("duration"), _) => Ok(Kind::Duration(bound(least)?..=bound(most)?)),
            (Some("list"), _) => Ok(Kind::List),
            (Some("address"), _) => Ok(Kind::Address),
            (Some("email"), _) => Ok(Kind::Email),
            (Some("file"), _) => Ok(Kind::File),
            (kind, value) => Err(format!("no kind {kind:?} for a {}", value.type_name())),
        }
    }
}

fn bound(text: &str) -> Result<Duration, String> {
    let parsed: Result<SignedDuration, _> = text.parse();
    parsed
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .ok_or_else(|| "a duration needs a range".to_owned())
}
