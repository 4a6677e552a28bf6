//! How an account sends text messages unless a message says otherwise
//! ([`SetSMSAttributes`](https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html)).

use std::collections::HashMap;

use msg_core::SendError;

use super::{SnsProvider, classify, request};
use crate::exchange::{ask, refused};

/// How an account sends text messages unless a message says otherwise. What isn't there isn't set, and isn't changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmsAttributes {
    /// The most that may be spent in a month, in whole US dollars.
    pub monthly_spend_limit: Option<u32>,
    /// The ARN of the role that writes the delivery logs.
    pub delivery_status_role: Option<String>,
    /// For how many of a hundred delivered messages a log is written, 0 to 100.
    pub success_sampling_percent: Option<u8>,
    /// The sender of messages that name none: 1 to 11 letters and digits, at least one of them a letter.
    pub default_sender_id: Option<String>,
    /// `Promotional` or `Transactional`.
    pub default_type: Option<String>,
    /// The S3 bucket that gets a report of usage every day.
    pub usage_report_bucket: Option<String>,
}

impl SmsAttributes {
    fn read(map: &HashMap<String, String>) -> Self {
        let text = |name: &str| map.get(name).filter(|text| !text.is_empty()).cloned();
        Self {
            monthly_spend_limit: text("MonthlySpendLimit").and_then(|text| text.parse().ok()),
            delivery_status_role: text("DeliveryStatusIAMRole"),
            success_sampling_percent: text("DeliveryStatusSuccessSamplingRate")
                .and_then(|text| text.parse().ok()),
            default_sender_id: text("DefaultSenderID"),
            default_type: text("DefaultSMSType"),
            usage_report_bucket: text("UsageReportS3Bucket"),
        }
    }

    fn write(&self) -> Result<HashMap<String, String>, SendError> {
        if self.success_sampling_percent.is_some_and(|rate| rate > 100) {
            return Err(refused("a sampling rate is 0 to 100 percent"));
        }
        let kinds = ["Promotional", "Transactional"];
        let kind = self.default_type.as_deref();
        if !kind.is_none_or(|kind| kinds.contains(&kind)) {
            return Err(refused("the default type is Promotional or Transactional"));
        }
        let sender = self.default_sender_id.as_deref();
        if !sender.is_none_or(request::is_default_name) {
            return Err(refused(
                "a default sender is 1 to 11 letters and digits, at least one of them a letter",
            ));
        }
        let attributes = [
            (
                "MonthlySpendLimit",
                self.monthly_spend_limit.map(|limit| limit.to_string()),
            ),
            ("DeliveryStatusIAMRole", self.delivery_status_role.clone()),
            (
                "DeliveryStatusSuccessSamplingRate",
                self.success_sampling_percent.map(|rate| rate.to_string()),
            ),
            ("DefaultSenderID", self.default_sender_id.clone()),
            ("DefaultSMSType", self.default_type.clone()),
            ("UsageReportS3Bucket", self.usage_report_bucket.clone()),
        ];
        Ok(attributes
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect())
    }
}

impl SnsProvider {
    /// How the account sends text messages unless a message says otherwise.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn sms_attributes(&self) -> Result<SmsAttributes, SendError> {
        let call = |watch| {
            let call = self.client.get_sms_attributes();
            call.customize().interceptor(watch).send()
        };
        let found = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        Ok(found
            .attributes()
            .map(SmsAttributes::read)
            .unwrap_or_default())
    }

    /// Changes what is there in `attributes`, for everybody who uses the account in this region.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send).
    pub async fn set_sms_attributes(&self, attributes: &SmsAttributes) -> Result<(), SendError> {
        let attributes = attributes.write()?;
        let call = |watch| {
            let call = self.client.set_sms_attributes();
            let call = call.set_attributes(Some(attributes));
            call.customize().interceptor(watch).send()
        };
        ask(&self.settings.account, classify::TABLE, &[], call)
            .await
            .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_survive_their_texts() {
        let attributes = SmsAttributes {
            monthly_spend_limit: Some(100),
            delivery_status_role: Some("arn:aws:iam::1:role/sms".to_owned()),
            success_sampling_percent: Some(0),
            default_sender_id: Some("Shop".to_owned()),
            default_type: Some("Transactional".to_owned()),
            usage_report_bucket: Some("reports".to_owned()),
        };
        let written = attributes.write().unwrap();
        assert_eq!(written.len(), 6);
        assert_eq!(SmsAttributes::read(&written), attributes);
        assert_eq!(SmsAttributes::default().write().unwrap(), HashMap::new());
    }

    #[test]
    fn what_sns_would_not_take_is_refused() {
        let with = |change: fn(&mut SmsAttributes)| {
            let mut attributes = SmsAttributes::default();
            change(&mut attributes);
            attributes.write()
        };
        assert!(with(|it| it.success_sampling_percent = Some(101)).is_err());
        assert!(with(|it| it.default_type = Some("Urgent".to_owned())).is_err());
        assert!(with(|it| it.default_sender_id = Some("My Shop".to_owned())).is_err());
    }
}
