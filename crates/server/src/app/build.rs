//! From a configuration to a running service.

use std::io::Write;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use gateway::dispatch::Parts;
use gateway::orders::TenantOrders;
use gateway::otp::{Brand, OneTimePasswords};
use gateway::phone::DefaultRegion;
use gateway::registry::{InvalidChain, Lanes};
use gateway::template::Templates;
use gateway::{Gateway, Registry};
use msg_core::breaker::Rules;
use msg_core::ports::{MessageLog, StoreError};
use msg_core::{Channel, Clock, Entropy, IndexKey};
use otp::{KeyFile, KeyFileError, KeyRing, Otp};
use store::{OpenError, Sqlite};

use super::senders::Senders;
use super::{App, providers};
use crate::config::Config;

impl App {
    /// Opens the database, makes what is missing, and puts everything together.
    /// `console` is where the console provider prints.
    ///
    /// # Errors
    /// Says what keeps it from starting, and what to do.
    pub async fn start(
        config: &Config,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        console: impl Write + Send + 'static,
    ) -> Result<Self, StartError> {
        let store = Sqlite::open(config.server.data.join("herald.db")).await?;
        let left_over = store.settle_interrupted(clock.now()).await?;
        if left_over > 0 {
            tracing::warn!(
                messages = left_over,
                "messages were on their way when the last process ended; they are unknown now"
            );
        }
        let (ring, index_key) = keys(config, entropy.as_ref())?;
        let registry = registry(config, &clock, console)?;
        let gateway = Gateway::new(Parts {
            registry,
            log: Arc::new(store.clone()),
            index_key: index_key.clone(),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
        });
        let orders = TenantOrders::load(gateway.clone(), Arc::new(store.clone())).await?;
        let challenges = Otp::new(
            ring,
            index_key,
            Arc::new(store.clone()),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            config.otp.policies(),
        );
        let brand = Brand {
            app_name: config.app.name.clone(),
            webotp_host: config.otp.webotp_host.clone(),
        };
        let templates = Arc::new(Templates::builtin());
        Ok(Self {
            otp: OneTimePasswords::new(challenges, gateway.clone(), templates, brand),
            gateway,
            orders,
            keys: Arc::new(store.clone()),
            clock,
            entropy,
            region: config
                .phone
                .default_region
                .as_deref()
                .and_then(DefaultRegion::parse),
            senders: Senders::new(&config.otp),
            store,
        })
    }
}

/// The configured keys; what isn't configured lies in a file beside the database, made at the first start.
fn keys(config: &Config, entropy: &dyn Entropy) -> Result<(KeyRing, IndexKey), StartError> {
    let ring = config.secrets.secret_key.clone();
    if let (Some(ring), Some(index)) = (&ring, &config.secrets.index_key) {
        return Ok((ring.clone(), index.clone()));
    }
    let path = config.server.data.join("keys");
    let file = KeyFile::load_or_create(&path, entropy)?;
    if file.created {
        tracing::info!(path = %path.display(), "made the keys of this deployment; keep this file with the database");
    }
    Ok((
        ring.unwrap_or(file.ring),
        config.secrets.index_key.clone().unwrap_or(file.index),
    ))
}

fn registry(
    config: &Config,
    clock: &Arc<dyn Clock>,
    console: impl Write + Send + 'static,
) -> Result<Registry, StartError> {
    let rules = Rules {
        failures: NonZeroU32::new(config.breaker.failures).unwrap_or(NonZeroU32::MIN),
        successes: NonZeroU32::new(config.breaker.successes).unwrap_or(NonZeroU32::MIN),
        open_for: config.breaker.open_for,
        open_for_account: config.breaker.config_probe_after,
        ..Rules::default()
    };
    let lanes = Lanes {
        all: config.bulkhead.per_account,
        otp: config.bulkhead.otp,
    };
    let builder = Registry::builder(Arc::clone(clock), rules, lanes);
    let mut builder = providers::add(builder, config, console);
    for channel in Channel::ALL {
        builder = builder.chain(channel, config.channels.chain(channel))?;
    }
    Ok(builder.build())
}

/// What keeps the service from starting.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file with the deployment's keys can't be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A chain can't be set.
    #[error(transparent)]
    Chain(#[from] InvalidChain),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}; set HERALD_LISTEN to a free address")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The configured first API key can't be used.
    #[error("the configured API key can't be used: write 40 to 200 visible ASCII characters")]
    ApiKey,
    /// The configured first API key can't be told from an older one.
    #[error(
        "the configured API key begins with the same {} characters as the key {id}, and keys are found by those; choose one that begins differently",
        crate::auth::ApiKey::PREFIX
    )]
    ApiKeyTaken {
        /// The older key.
        id: msg_core::KeyId,
    },
    /// The configured first API key was revoked.
    #[error("the configured API key was revoked as {id}; choose another one")]
    ApiKeyRevoked {
        /// Its record.
        id: msg_core::KeyId,
    },
    /// Something in the file system can't be used.
    #[error("can't use {path}: {source}")]
    File {
        /// What.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
