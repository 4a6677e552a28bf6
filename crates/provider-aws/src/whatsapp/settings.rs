//! What one WhatsApp number at AWS needs.

use msg_core::provider::{AccountSettings, KeyFault, SettingsFault};

use crate::account::{Account, missing};

/// How to send under one WhatsApp number at AWS.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The account at AWS.
    pub account: Account,
    /// The number that messages come from.
    pub phone_number_id: PhoneNumberId,
    /// The WhatsApp business account, whose events alone are taken.
    pub business_account_id: Option<String>,
    /// The version of Meta's API, such as `v20.0`.
    pub meta_api_version: String,
}

impl Settings {
    /// The version of Meta's API in AWS's own examples.
    pub const DEFAULT_META_API_VERSION: &str = "v20.0";

    /// A number whose business account isn't checked.
    pub fn new(account: Account, phone_number_id: PhoneNumberId) -> Self {
        Self {
            account,
            phone_number_id,
            business_account_id: None,
            meta_api_version: Self::DEFAULT_META_API_VERSION.to_owned(),
        }
    }

    /// Reads the settings of [`SETTINGS`](super::SETTINGS).
    ///
    /// # Errors
    /// Tells an account that nobody set up from one whose settings are wrong, and names every fault.
    pub fn from_account(settings: &AccountSettings) -> Result<Self, SettingsFault> {
        let key = "phone_number_id";
        let id = settings.text(key);
        let id = id.ok_or_else(|| missing(settings, key))?;
        let mut faults = Vec::new();
        let account = Account::from_settings(settings, &mut faults)?;
        let phone_number_id = PhoneNumberId::parse(id)
            .map_err(|error| faults.push(KeyFault::new(key, error.to_string())));
        let business_account_id = settings.text("business_account_id").map(str::to_owned);
        if !business_account_id
            .as_deref()
            .is_none_or(is_business_account)
        {
            let complaint =
                "not the id of a WhatsApp business account: `waba-…`, its ARN, or digits";
            faults.push(KeyFault::new("business_account_id", complaint));
        }
        let version = settings.text("meta_api_version");
        let meta_api_version = version.unwrap_or(Self::DEFAULT_META_API_VERSION);
        if !is_version(meta_api_version) {
            let complaint = "not a version of Meta's API; write one such as `v20.0`";
            faults.push(KeyFault::new("meta_api_version", complaint));
        }
        match (account, phone_number_id) {
            (Some(account), Ok(phone_number_id)) if faults.is_empty() => Ok(Self {
                account,
                phone_number_id,
                business_account_id,
                meta_api_version: meta_api_version.to_owned(),
            }),
            _ => Err(SettingsFault::Refused { faults }),
        }
    }
}

fn is_business_account(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    match (text.strip_prefix("waba-"), text.rsplit_once(":waba/")) {
        (Some(name), _) => is_name(name),
        (None, Some((arn, name))) => arn.starts_with("arn:") && is_name(name),
        (None, None) => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
    }
}

fn is_version(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('v')
        .and_then(|version| version.split_once('.'))
        .is_some_and(|(major, minor)| digits(major) && digits(minor))
}

/// The id that AWS gave a WhatsApp number: `phone-number-id-…`, or the ARN of that number
/// ([SendWhatsAppMessage](https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumberId(String);

impl PhoneNumberId {
    /// Takes an id.
    ///
    /// # Errors
    /// Refuses what AWS wouldn't take, above all the number itself and Meta's own id of it.
    pub fn parse(text: &str) -> Result<Self, InvalidPhoneNumberId> {
        let name = match text.strip_prefix("phone-number-id-") {
            Some(name) => Some(name),
            None => text
                .strip_prefix("arn:")
                .and_then(|arn| arn.rsplit_once(":phone-number-id/"))
                .map(|(_, name)| name),
        };
        let plain =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let printable = text.bytes().all(|b| b.is_ascii_graphic());
        if text.len() <= 115 && printable && name.is_some_and(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPhoneNumberId)
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that isn't AWS's id of a WhatsApp number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not AWS's id of a WhatsApp number: it begins with `phone-number-id-`, or is its ARN; the number itself and Meta's id aren't it"
)]
pub struct InvalidPhoneNumberId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_number_is_the_one_of_aws() {
        for good in [
            "phone-number-id-01234567890123456789012345678901",
            "arn:aws:social-messaging:us-east-1:123456789012:phone-number-id/0123abcd",
        ] {
            assert_eq!(PhoneNumberId::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "+12025550123",
            "106540352242922",
            "phone-number-id-",
            "phone-number-id-a b",
            "arn:aws:social-messaging:us-east-1:123456789012:waba/0123",
            &format!("phone-number-id-{}", "a".repeat(100)),
        ] {
            assert_eq!(
                PhoneNumberId::parse(bad),
                Err(InvalidPhoneNumberId),
                "{bad}"
            );
        }
    }

    #[test]
    fn business_accounts_and_versions_are_checked() {
        for good in [
            "waba-0123abcd",
            "106540352242922",
            "arn:aws:x:y:1:waba/0123",
        ] {
            assert!(is_business_account(good), "{good}");
        }
        for bad in ["", "waba-", "shop", "12 34", "x:waba/1"] {
            assert!(!is_business_account(bad), "{bad}");
        }
        assert!(is_version("v20.0"));
        for bad in ["", "20.0", "v20", "v.0", "v20.0/x", "latest"] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
