//! Where a signing certificate may be.

use super::TopicArn;
use crate::region::Region;

/// The address of a certificate that SNS signs with. There is no other way to one than the strict reading of what a
/// message says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SnsCertUrl {
    region: Region,
    file: String,
}

impl SnsCertUrl {
    /// Takes the address only if it is SNS's own in the region of `topic`: HTTPS, the host `sns.<region>.amazonaws.com`,
    /// the usual file name and nothing else: no user, port, query or fragment, and no bucket that happens to be called
    /// `sns` (<https://www.youtube.com/watch?v=8GGWNhGlrsk>).
    pub fn parse(text: &str, topic: &TopicArn) -> Option<Self> {
        let url = Self {
            region: topic.region().clone(),
            file: text.rsplit('/').next()?.to_owned(),
        };
        let id = url
            .file
            .strip_prefix("SimpleNotificationService-")?
            .strip_suffix(".pem")?;
        let is_id = id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        // What it should be is written anew and compared: nothing is read out of it that a parser could misread.
        (is_id && url.address() == text).then_some(url)
    }

    /// The host: the subject of its certificates besides `sns.amazonaws.com`.
    pub fn host(&self) -> String {
        let region = self.region.as_str();
        let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
        format!("sns.{region}.amazonaws.com{suffix}")
    }

    /// The whole address.
    pub fn address(&self) -> String {
        format!("https://{}/{}", self.host(), self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

    fn parse(text: &str, region: &str) -> Option<SnsCertUrl> {
        let topic = format!("arn:aws:sns:{region}:123456789012:a");
        SnsCertUrl::parse(text, &TopicArn::parse(&topic).unwrap())
    }

    #[test]
    fn only_the_service_s_own_address_is_taken() {
        for (region, host) in [
            ("us-east-1", "sns.us-east-1.amazonaws.com"),
            ("us-gov-west-1", "sns.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", "sns.cn-north-1.amazonaws.com.cn"),
        ] {
            let text = format!("https://{host}/{FILE}");
            let url = parse(&text, region).unwrap();
            assert_eq!((url.address(), url.host()), (text, host.to_owned()));
        }
        let host = "sns.us-east-1.amazonaws.com";
        for bad in [
            format!("http://{host}/{FILE}"),
            format!("HTTPS://{host}/{FILE}"),
            format!("https://sns.eu-west-1.amazonaws.com/{FILE}"),
            format!("https://sns.s3-us-west-2.amazonaws.com/{FILE}"),
            "https://sns.s3-us-west-2.amazonaws.com/evil.pem".to_owned(),
            format!("https://{host}/?Action=x&y=.pem"),
            format!("https://{host}/{FILE}?x=.pem"),
            format!("https://{host}/?x=/{FILE}"),
            format!("https://{host}/{FILE}#.pem"),
            format!("https://user@{host}/{FILE}"),
            format!("https://{host}@evil.example/{FILE}"),
            format!("https://{host}:443/{FILE}"),
            format!("https://{host}.evil.example/{FILE}"),
            format!("https://{host}.cn/{FILE}"),
            format!("https://evil.example/{host}/{FILE}"),
            format!("https://{host}//{FILE}"),
            format!("https://{host}/a/{FILE}"),
            format!("https://{host}/{}", FILE.to_uppercase()),
            format!("https://{host}/{}", FILE.replace("abcdef0", "abcdeg0")),
            format!(" https://{host}/{FILE}"),
            format!("https://{host}\\@evil.example/{FILE}"),
            String::new(),
        ] {
            assert_eq!(parse(&bad, "us-east-1"), None, "{bad}");
        }
    }
}
