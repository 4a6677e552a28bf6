//! Checks the fields of a request and keeps every fault, so that a caller learns of all of them at once.

use std::fmt::Display;

use gateway::phone::{self, DefaultRegion};
use msg_core::address::Mailbox;
use msg_core::text::HeaderText;
use msg_core::{EmailAddress, PhoneNumber};

use crate::http::{FieldError, Problem, ProblemType};

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Check {
    errors: Vec<FieldError>,
    header_fault: bool,
}

impl Check {
    /// Notes a fault of the field at `pointer` (RFC 6901).
    pub(super) fn fault(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Display,
    ) {
        let error = FieldError::new(pointer, code).detail(detail.to_string());
        self.errors.push(error);
    }

    /// Keeps what was parsed, or notes why it wasn't.
    pub(super) fn take<T, E: Display>(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        parsed
            .map_err(|error| self.fault(pointer, code, error))
            .ok()
    }

    /// A field that must be there.
    pub(super) fn required<T>(&mut self, pointer: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(pointer, "required", "this field is needed");
        }
        value
    }

    /// A line of a mail header.
    pub(super) fn header<T, E: Display>(
        &mut self,
        pointer: &str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        self.header_fault |= parsed.is_err();
        self.take(pointer, "header_not_allowed", parsed)
    }

    /// A telephone number as people write it.
    pub(super) fn phone(
        &mut self,
        pointer: &str,
        text: &str,
        region: Option<DefaultRegion>,
    ) -> Option<PhoneNumber> {
        self.take(pointer, "invalid_e164", phone::normalise(text, region))
    }

    /// An e-mail address.
    pub(super) fn email(&mut self, pointer: &str, text: &str) -> Option<EmailAddress> {
        self.take(pointer, "invalid_address", EmailAddress::parse(text))
    }

    /// An address with the name shown beside it.
    pub(super) fn mailbox(
        &mut self,
        pointers: (&str, &str),
        address: &str,
        name: Option<&str>,
    ) -> Option<Mailbox> {
        let address = self.email(pointers.0, address);
        let name = match name {
            Some(name) => Some(self.header(pointers.1, HeaderText::new(name))?),
            None => None,
        };
        address.map(|address| Mailbox { name, address })
    }

    /// Whether no fault was found.
    pub(super) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// `value` when it is there and nothing was wrong; otherwise the problem with every fault.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.is_clean() => Ok(value),
            _ => Err(self.problem()),
        }
    }

    fn problem(self) -> Problem {
        let kind = if self.header_fault {
            ProblemType::HeaderNotAllowed
        } else {
            ProblemType::ValidationFailed
        };
        Problem::new(kind).errors(self.errors)
    }
}
