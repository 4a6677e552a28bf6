//! Numbers whose owners want no more messages from the account
//! ([opting out](https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html)).
//!
//! SNS accepts messages to them and doesn't send them, so who wants to know has to ask first.

use msg_core::{PhoneNumber, SendError};

use super::{SnsProvider, classify};
use crate::exchange::ask;

/// Some of the numbers that opted out, and where the next begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptedOut {
    /// At most a hundred numbers.
    pub numbers: Vec<PhoneNumber>,
    /// What to ask with for more; nothing when these are the last.
    pub next: Option<String>,
}

impl SnsProvider {
    /// Whether the owner of `number` opted out.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn is_opted_out(&self, number: &PhoneNumber) -> Result<bool, SendError> {
        let call = |watch| {
            let call = self.client.check_if_phone_number_is_opted_out();
            let call = call.phone_number(number.as_str());
            call.customize().interceptor(watch).send()
        };
        let private = [number.as_str()];
        let found = ask(&self.settings.account, classify::TABLE, &private, call).await?;
        Ok(found.is_opted_out())
    }

    /// The numbers that opted out, from the beginning or from where an earlier answer ended.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn opted_out(&self, from: Option<&str>) -> Result<OptedOut, SendError> {
        let call = |watch| {
            let call = self.client.list_phone_numbers_opted_out();
            let call = call.set_next_token(from.map(str::to_owned));
            call.customize().interceptor(watch).send()
        };
        let found = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        let numbers = found.phone_numbers().iter();
        Ok(OptedOut {
            numbers: numbers
                .filter_map(|text| PhoneNumber::parse(text).ok())
                .collect(),
            next: found.next_token().map(str::to_owned),
        })
    }

    /// Sends to `number` again, which its owner must have asked for. SNS takes this once in 30 days for a number.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn opt_in(&self, number: &PhoneNumber) -> Result<(), SendError> {
        let call = |watch| {
            let call = self.client.opt_in_phone_number();
            let call = call.phone_number(number.as_str());
            call.customize().interceptor(watch).send()
        };
        ask(
            &self.settings.account,
            classify::TABLE,
            &[number.as_str()],
            call,
        )
        .await
        .map(drop)
    }
}
