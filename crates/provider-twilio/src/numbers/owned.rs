//! Numbers that an account has.

use http_client::Url;
use msg_core::PhoneNumber;
use msg_core::money::Money;
use serde::Deserialize;

use super::available::number;
use crate::sid::{AddressSid, BundleSid};

/// A number that somebody decided to buy, knowing what it costs.
///
/// It can only be made by naming the price that was agreed to, so that no number is bought by a slip.
#[derive(Clone, Debug)]
pub struct Purchase {
    number: PhoneNumber,
    monthly_price: Money,
    callbacks: Callbacks,
    address: Option<AddressSid>,
    bundle: Option<BundleSid>,
}

impl Purchase {
    /// The decision to buy `number` for `monthly_price` a month, as
    /// [Twilio's price list](https://www.twilio.com/docs/phone-numbers/pricing) has it. Twilio isn't told the price and bills
    /// its own.
    pub fn confirmed(number: PhoneNumber, monthly_price: Money) -> Self {
        Self {
            number,
            monthly_price,
            callbacks: Callbacks::default(),
            address: None,
            bundle: None,
        }
    }

    /// Where its messages, calls and call statuses go from the beginning.
    #[must_use]
    pub fn with_callbacks(mut self, callbacks: Callbacks) -> Self {
        self.callbacks = callbacks;
        self
    }

    /// The address that the country wants.
    #[must_use]
    pub fn with_address(mut self, address: AddressSid) -> Self {
        self.address = Some(address);
        self
    }

    /// The bundle of documents that the country wants.
    #[must_use]
    pub fn with_bundle(mut self, bundle: BundleSid) -> Self {
        self.bundle = Some(bundle);
        self
    }

    /// The number.
    pub const fn number(&self) -> &PhoneNumber {
        &self.number
    }

    /// The price that was agreed to, for the record.
    pub const fn monthly_price(&self) -> Money {
        self.monthly_price
    }

    pub(super) fn form(&self) -> Vec<(&'static str, String)> {
        let mut form = vec![("PhoneNumber", self.number.as_str().to_owned())];
        form.extend(self.callbacks.form());
        let address = self.address.as_ref().map(|sid| sid.as_str().to_owned());
        form.extend(address.map(|sid| ("AddressSid", sid)));
        let bundle = self.bundle.as_ref().map(|sid| sid.as_str().to_owned());
        form.extend(bundle.map(|sid| ("BundleSid", sid)));
        form
    }
}

/// Where Twilio tells of a number's messages and calls, always by POST. What isn't set stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Callbacks {
    /// Messages that come in.
    pub sms: Option<Url>,
    /// Calls that come in.
    pub voice: Option<Url>,
    /// What becomes of calls that came in.
    pub call_status: Option<Url>,
}

impl Callbacks {
    pub(super) fn form(&self) -> Vec<(&'static str, String)> {
        [
            (&self.sms, "SmsUrl", "SmsMethod"),
            (&self.voice, "VoiceUrl", "VoiceMethod"),
            (&self.call_status, "StatusCallback", "StatusCallbackMethod"),
        ]
        .into_iter()
        .filter_map(|(url, key, method)| {
            Some([
                (key, url.as_ref()?.to_string()),
                (method, "POST".to_owned()),
            ])
        })
        .flatten()
        .collect()
    }
}

/// A number that the account has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct OwnedNumber {
    /// Twilio's id of it, for [`NumberSid::parse`](crate::NumberSid::parse).
    pub sid: String,
    /// The number.
    #[serde(rename = "phone_number", deserialize_with = "number")]
    pub number: PhoneNumber,
    /// What the account calls it.
    pub friendly_name: Option<String>,
    /// What it is good for.
    #[serde(default)]
    pub capabilities: Uses,
    /// Where messages that come in go.
    pub sms_url: Option<String>,
    /// Where calls that come in go.
    pub voice_url: Option<String>,
}

/// What a number is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Uses {
    /// Text messages.
    #[serde(default, alias = "SMS")]
    pub sms: bool,
    /// Messages with media.
    #[serde(default, alias = "MMS")]
    pub mms: bool,
    /// Calls.
    #[serde(default)]
    pub voice: bool,
}
