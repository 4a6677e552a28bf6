//! Letting a topic send to us.

use async_trait::async_trait;
use aws_sdk_sns::Client;

use super::classify;
use crate::account::Account;
use crate::exchange::ask;
use crate::webhook::{SubscriptionConfirmer, TopicArn, Unconfirmed};

/// Confirms subscriptions by SNS's own call, in the region of the topic and with the account's credentials.
#[derive(Clone, Debug)]
pub struct Confirmer(Account);

impl Confirmer {
    /// Takes who calls; the region is that of each topic.
    pub fn new(account: Account) -> Self {
        Self(account)
    }
}

#[async_trait]
impl SubscriptionConfirmer for Confirmer {
    async fn confirm(&self, topic: &TopicArn, token: &str) -> Result<(), Unconfirmed> {
        let mut account = self.0.clone();
        account.region = topic.region().clone();
        let client = Client::new(&account.sdk_config());
        let call = |watch| {
            let call = client.confirm_subscription().topic_arn(topic.as_str());
            // Whoever has the token can't unsubscribe us.
            let call = call.token(token).authenticate_on_unsubscribe("true");
            call.customize().interceptor(watch).send()
        };
        let confirmed = ask(&account, classify::TABLE, &[token], call).await;
        confirmed
            .map(drop)
            .map_err(|error| Unconfirmed(error.to_string()))
    }
}
