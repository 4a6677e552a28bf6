//! Names of topics.

use std::fmt;

use crate::region::Region;

/// The name of a topic: `arn:aws:sns:eu-west-1:123456789012:ses-events`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TopicArn {
    text: String,
    region: Region,
}

impl TopicArn {
    /// Takes the ARN of a topic.
    ///
    /// # Errors
    /// Refuses anything else, ARNs of subscriptions included.
    pub fn parse(text: &str) -> Result<Self, InvalidTopic> {
        let parts: Vec<&str> = text.split(':').collect();
        let ["arn", partition, "sns", region, account, name] = parts[..] else {
            return Err(InvalidTopic);
        };
        let is_partition = matches!(partition, "aws" | "aws-cn" | "aws-us-gov");
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let is_name = (1..=256).contains(&name.len()) && name.bytes().all(plain);
        let region = Region::parse(region).map_err(|_| InvalidTopic)?;
        if is_partition && is_account && is_name {
            Ok(Self {
                text: text.to_owned(),
                region,
            })
        } else {
            Err(InvalidTopic)
        }
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The region it is in.
    pub fn region(&self) -> &Region {
        &self.region
    }
}

impl fmt::Display for TopicArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// A text that isn't the name of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not the ARN of an SNS topic; write one such as `arn:aws:sns:eu-west-1:123456789012:ses-events`"
)]
pub struct InvalidTopic;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_named_in_full() {
        for (text, region) in [
            ("arn:aws:sns:eu-west-1:123456789012:ses-events", "eu-west-1"),
            ("arn:aws-cn:sns:cn-north-1:123456789012:a", "cn-north-1"),
        ] {
            let topic = TopicArn::parse(text).unwrap();
            assert_eq!((topic.as_str(), topic.region().as_str()), (text, region));
        }
        for bad in [
            "",
            "ses-events",
            "arn:aws:sqs:eu-west-1:123456789012:a",
            "arn:aws:sns:eu-west-1:123456789012:a:5be2",
            "arn:aws:sns:evil.example/:123456789012:a",
            "arn:aws:sns:eu-west-1:12345678901:a",
            "arn:aws:sns:eu-west-1:123456789012:",
            "arn:evil:sns:eu-west-1:123456789012:a",
            "arn:aws:sns:eu-west-1:123456789012:a\n",
        ] {
            assert_eq!(TopicArn::parse(bad), Err(InvalidTopic), "{bad:?}");
        }
    }
}
