//! What callers hear when the database can't be used.

use std::time::Duration;

use msg_core::ports::StoreError;

use crate::http::{Problem, ProblemType};

const RETRY_AFTER: Duration = Duration::from_secs(2);

impl From<&StoreError> for Problem {
    fn from(error: &StoreError) -> Self {
        tracing::error!(%error, "the database can't be used");
        Self::new(ProblemType::StorageUnavailable)
            .detail("the database can't be used for the moment; nothing was accepted")
            .retry_after(RETRY_AFTER)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}
