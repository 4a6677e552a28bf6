//! Whether an order can be followed, and why it is wanted.

use gateway::Registry;
use gateway::builtin::{self, Unavailable};
use msg_core::ports::{InvalidReason, Reason};
use msg_core::{Channel, ProviderId};

use crate::api::check::Check;
use crate::config::suggest::{did_you_mean, one_of};

const PROVIDERS: &str = "/providers";
const REASON: &str = "/reason";

/// The most accounts in an order, so that a list of nonsense isn't answered fault by fault.
const MOST: usize = 100;

/// The accounts called `names`; each that can't be in an order of `channel` is a fault.
pub(super) fn accounts(
    registry: &Registry,
    channel: Channel,
    names: &[String],
    check: &mut Check,
) -> Vec<ProviderId> {
    if names.is_empty() {
        let fix =
            "name at least one provider account; DELETE goes back to the configuration's order";
        check.fault(PROVIDERS, "empty", fix);
    }
    if names.len() > MOST {
        check.fault(PROVIDERS, "too_many", format!("name at most {MOST}"));
        return Vec::new();
    }
    let mut accounts = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let pointer = format!("{PROVIDERS}/{index}");
        match account(registry, channel, name) {
            Ok(id) if accounts.contains(&id) => {
                check.fault(
                    pointer,
                    "duplicate",
                    "it is in the list before; remove it here",
                );
            }
            Ok(id) => accounts.push(id),
            Err((code, detail)) => check.fault(pointer, code, detail),
        }
    }
    accounts
}

/// A reason, which must be given.
pub(super) fn reason(text: Option<&str>, check: &mut Check) -> Option<Reason> {
    let text = check.required(REASON, text)?;
    let code = |error: &InvalidReason| match error {
        InvalidReason::Empty => "empty",
        InvalidReason::TooLong => "too_long",
        InvalidReason::ControlCharacter => "invalid_value",
    };
    let reason = Reason::parse(text);
    let code = reason.as_ref().err().map_or("invalid_value", code);
    check.take(REASON, code, reason)
}

fn account(
    registry: &Registry,
    channel: Channel,
    name: &str,
) -> Result<ProviderId, (&'static str, String)> {
    let found = ProviderId::parse(name).and_then(|id| registry.account(&id));
    let Some(account) = found else {
        return Err(("unknown_provider", unknown(registry, channel, name)));
    };
    if !account.carries(channel) {
        let detail = format!("this account doesn't send {channel}");
        return Err(("not_for_channel", detail));
    }
    Ok(account.id().clone())
}

/// What to write instead of a name that no account has.
fn unknown(registry: &Registry, channel: Channel, name: &str) -> String {
    match builtin::find(name) {
        Ok(_) => return "no account of this kind is configured".to_owned(),
        Err(left_out @ Unavailable::NotCompiled { .. }) => return left_out.to_string(),
        Err(_) => {}
    }
    let accounts = registry.accounts();
    let usable = accounts.iter().filter(|account| account.carries(channel));
    let names: Vec<_> = usable.map(|account| account.id().as_str()).collect();
    let otherwise = match one_of(names.iter().copied()) {
        none if none.is_empty() => format!("no account for {channel} is configured"),
        choices => format!("write {choices}"),
    };
    // No account has a longer name, and nobody is helped by comparing one.
    if ProviderId::parse(&name.to_lowercase()).is_none() {
        return otherwise;
    }
    did_you_mean(name, names, &otherwise)
}
