//! Provider accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use gateway::builtin::{Build, Built, built_in};
use gateway::registry::TimeLimits;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, SettingValue, SettingsFault};
use msg_core::{Channel, Descriptor, Provider, ProviderId};

use super::account::{given, report};
use super::general::{Environment, Timeouts};
use super::problem::Problems;
use super::reader::Reader;
use super::settings::Settings;
use super::sources::Files;

/// An account with a provider, ready to be used. Its `Debug` shows no setting.
#[derive(Clone)]
pub struct Account {
    /// What its kind is and can do.
    pub descriptor: &'static Descriptor,
    /// What it is made of.
    pub settings: AccountSettings,
    /// How long one attempt may take.
    pub limits: TimeLimits,
    /// What sends; nothing for the console, which is made when it is known where to print.
    pub provider: Option<Arc<dyn Provider>>,
}

impl Account {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        self.descriptor.kind
    }

    /// Tells whether messages of a channel can go through it.
    pub fn carries(&self, channel: Channel) -> bool {
        let own = self.provider.as_ref().and_then(|own| own.channels());
        own.unwrap_or(self.descriptor.channels).contains(&channel)
    }

    /// Tells whether it is a stand-in for development.
    pub fn is_console(&self) -> bool {
        self.provider.is_none()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("kind", &self.kind())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The accounts that the settings name.
#[derive(Default)]
pub(super) struct Accounts {
    /// Those ready to be used.
    pub(super) configured: Vec<(ProviderId, Account)>,
    /// Those left out because a setting is missing, which is nothing wrong, with that setting.
    pub(super) incomplete: BTreeMap<String, String>,
    /// Those that were refused, which has been reported.
    pub(super) refused: BTreeSet<String>,
}

/// What accounts are made from.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) settings: &'a Settings,
    pub(super) files: &'a Files,
    pub(super) env: Environment,
    pub(super) timeouts: &'a Timeouts,
}

impl Accounts {
    pub(super) fn read(world: World<'_>, problems: &mut Problems) -> Self {
        let mut accounts = Self::default();
        accounts.refused.extend(world.settings.refused_accounts());
        for kind in built_in() {
            let section = format!("providers.{}", kind.descriptor.kind);
            for instance in &world.settings.instances {
                if let Some(id) = instance.name.strip_prefix("providers.")
                    && instance.section.name == section
                {
                    accounts.add(kind, id, world, problems);
                }
            }
        }
        accounts
    }

    fn add(&mut self, kind: Built, id: &str, world: World<'_>, problems: &mut Problems) {
        let section = format!("providers.{id}");
        let from = Reader::new(world.settings, &section);
        match (account(kind, from, world, problems), ProviderId::parse(id)) {
            (Ok(account), Some(id)) => self.configured.push((id, account)),
            (Err(SettingsFault::Incomplete { key }), _) if !from.is_broken(key) => {
                let missing = from.path(key);
                if id == kind.descriptor.kind {
                    self.incomplete.insert(id.to_owned(), missing);
                } else {
                    // Somebody gave it a name, so somebody means to use it.
                    let text = format!("`{missing}` is not set; set it, or remove the account");
                    problems.at(from.origin("kind"), text);
                    self.refused.insert(id.to_owned());
                }
            }
            (Err(SettingsFault::Refused { faults }), _) => {
                for fault in faults {
                    report(&fault, from, problems);
                }
                self.refused.insert(id.to_owned());
            }
            (Err(SettingsFault::Incomplete { .. }), _) | (Ok(_), None) => {
                self.refused.insert(id.to_owned());
            }
        }
    }
}

fn account(
    kind: Built,
    from: Reader<'_>,
    world: World<'_>,
    problems: &mut Problems,
) -> Result<Account, SettingsFault> {
    let limits = match from.get(ATTEMPT_TIMEOUT) {
        Some(own) => TimeLimits {
            otp: own,
            other: own,
        },
        None => TimeLimits {
            otp: world.timeouts.otp_attempt,
            other: world.timeouts.attempt,
        },
    };
    let mut settings = given(from, world.files, problems).with(
        ATTEMPT_TIMEOUT,
        SettingValue::Duration(limits.longest()),
        from.is_own(ATTEMPT_TIMEOUT),
    );
    if world.env == Environment::Production {
        settings = settings.in_production();
    }
    let provider = match kind.build {
        Build::FromSettings(build) => Some(build(&settings)?),
        Build::Console => None,
    };
    Ok(Account {
        descriptor: kind.descriptor,
        settings,
        limits,
        provider,
    })
}
