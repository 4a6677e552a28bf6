//! The account's own list of addresses that nothing is sent to
//! ([suppression list](https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html)).

use aws_sdk_sesv2::types::SuppressionListReason;
use msg_core::{EmailAddress, SendError};

use super::{SesProvider, classify};
use crate::exchange::ask;

/// Why nothing is sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressionReason {
    /// A mail came back for good.
    Bounce,
    /// The person complained.
    Complaint,
}

/// The code of the answer about an address that isn't listed.
const NOT_LISTED: &str = "NotFoundException";

impl SesProvider {
    /// Why nothing is sent to `address`; nothing when it isn't on the list.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn suppression(
        &self,
        address: &EmailAddress,
    ) -> Result<Option<SuppressionReason>, SendError> {
        let call = |watch| {
            let call = self.client.get_suppressed_destination();
            let call = call.email_address(address.as_str());
            call.customize().interceptor(watch).send()
        };
        match ask(
            &self.settings.account,
            classify::TABLE,
            &[address.as_str()],
            call,
        )
        .await
        {
            Ok(found) => Ok(found
                .suppressed_destination()
                .map(|found| match found.reason() {
                    SuppressionListReason::Complaint => SuppressionReason::Complaint,
                    // An address on the list gets nothing, whatever the reason is called one day.
                    _ => SuppressionReason::Bounce,
                })),
            Err(error) if error.code() == Some(NOT_LISTED) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts `address` on the list.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn suppress(
        &self,
        address: &EmailAddress,
        reason: SuppressionReason,
    ) -> Result<(), SendError> {
        let reason = match reason {
            SuppressionReason::Bounce => SuppressionListReason::Bounce,
            SuppressionReason::Complaint => SuppressionListReason::Complaint,
        };
        let call = |watch| {
            let call = self.client.put_suppressed_destination().reason(reason);
            let call = call.email_address(address.as_str());
            call.customize().interceptor(watch).send()
        };
        let private = [address.as_str()];
        ask(&self.settings.account, classify::TABLE, &private, call)
            .await
            .map(drop)
    }

    /// Takes `address` off the list, which it needn't be on.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn unsuppress(&self, address: &EmailAddress) -> Result<(), SendError> {
        let call = |watch| {
            let call = self.client.delete_suppressed_destination();
            let call = call.email_address(address.as_str());
            call.customize().interceptor(watch).send()
        };
        match ask(
            &self.settings.account,
            classify::TABLE,
            &[address.as_str()],
            call,
        )
        .await
        {
            Err(error) if error.code() != Some(NOT_LISTED) => Err(error),
            _ => Ok(()),
        }
    }
}
