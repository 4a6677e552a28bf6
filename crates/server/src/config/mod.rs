//! The configuration: what can be set, where it is read from, and whether it makes sense.
//!
//! `config/default.toml` declares every setting: its default, its meaning, its environment variables, its range.
//! Each kind of provider declares those of its accounts in the same way, beside its code.
//! Nothing else does, so the defaults, the reference page and what is accepted can't drift apart.
//! A new setting is a few lines there and a field here; a new kind of provider is nothing here.
//!
//! Reading goes in three steps: the layers are merged by declared kind (`settings`), the result becomes the types below (`reader`), and
//! what production forbids is looked for (`production`).
//! Each step adds to one list of problems, so that a person sees all of them at once.

mod account;
mod channels;
mod declaration;
mod document;
mod dotenv;
mod general;
mod instance;
mod kind;
mod order;
mod origin;
mod otp;
mod problem;
mod production;
mod providers;
mod reader;
mod redacted;
mod reference;
mod secrets;
mod setting;
mod settings;
mod sources;
pub(crate) mod suggest;
#[cfg(test)]
mod tests;
mod unknown;
mod value;
mod variables;

use std::collections::BTreeMap;

use msg_core::ProviderId;

pub use self::otp::{Otp, OtpPolicy};
pub use channels::Channels;
pub use general::{App, Breaker, Bulkhead, Environment, Log, LogFormat, Phone, Server, Timeouts};
pub use problem::{Problem, Problems};
pub use providers::Account;
pub use reference::reference_markdown;
pub use secrets::Secrets;
pub use sources::Sources;

use providers::{Accounts, World};
use reader::Reader;
use settings::Settings;

/// Everything that can be set, checked.
///
/// Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    /// What this deployment is.
    pub app: App,
    /// The HTTP server.
    pub server: Server,
    /// What the program writes about itself.
    pub log: Log,
    /// Keys that belong to the deployment.
    pub secrets: Secrets,
    /// One-time passwords.
    pub otp: Otp,
    /// When a provider that keeps failing is left alone.
    pub breaker: Breaker,
    /// How long one attempt may take.
    pub timeouts: Timeouts,
    /// How many attempts may be under way at once.
    pub bulkhead: Bulkhead,
    /// Telephone numbers.
    pub phone: Phone,
    /// The provider accounts that are configured; in development the console is always one of them.
    pub providers: BTreeMap<ProviderId, Account>,
    /// Which of them carry which channel.
    pub channels: Channels,
    settings: Settings,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// Gives everything that is wrong with it, each with its place and the fix: unreadable files, unknown keys, values of the wrong type
    /// or out of range, accounts that lack a setting, and what production refuses.
    pub fn load(sources: &Sources) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let settings = Settings::merge(sources, &mut problems);
        let config = Self::read(settings, sources, &mut problems);
        production::check(&config, &config.settings, &mut problems);
        problems.sort();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(problems)
        }
    }

    fn read(settings: Settings, sources: &Sources, problems: &mut Problems) -> Self {
        let section = |name| Reader::new(&settings, name);
        let app = App::read(section("app"));
        let timeouts = Timeouts::read(section("timeouts"));
        let world = World {
            settings: &settings,
            files: &sources.files,
            env: app.env,
            timeouts: &timeouts,
        };
        let mut accounts = Accounts::read(world, problems);
        let channels = Channels::read(section("channels"), app.env, &accounts, problems);
        if app.env == Environment::Production {
            accounts
                .configured
                .retain(|(_, account)| !account.is_console());
            if accounts.configured.is_empty() && accounts.refused.is_empty() {
                let fix = "configure one, such as SMTP_HOST and SMTP_FROM_EMAIL";
                problems.overall(format!(
                    "no provider is configured, so nothing could be sent; {fix}"
                ));
            }
        }
        Self {
            app,
            server: Server::read(section("server")),
            log: Log::read(section("log"), problems),
            secrets: Secrets::read(section("secrets"), problems),
            otp: Otp::read(&settings, problems),
            breaker: Breaker::read(section("breaker")),
            timeouts,
            bulkhead: Bulkhead::read(section("bulkhead")),
            phone: Phone::read(section("phone"), problems),
            providers: accounts.configured.into_iter().collect(),
            channels,
            settings,
        }
    }
}
