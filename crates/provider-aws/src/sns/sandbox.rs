//! The sandbox that accounts begin in: only verified numbers get messages
//! ([SMS sandbox](https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html)).

use aws_sdk_sns::types::SmsSandboxPhoneNumberVerificationStatus;
use msg_core::{PhoneNumber, SendError};

use super::{SnsProvider, classify};
use crate::exchange::{ask, refused};

/// A number that may get messages from an account in the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxNumber {
    /// The number.
    pub number: PhoneNumber,
    /// Whether its owner gave the code that was sent to it.
    pub verified: bool,
}

impl SnsProvider {
    /// Whether the account is in the sandbox.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn is_in_sandbox(&self) -> Result<bool, SendError> {
        let call = |watch| {
            let call = self.client.get_sms_sandbox_account_status();
            call.customize().interceptor(watch).send()
        };
        let found = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        Ok(found.is_in_sandbox())
    }

    /// The numbers of the sandbox; SNS lets an account have ten.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn sandbox_numbers(&self) -> Result<Vec<SandboxNumber>, SendError> {
        let call = |watch| {
            let call = self.client.list_sms_sandbox_phone_numbers();
            call.customize().interceptor(watch).send()
        };
        let found = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        let read = |found: &aws_sdk_sns::types::SmsSandboxPhoneNumber| {
            let verified = SmsSandboxPhoneNumberVerificationStatus::Verified;
            Some(SandboxNumber {
                number: PhoneNumber::parse(found.phone_number()?).ok()?,
                verified: found.status() == Some(&verified),
            })
        };
        Ok(found.phone_numbers().iter().filter_map(read).collect())
    }

    /// Adds a number to the sandbox; SNS sends it a code.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn add_sandbox_number(&self, number: &PhoneNumber) -> Result<(), SendError> {
        let call = |watch| {
            let call = self.client.create_sms_sandbox_phone_number();
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

    /// Verifies a number of the sandbox with the code that SNS sent to it: 5 to 8 digits.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn verify_sandbox_number(
        &self,
        number: &PhoneNumber,
        code: &str,
    ) -> Result<(), SendError> {
        if !(5..=8).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused("the code that SNS sent has 5 to 8 digits"));
        }
        let call = |watch| {
            let call = self.client.verify_sms_sandbox_phone_number();
            let call = call.phone_number(number.as_str()).one_time_password(code);
            call.customize().interceptor(watch).send()
        };
        let private = [number.as_str(), code];
        ask(&self.settings.account, classify::TABLE, &private, call)
            .await
            .map(drop)
    }

    /// Takes a number out of the sandbox.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn remove_sandbox_number(&self, number: &PhoneNumber) -> Result<(), SendError> {
        let call = |watch| {
            let call = self.client.delete_sms_sandbox_phone_number();
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
