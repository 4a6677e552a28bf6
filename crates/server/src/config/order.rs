//! The order of a channel that is "auto".

use gateway::builtin::{self, KINDS, Kind, Unavailable};
use msg_core::{Channel, ProviderId};

use super::providers::Account;

/// The kinds that come first on a channel; every other one comes after them in the order of [`KINDS`].
const fn first(channel: Channel) -> &'static [&'static str] {
    match channel {
        Channel::Email => &["aws-ses", "sendgrid", "smtp"],
        Channel::Sms => &["aws-sns", "twilio"],
        Channel::WhatsApp => &["aws-whatsapp", "twilio"],
        Channel::Voice => &["twilio"],
    }
}

/// Brings accounts into the order in which they are tried: those of `vendor`, then by kind, then the one named like its kind before
/// the others.
pub(super) fn sort(
    accounts: &mut [(&ProviderId, &Account)],
    channel: Channel,
    vendor: Option<&str>,
) {
    accounts.sort_by_key(|(id, account)| {
        let kind = account.kind();
        (rank(kind, channel, vendor), id.as_str() != kind, *id)
    });
}

/// The lower, the earlier.
fn rank(kind: &str, channel: Channel, vendor: Option<&str>) -> (bool, usize, usize) {
    let first = first(channel);
    let listed = first.iter().position(|listed| *listed == kind);
    let known = KINDS.iter().position(|known| known.name == kind);
    (
        vendor != Some(builtin::vendor(kind)),
        listed.unwrap_or(first.len()),
        known.unwrap_or(KINDS.len()),
    )
}

/// Says why nothing of a vendor can come first: all its kinds were left out of this build.
pub(super) fn left_out(vendor: &str, kinds: &[Kind]) -> Option<Unavailable> {
    let of_vendor = |kind: &&Kind| builtin::vendor(kind.name) == vendor;
    let mut found = kinds
        .iter()
        .filter(of_vendor)
        .map(|kind| builtin::find_among(kinds, kind.name));
    let first = found.next()?.err()?;
    found.all(|kind| kind.is_err()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(channel: Channel, vendor: Option<&str>, expected: &str) {
        let kinds = "zulu twilio smtp sendgrid aws-whatsapp aws-sns aws-ses";
        let mut kinds: Vec<_> = kinds.split(' ').collect();
        kinds.sort_by_key(|kind| rank(kind, channel, vendor));
        let kinds = kinds.join(" ");
        assert!(kinds.starts_with(expected), "{channel}: {kinds}");
    }

    #[test]
    fn each_channel_has_its_order() {
        check(Channel::Email, None, "aws-ses sendgrid smtp");
        check(Channel::Sms, None, "aws-sns twilio");
        check(Channel::WhatsApp, None, "aws-whatsapp twilio");
        check(Channel::Voice, None, "twilio");
    }

    #[test]
    fn a_vendor_comes_first_and_the_rest_keeps_its_order() {
        let twilio = Some("twilio");
        check(Channel::Sms, twilio, "twilio aws-sns");
        check(Channel::WhatsApp, twilio, "twilio aws-whatsapp");
        check(Channel::Email, twilio, "twilio aws-ses sendgrid smtp");
        check(Channel::Sms, Some("aws"), "aws-sns");
        check(Channel::WhatsApp, Some("aws"), "aws-whatsapp");
        check(Channel::Email, Some("aws"), "aws-ses");
        check(Channel::Email, Some("smtp"), "smtp aws-ses sendgrid");
    }

    #[test]
    fn a_vendor_is_left_out_when_all_its_kinds_are() {
        let kind = |name, built| Kind {
            name,
            feature: Some("provider-x"),
            built,
        };
        let built = builtin::built_in().next();
        let kinds = [
            kind("here-sms", None),
            kind("here-email", built),
            kind("gone-sms", None),
            kind("gone-email", None),
        ];
        let why = "built without feature `provider-x`; built in: here-email";
        for (vendor, expected) in [("here", None), ("gone", Some(why)), ("owl", None)] {
            let found = left_out(vendor, &kinds).map(|why| why.to_string());
            assert_eq!(found.as_deref(), expected, "{vendor}");
        }
    }
}
