//! `herald keys`: works on the database itself, so the server must not run meanwhile.

use clap::Subcommand;
use msg_core::KeyId;
use store::DEFAULT_TENANT;

use super::Failure;
use crate::app::App;
use crate::auth::{ApiKey, Scope};

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and show it this once.
    Create {
        /// What it is for, in your words.
        #[arg(long, default_value = "unnamed", value_parser = name)]
        name: String,
        /// What it may do; give it several times. Without it, everything.
        #[arg(long = "scope", value_parser = scope, value_name = "SCOPE")]
        scopes: Vec<Scope>,
    },
    /// List the keys; the keys themselves are not kept.
    List,
    /// Revoke a key for good.
    Revoke {
        /// The key's id, as listed.
        id: KeyId,
    },
}

fn name(text: &str) -> Result<String, String> {
    let printable = !text.chars().any(char::is_control);
    if printable && (1..=64).contains(&text.chars().count()) {
        Ok(text.to_owned())
    } else {
        Err("write 1 to 64 characters without line breaks and control characters".to_owned())
    }
}

fn scope(text: &str) -> Result<Scope, String> {
    let known = || Scope::ALL.iter().map(|scope| scope.as_str());
    Scope::ALL
        .iter()
        .copied()
        .find(|scope| scope.as_str() == text)
        .ok_or_else(|| format!("one of: {}", known().collect::<Vec<_>>().join(", ")))
}

impl Command {
    pub(super) async fn run(self, app: &App) -> Result<(), Failure> {
        match self {
            Self::Create { name, scopes } => create(app, &name, &scopes).await,
            Self::List => list(app).await,
            Self::Revoke { id } => revoke(app, id).await,
        }
    }
}

async fn create(app: &App, name: &str, scopes: &[Scope]) -> Result<(), Failure> {
    let key = ApiKey::generate(app.entropy.as_ref());
    let scopes = if scopes.is_empty() {
        Scope::ALL
    } else {
        scopes
    };
    let id = app.add_key(&key, name, scopes).await?;
    eprintln!("made {id} ({name}); the key is shown this once:");
    println!("{}", key.expose());
    Ok(())
}

async fn list(app: &App) -> Result<(), Failure> {
    for key in app.keys.list_keys(DEFAULT_TENANT).await? {
        let state = if key.revoked_at.is_some() {
            "revoked"
        } else {
            "active"
        };
        let used = key.last_used_at.map_or_else(
            || "never used".to_owned(),
            |at| format!("last used {at:.0}"),
        );
        println!(
            "{}  {}…  {state}  {used}  {}  [{}]",
            key.id,
            key.prefix,
            key.name,
            key.scopes.join(", ")
        );
    }
    Ok(())
}

async fn revoke(app: &App, id: KeyId) -> Result<(), Failure> {
    let now = app.clock.now();
    if !app.keys.revoke_key(DEFAULT_TENANT, id, now).await? {
        return Err(
            format!("there is no active key {id}; list them with `herald keys list`").into(),
        );
    }
    println!("revoked {id}");
    Ok(())
}
