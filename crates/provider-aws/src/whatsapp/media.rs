//! Files that people see in a conversation, kept at Meta. AWS takes them from S3 only
//! ([`PostWhatsAppMessageMedia`](https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_PostWhatsAppMessageMedia.html)).

use aws_sdk_socialmessaging::types::S3File;
use msg_core::SendError;

use super::{WhatsAppProvider, classify};
use crate::exchange::{ask, unsupported};

impl WhatsAppProvider {
    /// Hands a file of S3 to Meta and gives Meta's id of it, which is valid for 30 days. The bucket must be one that the
    /// service may read.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn upload_from_s3(&self, bucket: &str, key: &str) -> Result<String, SendError> {
        let file = S3File::builder().bucket_name(bucket).key(key).build();
        let file = file.map_err(|error| unsupported(&error.to_string()))?;
        let call = |watch| {
            let call = self.client.post_whats_app_message_media();
            let call = call.origination_phone_number_id(self.settings.phone_number_id.as_str());
            let call = call.source_s3_file(file);
            call.customize().interceptor(watch).send()
        };
        let answer = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        answer
            .media_id
            .ok_or_else(|| unsupported("AWS gave no id of the file"))
    }

    /// Deletes a file at Meta.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn delete_media(&self, id: &str) -> Result<(), SendError> {
        let call = |watch| {
            let call = self.client.delete_whats_app_message_media().media_id(id);
            let call = call.origination_phone_number_id(self.settings.phone_number_id.as_str());
            call.customize().interceptor(watch).send()
        };
        ask(&self.settings.account, classify::TABLE, &[], call)
            .await
            .map(drop)
    }
}
