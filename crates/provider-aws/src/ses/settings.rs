//! What one account at SES needs.

use msg_core::address::Mailbox;
use msg_core::provider::{AccountSettings, KeyFault, SettingsFault};
use msg_core::text::HeaderText;

use crate::account::{Account, missing};

/// How to send through one account at SES.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The account at AWS.
    pub account: Account,
    /// The sender of messages that name none; it, or its domain, must be verified.
    pub from: Mailbox,
    /// The configuration set; SES publishes events only for messages sent with one.
    pub configuration_set: Option<String>,
}

impl Settings {
    /// An account that sends without a configuration set.
    pub fn new(account: Account, from: Mailbox) -> Self {
        Self {
            account,
            from,
            configuration_set: None,
        }
    }

    /// Reads the settings of [`SETTINGS`](super::SETTINGS).
    ///
    /// # Errors
    /// Tells an account that nobody set up from one whose settings are wrong, and names every fault.
    pub fn from_account(settings: &AccountSettings) -> Result<Self, SettingsFault> {
        let address = settings.email("from_email");
        let address = address.ok_or_else(|| missing(settings, "from_email"))?;
        let mut faults = Vec::new();
        let account = Account::from_settings(settings, &mut faults)?;
        let name = settings.text("from_name").map(HeaderText::new).transpose();
        let name = name.unwrap_or_else(|error| {
            faults.push(KeyFault::new("from_name", error.to_string()));
            None
        });
        let configuration_set = settings.text("configuration_set").map(str::to_owned);
        if !configuration_set.as_deref().is_none_or(is_set_name) {
            let complaint =
                "not the name of a configuration set: 1 to 64 letters, digits, `_` and `-`";
            faults.push(KeyFault::new("configuration_set", complaint));
        }
        match account {
            Some(account) if faults.is_empty() => Ok(Self {
                account,
                from: Mailbox {
                    name,
                    address: address.clone(),
                },
                configuration_set,
            }),
            _ => Err(SettingsFault::Refused { faults }),
        }
    }
}

/// See [CreateConfigurationSet](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html).
fn is_set_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}
