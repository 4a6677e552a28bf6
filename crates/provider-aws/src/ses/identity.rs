//! Senders and the records that prove them.

use aws_sdk_sesv2::types::DkimAttributes;
use msg_core::SendError;
use msg_core::text::VendorText;

use super::{SesProvider, classify};
use crate::exchange::{ask, refused};

/// A sender: an address or a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// Whether SES sends in its name.
    pub verified: bool,
    /// Where its DKIM keys stand: `PENDING`, `SUCCESS`, `FAILED`, `TEMPORARY_FAILURE` or `NOT_STARTED`.
    pub dkim_status: Option<String>,
    /// The records to publish; none for an address, which is verified by a link in a mail to it.
    pub dkim_records: Vec<CnameRecord>,
}

/// A record of type CNAME to publish in the domain's DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CnameRecord {
    /// Its full name.
    pub name: String,
    /// What it points to.
    pub value: String,
}

impl SesProvider {
    /// Starts the verification of a sender, an address or a domain, and gives the records to publish. For one that was
    /// started before, it gives how far that came.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send); without the right `ses:CreateEmailIdentity` it is the account's
    /// fault.
    pub async fn create_identity(&self, sender: &str) -> Result<Identity, SendError> {
        check(sender)?;
        let call = |watch| {
            let call = self.client.create_email_identity().email_identity(sender);
            call.customize().interceptor(watch).send()
        };
        match ask(&self.settings.account, classify::TABLE, &[], call).await {
            Ok(created) => Ok(Identity::new(
                sender,
                created.verified_for_sending_status(),
                created.dkim_attributes(),
            )),
            Err(error) if error.code() == Some("AlreadyExistsException") => {
                self.identity(sender).await
            }
            Err(error) => Err(error),
        }
    }

    /// How far the verification of a sender came.
    ///
    /// # Errors
    /// As [`Provider::send`](msg_core::Provider::send); one that nobody started is the account's fault, with the code
    /// `NotFoundException`.
    pub async fn identity(&self, sender: &str) -> Result<Identity, SendError> {
        check(sender)?;
        let call = |watch| {
            let call = self.client.get_email_identity().email_identity(sender);
            call.customize().interceptor(watch).send()
        };
        let found = ask(&self.settings.account, classify::TABLE, &[], call).await?;
        Ok(Identity::new(
            sender,
            found.verified_for_sending_status(),
            found.dkim_attributes(),
        ))
    }
}

impl Identity {
    fn new(sender: &str, verified: bool, dkim: Option<&DkimAttributes>) -> Self {
        // Regions that opened later have zones of their own.
        let zone = dkim.and_then(DkimAttributes::signing_hosted_zone);
        let zone = zone.unwrap_or("dkim.amazonses.com");
        let record = |token: &String| CnameRecord {
            name: format!("{token}._domainkey.{sender}"),
            value: format!("{token}.{zone}"),
        };
        let tokens = dkim.map(DkimAttributes::tokens).unwrap_or_default();
        let status = dkim.and_then(DkimAttributes::status);
        Self {
            verified,
            dkim_status: status.map(|status| status.as_str().to_owned()),
            dkim_records: if sender.contains('@') {
                Vec::new()
            } else {
                tokens.iter().map(record).collect()
            },
        }
    }
}

fn check(sender: &str) -> Result<(), SendError> {
    let plain = (3..=320).contains(&sender.len()) && sender.bytes().all(|b| b.is_ascii_graphic());
    if plain && sender.contains('.') && !sender.contains(['/', ',', ';']) {
        return Ok(());
    }
    let sender = VendorText::redact(sender, &[]);
    Err(refused(&format!(
        "`{sender}` is neither an address nor a domain"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_gets_a_record_for_each_token() {
        let dkim = DkimAttributes::builder().tokens("abc").tokens("def");
        let records = |dkim, sender| Identity::new(sender, false, Some(&dkim)).dkim_records;
        let record = |name: &str, value: &str| CnameRecord {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        assert_eq!(
            records(dkim.clone().build(), "example.com"),
            [
                record("abc._domainkey.example.com", "abc.dkim.amazonses.com"),
                record("def._domainkey.example.com", "def.dkim.amazonses.com"),
            ]
        );
        let regional = dkim
            .signing_hosted_zone("dkim.eu-central-2.amazonses.com")
            .build();
        let value = &records(regional.clone(), "example.com")[0].value;
        assert_eq!(value, "abc.dkim.eu-central-2.amazonses.com");
        assert_eq!(records(regional, "ann@example.com"), []);
    }

    #[test]
    fn what_is_no_sender_is_refused() {
        for bad in [
            "",
            "a",
            "localhost",
            "a b.com",
            "a.com/x",
            "a@b.com,c@d.com",
            "a.com\r\n",
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        for good in ["example.com", "ann@example.com"] {
            assert!(check(good).is_ok(), "{good}");
        }
    }
}
