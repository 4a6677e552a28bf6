//! The fault of one field.

use std::borrow::Cow;

use serde::Serialize;

/// One entry of a problem's `errors`: where, what, and perhaps how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pointer: String,
    code: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Cow<'static, str>>,
}

impl FieldError {
    /// A fault at a JSON pointer (RFC 6901, such as `/to`), with a code that programs read, such as `invalid_e164`.
    pub fn new(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.into(),
            detail: None,
        }
    }

    /// Says how to mend it; must not repeat the field's value.
    pub fn detail(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// The JSON pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.code
    }
}
