//! Whom a code is for, and what for: the fields that sending and verifying share.

use std::net::IpAddr;

use msg_core::Recipient;
use otp::{Network, Purpose};

use crate::api::check::Check;
use crate::app::App;

/// Exactly one of `email` and `phone`.
pub(super) fn recipient(
    app: &App,
    email: Option<&str>,
    phone: Option<&str>,
    check: &mut Check,
) -> Option<Recipient> {
    match (email, phone) {
        (Some(email), None) => check.email("/email", email).map(Recipient::Email),
        (None, Some(phone)) => check
            .phone("/phone", phone, app.region)
            .map(Recipient::Phone),
        (None, None) => {
            check.fault("/phone", "required", "give email or phone");
            None
        }
        (Some(_), Some(_)) => {
            check.fault("/phone", "conflict", "give email or phone, not both");
            None
        }
    }
}

pub(super) fn purpose(name: &str, check: &mut Check) -> Option<Purpose> {
    check.take("/purpose", "invalid_value", Purpose::new(name))
}

/// The network of the end user, where its address was given.
pub(super) fn network(address: Option<&str>, check: &mut Check) -> Option<Network> {
    let address = address?;
    let rule = "write an IPv4 or IPv6 address";
    let parsed = address.parse::<IpAddr>().map_err(|_| rule);
    check
        .take("/client_ip", "invalid_value", parsed)
        .map(Network::of)
}
