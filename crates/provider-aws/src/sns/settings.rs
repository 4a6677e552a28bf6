//! What one account at SNS needs.

use msg_core::PhoneNumber;
use msg_core::message::SenderId;
use msg_core::provider::{AccountSettings, KeyFault, SettingsFault};

use super::request;
use crate::account::{Account, missing};

/// How to send through one account at SNS.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The account at AWS.
    pub account: Account,
    /// The sender of messages that name none: a name, a number or a short code.
    pub from: Option<SenderId>,
    /// The number that messages under a name come from as well.
    pub origination_number: Option<SenderId>,
    /// The most that one message may cost; one that costs more is accepted and not sent.
    pub max_price: Option<MaxPrice>,
    /// The principal entity id of the Indian regulator: 1 to 50 characters.
    pub entity_id: Option<String>,
    /// The template id of the Indian regulator: 1 to 50 characters.
    pub template_id: Option<String>,
}

impl Settings {
    /// An account that sends as SNS sees fit.
    pub fn new(account: Account) -> Self {
        Self {
            account,
            from: None,
            origination_number: None,
            max_price: None,
            entity_id: None,
            template_id: None,
        }
    }

    /// Reads the settings of [`SETTINGS`](super::SETTINGS).
    ///
    /// # Errors
    /// Tells an account that nobody set up from one whose settings are wrong, and names every fault.
    pub fn from_account(settings: &AccountSettings) -> Result<Self, SettingsFault> {
        is_meant(settings)?;
        let mut faults = Vec::new();
        let account = Account::from_settings(settings, &mut faults)?;
        let mut read = |key: &'static str, is_good: fn(&str) -> bool, complaint: &str| {
            let text = settings.text(key)?;
            if !is_good(text) {
                faults.push(KeyFault::new(key, complaint));
            }
            Some(text)
        };
        let from = read(
            "sender_id",
            request::is_name,
            "not a sender id: 3 to 11 letters and digits, at least one of them a letter",
        );
        let origination_number = read(
            "origination_number",
            request::is_origination_number,
            "not a number of the account: 5 to 14 digits, perhaps after a `+`",
        );
        let max_price = read(
            "max_price",
            |text| MaxPrice::parse(text).is_ok(),
            "not a price; write US dollars such as `0.50`",
        );
        let dlt = "not an id of the regulator: 1 to 50 characters without blanks";
        let entity_id = read("entity_id", is_dlt_id, dlt);
        let template_id = read("template_id", is_dlt_id, dlt);
        match account {
            Some(account) if faults.is_empty() => Ok(Self {
                account,
                from: from.and_then(SenderId::parse),
                origination_number: origination_number.map(number),
                max_price: max_price.and_then(|price| MaxPrice::parse(price).ok()),
                entity_id: entity_id.map(str::to_owned),
                template_id: template_id.map(str::to_owned),
            }),
            _ => Err(SettingsFault::Refused { faults }),
        }
    }
}

/// Platforms set `AWS_REGION` for everything that runs on them, so a region alone says nothing about text messages.
fn is_meant(settings: &AccountSettings) -> Result<(), SettingsFault> {
    let key = "access_key_id";
    let has_key = settings.text(key).is_some();
    let own = ["sender_id", "origination_number", "max_price", "entity_id"];
    let meant = match settings.text("credentials") {
        Some("chain") if has_key => {
            let complaint =
                "there is an access key, though `credentials` is \"chain\"; leave one of them out";
            return Err(KeyFault::new("credentials", complaint).into());
        }
        Some("chain") => true,
        Some(_) => has_key,
        None => has_key || own.iter().any(|key| settings.text(key).is_some()),
    };
    if meant {
        Ok(())
    } else {
        Err(missing(settings, key))
    }
}

/// A number in international form, or the digits of a code.
fn number(text: &str) -> SenderId {
    PhoneNumber::parse(text).map_or_else(|_| SenderId::ShortCode(text.to_owned()), SenderId::Number)
}

fn is_dlt_id(text: &str) -> bool {
    (1..=50).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// A price in US dollars, as SNS takes it: digits, and at most five of them after a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaxPrice(String);

impl MaxPrice {
    /// Takes a price such as `0.50`.
    ///
    /// # Errors
    /// Refuses signs, currencies, exponents, commas and nothing at all.
    pub fn parse(text: &str) -> Result<Self, InvalidPrice> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if digits(whole, 4) && digits(fraction, 5) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPrice)
        }
    }

    /// The price.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that isn't a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a price; write US dollars such as `0.50`")]
pub struct InvalidPrice;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_digits_and_a_point() {
        for good in ["0", "1", "0.5", "0.00645", "12.00"] {
            assert_eq!(MaxPrice::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "", ".5", "1.", "-1", "1e3", "$1", "1,5", "0.000001", "NaN", "99999",
        ] {
            assert_eq!(MaxPrice::parse(bad), Err(InvalidPrice), "{bad}");
        }
    }
}
