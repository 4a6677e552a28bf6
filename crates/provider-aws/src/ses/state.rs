//! What an account may send.

use aws_sdk_sesv2::types::SendQuota;
use msg_core::SendError;

use super::{SesProvider, classify};
use crate::exchange::ask;

/// What an account may send, in its region
/// ([`GetAccount`](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html)).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccountState {
    /// Whether it is out of the sandbox; within it, every recipient must be verified too.
    pub production_access: bool,
    /// Whether it may send now.
    pub sending_enabled: bool,
    /// `HEALTHY`, `PROBATION` or `SHUTDOWN`.
    pub enforcement: Option<String>,
    /// How many recipients a day; nothing where there is no limit.
    pub recipients_per_day: Option<f64>,
    /// How many recipients a second.
    pub recipients_per_second: f64,
    /// How many recipients in the last 24 hours.
    pub recipients_in_last_day: f64,
}

impl SesProvider {
    /// What the account may send. Ask rarely: SES answers about one such question a second.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn account_state(&self) -> Result<AccountState, SendError> {
        let call = |watch| {
            self.client
                .get_account()
                .customize()
                .interceptor(watch)
                .send()
        };
        let found = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        let quota = found.send_quota();
        let a_day = quota.map_or(0.0, SendQuota::max24_hour_send);
        Ok(AccountState {
            production_access: found.production_access_enabled(),
            sending_enabled: found.sending_enabled(),
            enforcement: found.enforcement_status().map(str::to_owned),
            // SES writes -1 for no limit.
            recipients_per_day: (a_day >= 0.0).then_some(a_day),
            recipients_per_second: quota.map_or(0.0, SendQuota::max_send_rate),
            recipients_in_last_day: quota.map_or(0.0, SendQuota::sent_last24_hours),
        })
    }
}
