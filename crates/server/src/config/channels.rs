//! Which provider accounts carry which channel, and in which order.

use std::collections::BTreeMap;

use gateway::builtin::{self, KINDS, Unavailable};
use msg_core::{Channel, ProviderId};

use super::general::Environment;
use super::order;
use super::problem::Problems;
use super::providers::{Account, Accounts};
use super::reader::Reader;
use super::suggest::did_you_mean;

const AUTO: &str = "auto";

/// The provider accounts of each channel, in the order in which they are tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels(BTreeMap<Channel, Vec<ProviderId>>);

impl Channels {
    /// The accounts to try for a channel; empty when nothing carries it.
    pub fn chain(&self, channel: Channel) -> &[ProviderId] {
        self.0.get(&channel).map_or(&[], Vec::as_slice)
    }

    pub(super) fn read(
        from: Reader<'_>,
        env: Environment,
        accounts: &Accounts,
        problems: &mut Problems,
    ) -> Self {
        let vendor: Option<String> = from.get("vendor");
        if let Some(left_out) = vendor
            .as_deref()
            .and_then(|vendor| order::left_out(vendor, KINDS))
        {
            let text = format!("`channels.vendor`: {left_out}");
            problems.at(from.origin("vendor"), text);
        }
        let chains = Channel::ALL.map(|channel| {
            let items: Vec<String> = from.get(channel.as_str());
            let chain = if items == [AUTO] {
                auto(channel, vendor.as_deref(), env, accounts)
            } else {
                let chain = Chain {
                    channel,
                    env,
                    accounts,
                };
                chain.explicit(&items, from, problems)
            };
            (channel, chain)
        });
        Self(chains.into())
    }
}

/// Every account that is configured; in development, the console where there is none.
fn auto(
    channel: Channel,
    vendor: Option<&str>,
    env: Environment,
    accounts: &Accounts,
) -> Vec<ProviderId> {
    let that = |console: bool| {
        let usable = accounts.configured.iter().filter(move |(_, account)| {
            account.carries(channel) && account.is_console() == console
        });
        let mut usable: Vec<_> = usable.map(|(id, account)| (id, account)).collect();
        order::sort(&mut usable, channel, vendor);
        usable.into_iter().map(|(id, _)| id.clone()).collect()
    };
    let real: Vec<_> = that(false);
    match env {
        Environment::Development if real.is_empty() => that(true),
        _ => real,
    }
}

struct Chain<'a> {
    channel: Channel,
    env: Environment,
    accounts: &'a Accounts,
}

impl Chain<'_> {
    fn explicit(
        &self,
        items: &[String],
        from: Reader<'_>,
        problems: &mut Problems,
    ) -> Vec<ProviderId> {
        let mut chain = Vec::new();
        for item in items {
            match self.account(item) {
                Ok(Some(id)) if chain.contains(&id) => {
                    let text = format!("`channels.{}`: `{item}` is listed twice", self.channel);
                    problems.at(from.origin(self.channel.as_str()), text);
                }
                Ok(id) => chain.extend(id),
                Err(complaint) => {
                    let text = format!("`channels.{}`: {complaint}", self.channel);
                    problems.at(from.origin(self.channel.as_str()), text);
                }
            }
        }
        chain
    }

    /// Finds an account by its name; `None` when what is wrong with it has been reported.
    fn account(&self, item: &str) -> Result<Option<ProviderId>, String> {
        let accounts = self.accounts;
        if item == AUTO {
            return Err("`auto` stands alone; list the accounts, or remove them".to_owned());
        }
        if accounts.refused.contains(item) {
            return Ok(None);
        }
        if let Some(missing) = accounts.incomplete.get(item) {
            return Err(format!("`{item}` is not configured; set `{missing}`"));
        }
        let mut configured = accounts.configured.iter();
        let Some((id, account)) = configured.find(|(id, _)| id.as_str() == item) else {
            if let Err(left_out @ Unavailable::NotCompiled { .. }) = builtin::find(item) {
                return Err(format!("`{item}`: {left_out}"));
            }
            let names = accounts.configured.iter().map(|(id, _)| id.as_str());
            let names = names.chain(accounts.incomplete.keys().map(String::as_str));
            let otherwise = format!("add a table `[providers.{item}]`");
            let fix = did_you_mean(item, names, &otherwise);
            return Err(format!("there is no provider account `{item}`; {fix}"));
        };
        self.check(id, account)?;
        Ok(Some(id.clone()))
    }

    fn check(&self, id: &ProviderId, account: &Account) -> Result<(), String> {
        let channel = self.channel;
        if !account.carries(channel) {
            return Err(format!("`{id}` can't carry {channel}; remove it"));
        }
        if account.is_console() && self.env == Environment::Production {
            let danger = "shows messages and their codes instead of sending them";
            return Err(format!(
                "`{id}` {danger}; remove it, or unset APP_ENV=production"
            ));
        }
        Ok(())
    }
}
