use msg_core::Channel;
use provider_aws::sns::{Settings, SnsProvider};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject};

testkit::provider_suite!(stage);

const TAKEN: &str = r#"<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishResult><MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult>
  <ResponseMetadata><RequestId>d74b8436-ae13-5ab4-a9ff-ce54dfea72a0</RequestId></ResponseMetadata>
</PublishResponse>"#;

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let act = match situation {
        Situation::Accepted => Act::answer(200, &[("content-type", "text/xml")], TAKEN),
        Situation::InvalidRecipient => refusal(
            400,
            "InvalidParameter",
            "Invalid parameter: PhoneNumber Reason: +12025550147 is not valid to publish to",
        ),
        Situation::RefusedSender => refusal(
            400,
            "InvalidParameter",
            "Invalid parameter: AWS.SNS.SMS.SenderID Reason: not registered",
        ),
        Situation::TooBig => refusal(
            400,
            "InvalidParameter",
            "Invalid parameter: Message too long",
        ),
        Situation::Throttled => refusal(400, "Throttling", "Rate exceeded"),
        Situation::BadCredentials => refusal(
            403,
            "InvalidClientTokenId",
            &format!("The security token {PASSWORD} is invalid"),
        ),
        Situation::ServerFault => {
            return Err(CannotArise(
                "SNS doesn't say of any fault of its own that the message was not taken",
            ));
        }
        other => super::trouble(other).unwrap(),
    };
    let provider = |account| Box::new(SnsProvider::new(Settings::new(account))) as _;
    Ok(super::subject(situation, act, Channel::Sms, provider).await)
}

fn refusal(status: u16, code: &str, message: &str) -> Act {
    let body = format!(
        "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
    );
    Act::answer(status, &[("content-type", "text/xml")], &body)
}
