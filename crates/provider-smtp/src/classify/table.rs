//! Code, stage, fact.

use msg_core::{Blame, Fact, NotSent};

use super::Stage;

/// A code, plain or enhanced; where it counts, or nowhere in particular; what it means.
type Row = (&'static str, Option<Stage>, Fact);

const RECIPIENT: Fact = Fact::Rejected(Blame::Recipient);
const MESSAGE: Fact = Fact::Rejected(Blame::Message);
const ACCOUNT: Fact = Fact::Rejected(Blame::Account);
const PROVIDER: Fact = Fact::Rejected(Blame::Provider);
const UNREACHABLE: Fact = Fact::NotSent(NotSent::Unreachable);
const THROTTLED: Fact = Fact::NotSent(NotSent::Throttled);
const DEFERRED: Fact = Fact::NotSent(NotSent::Deferred);
const UNSUPPORTED: Fact = Fact::NotSent(NotSent::Unsupported);

const ANYWHERE: Option<Stage> = None;
const START_TLS: Option<Stage> = Some(Stage::StartTls);
const AUTH: Option<Stage> = Some(Stage::Auth);
const SENDER: Option<Stage> = Some(Stage::Sender);
const RCPT: Option<Stage> = Some(Stage::Recipient);

/// Sorted by code, then stage. What isn't here goes by its first digit: 4 has to wait, 5 is the provider's.
#[rustfmt::skip]
pub(super) const TABLE: &[Row] = &[
    // RFC 3463 §3.3: a full or busy mailbox keeps this message waiting, not others.
    ("4.2.0", ANYWHERE, DEFERRED),
    ("4.2.1", ANYWHERE, DEFERRED),
    ("4.2.2", ANYWHERE, DEFERRED),
    // §3.4: the mail system itself.
    ("4.3.0", ANYWHERE, PROVIDER),
    ("4.3.1", ANYWHERE, PROVIDER),
    ("4.3.2", ANYWHERE, THROTTLED),
    ("4.3.5", ANYWHERE, PROVIDER),
    // §3.5: the network behind it. With 4.4.2 Postfix closes a connection that was idle.
    ("4.4.1", ANYWHERE, PROVIDER),
    ("4.4.2", ANYWHERE, UNREACHABLE),
    ("4.4.5", ANYWHERE, THROTTLED),
    // §3.6: more recipients than it takes in one transaction; waiting doesn't help.
    ("4.5.3", ANYWHERE, UNSUPPORTED),
    // Rate limits: https://support.google.com/a/answer/3726730 (4.7.28 too).
    ("4.7.0", ANYWHERE, THROTTLED),
    // RFC 3207 §4: no TLS for now.
    ("4.7.0", START_TLS, UNREACHABLE),
    // Greylisting: RFC 6647 §2.1.
    ("4.7.1", ANYWHERE, DEFERRED),
    // RFC 4954 §4: the password has to be changed first.
    ("4.7.12", ANYWHERE, ACCOUNT),
    ("4.7.28", ANYWHERE, THROTTLED),
    // RFC 5321 §4.2.3. 421 also says "too many connections".
    ("421", ANYWHERE, THROTTLED),
    ("432", ANYWHERE, ACCOUNT),
    ("450", ANYWHERE, DEFERRED),
    ("451", ANYWHERE, DEFERRED),
    ("452", ANYWHERE, PROVIDER),
    ("452", RCPT, DEFERRED),
    // RFC 4954 §6, and over quota: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
    ("454", ANYWHERE, THROTTLED),
    // RFC 3207 §4: no TLS for now.
    ("454", START_TLS, UNREACHABLE),
    ("455", ANYWHERE, PROVIDER),
    // RFC 3463 §3.2: addresses; at MAIL it is the sender's.
    ("5.1.0", SENDER, ACCOUNT),
    ("5.1.0", RCPT, RECIPIENT),
    ("5.1.1", ANYWHERE, RECIPIENT),
    ("5.1.1", SENDER, ACCOUNT),
    // RFC 7505 §4: the domain takes no mail.
    ("5.1.10", ANYWHERE, RECIPIENT),
    ("5.1.10", SENDER, ACCOUNT),
    ("5.1.2", ANYWHERE, RECIPIENT),
    ("5.1.2", SENDER, ACCOUNT),
    ("5.1.3", ANYWHERE, RECIPIENT),
    ("5.1.3", SENDER, ACCOUNT),
    ("5.1.6", ANYWHERE, RECIPIENT),
    ("5.1.6", SENDER, ACCOUNT),
    ("5.1.7", ANYWHERE, ACCOUNT),
    ("5.1.8", ANYWHERE, ACCOUNT),
    ("5.2.1", ANYWHERE, RECIPIENT),
    ("5.2.2", ANYWHERE, RECIPIENT),
    ("5.2.3", ANYWHERE, MESSAGE),
    ("5.2.4", ANYWHERE, RECIPIENT),
    ("5.3.0", ANYWHERE, PROVIDER),
    ("5.3.2", ANYWHERE, PROVIDER),
    ("5.3.4", ANYWHERE, MESSAGE),
    ("5.3.5", ANYWHERE, PROVIDER),
    // Exchange: https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
    ("5.4.1", RCPT, RECIPIENT),
    ("5.4.4", RCPT, RECIPIENT),
    ("5.5.3", ANYWHERE, UNSUPPORTED),
    // RFC 3463 §3.7: the content can't be carried.
    ("5.6.0", ANYWHERE, MESSAGE),
    ("5.6.1", ANYWHERE, MESSAGE),
    ("5.6.2", ANYWHERE, MESSAGE),
    ("5.6.3", ANYWHERE, MESSAGE),
    // RFC 6531 §3.5: an address isn't ASCII.
    ("5.6.7", ANYWHERE, UNSUPPORTED),
    // §3.8: policy. Before RCPT it is about who sends; later, another relay may well pass.
    ("5.7.0", ANYWHERE, PROVIDER),
    ("5.7.0", AUTH, ACCOUNT),
    ("5.7.0", SENDER, ACCOUNT),
    ("5.7.1", ANYWHERE, PROVIDER),
    ("5.7.1", AUTH, ACCOUNT),
    ("5.7.1", SENDER, ACCOUNT),
    // RFC 4954 §4 and §6: credentials.
    ("5.7.11", ANYWHERE, ACCOUNT),
    ("5.7.13", ANYWHERE, ACCOUNT),
    ("5.7.14", ANYWHERE, ACCOUNT),
    // RFC 7372 §3: SPF, DKIM and reverse DNS of the sender's domain.
    ("5.7.20", ANYWHERE, ACCOUNT),
    ("5.7.21", ANYWHERE, ACCOUNT),
    ("5.7.22", ANYWHERE, ACCOUNT),
    ("5.7.23", ANYWHERE, ACCOUNT),
    ("5.7.25", ANYWHERE, ACCOUNT),
    ("5.7.26", ANYWHERE, ACCOUNT),
    ("5.7.3", ANYWHERE, ACCOUNT),
    ("5.7.8", ANYWHERE, ACCOUNT),
    // Some use this one for spam too, once they have read the message.
    ("5.7.9", AUTH, ACCOUNT),
    ("5.7.9", SENDER, ACCOUNT),
    // RFC 5321 §4.2.3: syntax. 501 and 553 at RCPT are about the address.
    ("500", ANYWHERE, PROVIDER),
    ("501", ANYWHERE, PROVIDER),
    ("501", SENDER, ACCOUNT),
    ("501", RCPT, RECIPIENT),
    ("502", ANYWHERE, PROVIDER),
    ("503", ANYWHERE, PROVIDER),
    ("504", ANYWHERE, PROVIDER),
    // RFC 7504: a host that takes no mail.
    ("521", ANYWHERE, PROVIDER),
    // RFC 4954 §6: sign in first, too weak, wrong, only with TLS.
    ("530", ANYWHERE, ACCOUNT),
    ("534", ANYWHERE, ACCOUNT),
    ("535", ANYWHERE, ACCOUNT),
    ("538", ANYWHERE, ACCOUNT),
    ("550", ANYWHERE, PROVIDER),
    ("550", AUTH, ACCOUNT),
    ("550", SENDER, ACCOUNT),
    ("550", RCPT, RECIPIENT),
    ("551", ANYWHERE, RECIPIENT),
    // At RCPT the mailbox is full, elsewhere the message too big.
    ("552", ANYWHERE, MESSAGE),
    ("552", RCPT, RECIPIENT),
    ("553", ANYWHERE, PROVIDER),
    ("553", SENDER, ACCOUNT),
    ("553", RCPT, RECIPIENT),
    ("554", ANYWHERE, PROVIDER),
    ("554", SENDER, ACCOUNT),
    ("555", ANYWHERE, PROVIDER),
    // RFC 7504 §3: a domain that takes no mail.
    ("556", ANYWHERE, RECIPIENT),
];

/// The fact for `code` at `stage`, or wherever it stands.
pub(super) fn find(code: &str, stage: Stage) -> Option<Fact> {
    let at = |stage: Option<Stage>| {
        let found = TABLE.binary_search_by(|row| (row.0, row.1).cmp(&(code, stage)));
        found.ok().map(|row| TABLE[row].2)
    };
    at(Some(stage)).or_else(|| at(ANYWHERE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_the_search() {
        for pair in TABLE.windows(2) {
            let [before, after] = [&pair[0], &pair[1]].map(|row| (row.0, row.1));
            assert!(before < after, "{before:?} {after:?}");
        }
    }
}
