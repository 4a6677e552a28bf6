//! Provider accounts.

use std::collections::{BTreeMap, BTreeSet};

use msg_core::{Channel, ProviderId};

use super::problem::Problems;
use super::reader::Reader;
use super::settings::Settings;
use super::smtp::SmtpAccount;
use super::sources::Files;

/// An account with a provider, ready to be used.
#[derive(Clone, Debug)]
pub enum Account {
    /// Shows messages instead of sending them.
    Console,
    /// An SMTP server.
    Smtp(SmtpAccount),
}

impl Account {
    /// Tells whether messages of a channel can go through it.
    pub fn carries(&self, channel: Channel) -> bool {
        match self {
            Self::Console => true,
            Self::Smtp(_) => channel == Channel::Email,
        }
    }

    /// Tells whether it is a stand-in for development.
    pub fn is_console(&self) -> bool {
        matches!(self, Self::Console)
    }
}

/// The accounts that the settings name.
#[derive(Default)]
pub(super) struct Accounts {
    /// Those ready to be used, the default order first: by kind as declared, the one named like its kind before the others.
    pub(super) configured: Vec<(ProviderId, Account)>,
    /// Those left out because a setting is missing, which is nothing wrong, with that setting.
    pub(super) incomplete: BTreeMap<String, String>,
    /// Those that were refused, which has been reported.
    pub(super) refused: BTreeSet<String>,
}

impl Accounts {
    pub(super) fn read(settings: &Settings, files: &Files, problems: &mut Problems) -> Self {
        let mut accounts = Self::default();
        accounts.refused.extend(settings.refused_accounts());
        for kind in super::declaration::DECLARATION.provider_kinds() {
            let of_kind = settings.instances.iter().filter_map(|instance| {
                let id = instance.name.strip_prefix("providers.")?;
                let its_kind = instance.section.name.strip_prefix("providers.")?;
                (its_kind == kind).then_some(id)
            });
            let mut ids: Vec<&str> = of_kind.collect();
            ids.sort_by_key(|id| (*id != kind, *id));
            for id in ids {
                accounts.add(kind, id, settings, files, problems);
            }
        }
        accounts
    }

    fn add(
        &mut self,
        kind: &str,
        id: &str,
        settings: &Settings,
        files: &Files,
        problems: &mut Problems,
    ) {
        let section = format!("providers.{id}");
        let from = Reader::new(settings, &section);
        let read = match kind {
            "console" => Ok(Account::Console),
            "smtp" => SmtpAccount::read(from, files, problems).map(Account::Smtp),
            kind => panic!("provider kind `{kind}` is declared but not read"),
        };
        match (read, ProviderId::parse(id)) {
            (Ok(account), Some(id)) => self.configured.push((id, account)),
            (Err(LeftOut::Incomplete(missing)), _) if id == kind => {
                self.incomplete.insert(id.to_owned(), missing);
            }
            // Somebody gave it a name, so somebody means to use it.
            (Err(LeftOut::Incomplete(missing)), _) => {
                let text = format!("`{missing}` is not set; set it, or remove the account");
                problems.at(from.origin("kind"), text);
                self.refused.insert(id.to_owned());
            }
            (Err(LeftOut::Refused), _) | (_, None) => {
                self.refused.insert(id.to_owned());
            }
        }
    }
}

/// Why an account is not to be used.
pub(super) enum LeftOut {
    /// Nobody set what this account needs at the least; names that setting.
    Incomplete(String),
    /// It has a problem, which has been reported.
    Refused,
}
