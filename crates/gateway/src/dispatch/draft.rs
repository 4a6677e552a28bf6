//! What is asked to be sent.

use std::fmt::Debug;
use std::sync::Arc;

use jiff::Timestamp;
use msg_core::{Class, Content, TenantId};

/// What is asked to be sent.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Whose message it is.
    pub tenant: TenantId,
    /// What it is for.
    pub class: Class,
    /// The application's own word for what it is for.
    pub purpose: Option<String>,
    /// What the application wants kept with it: the text of a JSON object.
    pub metadata: Option<String>,
    /// After this time no provider gets it.
    pub deadline: Option<Timestamp>,
    /// Makes the content, anew for each attempt.
    pub content: Arc<dyn Render>,
}

/// Makes the content of a message at the time it leaves, so that a secret need not be kept meanwhile and a text may
/// speak of the minutes that remain.
pub trait Render: Debug + Send + Sync {
    /// The content as of `now`. The channel and the recipient are the same at every call.
    ///
    /// # Errors
    /// Says what is missing.
    fn render(&self, now: Timestamp) -> Result<Content, RenderError>;
}

impl Render for Content {
    fn render(&self, _now: Timestamp) -> Result<Content, RenderError> {
        Ok(self.clone())
    }
}

/// The content could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the message could not be rendered: {0}")]
pub struct RenderError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl RenderError {
    /// Wraps what went wrong.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
