//! Message texts by name, part and language.
//!
//! A template is a folder `templates/<name>/<locale>/` with a file for each part. The built-in ones are compiled in.

mod builtin;
mod locale;

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

pub use locale::Locale;

/// The most steps a template may take.
const FUEL: u64 = 50_000;

/// The deepest nesting of blocks, macros and includes.
const RECURSION: usize = 16;

/// The templates of a deployment, ready to render.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

/// A part of a message that has a text of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The text of an SMS or a WhatsApp message.
    Sms,
    /// The subject of an e-mail.
    EmailSubject,
    /// The plain-text part of an e-mail.
    EmailText,
    /// The HTML part of an e-mail.
    EmailHtml,
    /// What a call says.
    Voice,
}

impl Part {
    const fn file_name(self) -> &'static str {
        match self {
            Self::Sms => "sms.txt",
            Self::EmailSubject => "email.subject.txt",
            Self::EmailText => "email.txt",
            Self::EmailHtml => "email.html",
            Self::Voice => "voice.txt",
        }
    }
}

impl Templates {
    /// The built-in templates.
    ///
    /// # Panics
    /// Never: a test compiles every one of them.
    pub fn builtin() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(RECURSION);
        environment.set_auto_escape_callback(|name| match name.rsplit_once('.') {
            Some((_, "html")) => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        for (name, source) in builtin::FILES {
            environment
                .add_template(name, source)
                .expect("built-in templates compile");
        }
        Self { environment }
    }

    /// Whether there is a template `name` in the default language.
    pub fn has(&self, name: &str) -> bool {
        let path = format!("{name}/{}/{}", Locale::DEFAULT, Part::EmailText.file_name());
        self.environment.get_template(&path).is_ok()
    }

    /// The text of one part of template `name`, in the language nearest to `locale`.
    ///
    /// # Errors
    /// Says that there is no such part, or what is wrong with its variables.
    pub fn render(
        &self,
        name: &str,
        part: Part,
        locale: &Locale,
        variables: impl Serialize,
    ) -> Result<String, TemplateError> {
        let template = locale
            .nearest()
            .find_map(|locale| {
                let path = format!("{name}/{locale}/{}", part.file_name());
                self.environment.get_template(&path).ok()
            })
            .ok_or_else(|| TemplateError::Missing {
                name: name.to_owned(),
                file: part.file_name(),
            })?;
        let text = template.render(minijinja::value::Serde(&variables))?;
        Ok(text.trim_end().to_owned())
    }
}

/// Why a template has no text.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// There is no such template, or not this part of it.
    #[error("template `{name}` has no {file}")]
    Missing {
        /// The template asked for.
        name: String,
        /// The part asked for.
        file: &'static str,
    },
    /// A variable is missing, or the template asks too much.
    #[error(transparent)]
    Failed(#[from] minijinja::Error),
}

#[cfg(test)]
mod tests;
