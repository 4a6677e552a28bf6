//! Who codes come from.

use std::collections::BTreeMap;

use msg_core::address::Mailbox;
use msg_core::text::HeaderText;
use otp::Purpose;

use crate::config;

/// The senders of codes, by purpose.
#[derive(Debug)]
pub(super) struct Senders {
    default: Option<Mailbox>,
    purposes: BTreeMap<String, Option<Mailbox>>,
}

impl Senders {
    pub(super) fn new(config: &config::Otp) -> Self {
        Self {
            default: sender(&config.default),
            purposes: config
                .purposes
                .iter()
                .map(|(purpose, rules)| (purpose.clone(), sender(rules)))
                .collect(),
        }
    }

    pub(super) fn of(&self, purpose: &Purpose) -> Option<Mailbox> {
        self.purposes
            .get(purpose.as_str())
            .unwrap_or(&self.default)
            .clone()
    }
}

fn sender(rules: &config::OtpPolicy) -> Option<Mailbox> {
    let address = rules.from_email.clone()?;
    let name = rules
        .from_name
        .as_deref()
        .and_then(|name| HeaderText::new(name).ok());
    Some(Mailbox { name, address })
}
