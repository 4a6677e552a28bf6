//! The body of a request, as a template whose values can't leave their place.

use std::collections::BTreeMap;
use std::fmt;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, Output, State, UndefinedBehavior};
use url::form_urlencoded;

/// The most steps a template may take.
const FUEL: u64 = 20_000;

/// What a message fills in, by name. What it doesn't have isn't there.
pub(crate) type Variables = BTreeMap<&'static str, String>;

/// Every variable that a template may name.
pub(crate) const NAMES: [&str; 8] = [
    "to",
    "from",
    "text",
    "subject",
    "html",
    "message_id",
    "channel",
    "class",
];

/// How values are written into a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As the content of JSON strings: the template has the quotation marks.
    Json,
    /// As names and values of a form
    /// ([application/x-www-form-urlencoded](https://url.spec.whatwg.org/#application/x-www-form-urlencoded)).
    Form,
    /// As XML text or attribute values.
    Xml,
    /// As they are: nothing keeps a text from looking like what stands around it.
    Text,
}

impl Format {
    /// The media type that goes with it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Xml => "application/xml",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    fn escape(self, text: &str) -> String {
        match self {
            Self::Json => json_content(text),
            Self::Form => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
            Self::Xml => xml(text),
            Self::Text => text.to_owned(),
        }
    }
}

fn json_content(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A template that was understood; whether it fits what an account sends is seen when the provider is made.
#[derive(Clone)]
pub struct BodyTemplate {
    environment: Environment<'static>,
    format: Format,
    names: Vec<String>,
}

impl BodyTemplate {
    /// A JSON object of everything that a message has.
    pub const EVERYTHING: &'static str = concat!(
        r#"{"message_id": "{{ message_id }}", "channel": "{{ channel }}", "class": "{{ class }}", "to": "{{ to }}""#,
        r#"{% if from is defined %}, "from": "{{ from }}"{% endif %}"#,
        r#"{% if subject is defined %}, "subject": "{{ subject }}"{% endif %}"#,
        r#"{% if text is defined %}, "text": "{{ text }}"{% endif %}"#,
        r#"{% if html is defined %}, "html": "{{ html }}"{% endif %}}"#,
    );

    /// Reads a template in [MiniJinja's syntax](https://docs.rs/minijinja/latest/minijinja/syntax/).
    ///
    /// # Errors
    /// When it isn't one, or names a variable that there isn't.
    pub fn parse(source: &str, format: Format) -> Result<Self, InvalidTemplate> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_formatter(move |out: &mut Output, _: &mut State, value: &Value| {
            write_value(out, format, value)
        });
        environment
            .add_template_owned("body", source.to_owned())
            .map_err(|error| InvalidTemplate::Syntax(error.to_string()))?;
        let template = environment
            .get_template("body")
            .map_err(|error| InvalidTemplate::Syntax(error.to_string()))?;
        let functions: Vec<&str> = environment.globals().map(|(name, _)| name).collect();
        let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        names.retain(|name| !functions.contains(&name.as_str()));
        names.sort();
        if let Some(unknown) = names.iter().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(InvalidTemplate::UnknownVariable(unknown.clone()));
        }
        Ok(Self {
            environment,
            format,
            names,
        })
    }

    /// How it writes values.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether it says anything of the variable `name`.
    pub(crate) fn uses(&self, name: &str) -> bool {
        self.names.iter().any(|used| used == name)
    }

    /// The body of one message. Errors hold nothing of it.
    pub(crate) fn render(&self, variables: &Variables) -> Result<String, CannotRender> {
        let template = self.environment.get_template("body");
        let body = template.and_then(|template| template.render(Serde(variables)));
        let body = body.map_err(|error| match error.kind() {
            minijinja::ErrorKind::UndefinedError => CannotRender::Missing(self.missing(variables)),
            minijinja::ErrorKind::OutOfFuel => CannotRender::TooLong,
            _ => CannotRender::Failed,
        })?;
        let is_json = || serde_json::from_str::<serde_json::Value>(&body).is_ok();
        if self.format == Format::Json && !is_json() {
            return Err(CannotRender::NotJson);
        }
        Ok(body)
    }

    fn missing(&self, variables: &Variables) -> String {
        let used = self.names.iter().map(String::as_str);
        let missing: Vec<_> = used
            .filter(|name| !variables.contains_key(name))
            .map(|name| format!("`{name}`"))
            .collect();
        missing.join(", ")
    }
}

/// A value marked as safe is the operator's own doing.
fn write_value(out: &mut Output, format: Format, value: &Value) -> Result<(), Error> {
    let text = value.to_string();
    let written = if value.is_safe() {
        out.write_str(&text)
    } else {
        out.write_str(&format.escape(&text))
    };
    written.map_err(Error::from)
}

impl fmt::Debug for BodyTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyTemplate")
            .field("format", &self.format)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

/// Why a text can't be the template of a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTemplate {
    /// It isn't a template.
    #[error("it is not a template: {0}")]
    Syntax(String),
    /// It names a variable that there isn't.
    #[error("unknown variable `{0}`; there are: {names}", names = NAMES.join(", "))]
    UnknownVariable(String),
}

/// Why a body can't be made of a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CannotRender {
    #[error("the template needs what the message doesn't have: {0}")]
    Missing(String),
    #[error("the template takes too many steps")]
    TooLong,
    #[error("the template fails")]
    Failed,
    #[error("the template doesn't make JSON; put every value between quotation marks")]
    NotJson,
}

#[cfg(test)]
mod tests;
