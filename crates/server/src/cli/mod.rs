//! The command line.

mod keys;
mod providers;
mod serve;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use gateway::system::{SystemClock, SystemEntropy};

use crate::api::openapi_document;
use crate::app::App;
use crate::config::{Config, Problems, Sources, reference_markdown};
use crate::telemetry;

/// A self-hosted messaging gateway and one-time-password service.
#[derive(Debug, Parser)]
#[command(name = "herald", version)]
pub struct Cli {
    /// The configuration file; without it, ./herald.toml where there is one.
    #[arg(long, global = true, env = "HERALD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API; what happens without a subcommand.
    Serve,
    /// Check the configuration and show where each value comes from; secrets are not shown.
    CheckConfig,
    /// Make, list and revoke API keys, while the server is stopped.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Print a reference page.
    Reference(Reference),
}

#[derive(Debug, Args)]
struct Reference {
    page: Page,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// Every setting, in Markdown.
    Config,
    /// Every provider and what it can do, in Markdown.
    Providers,
    /// The description of the API, in JSON.
    Openapi,
}

/// Why a command failed, for a person.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// Says what went wrong and what to do.
    pub async fn run(self) -> Result<(), Failure> {
        // Fails only when another part of the process has chosen already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => {
                let config = load(self.config)?;
                telemetry::start(&config.log)?;
                serve::serve(&config).await?;
            }
            Command::CheckConfig => print!("{}", load(self.config)?.redacted()),
            Command::Keys(command) => {
                let config = load(self.config)?;
                let clock = Arc::new(SystemClock::start());
                let app =
                    App::start(&config, clock, Arc::new(SystemEntropy), std::io::sink()).await?;
                let result = command.run(&app).await;
                app.close().await;
                result?;
            }
            Command::Reference(reference) => reference.print()?,
        }
        Ok(())
    }
}

fn load(path: Option<PathBuf>) -> Result<Config, Problems> {
    Config::load(&Sources::from_process(path))
}

impl Reference {
    fn print(&self) -> Result<(), Failure> {
        match self.page {
            Page::Config => print!("{}", reference_markdown()),
            Page::Providers => print!("{}", providers::markdown()),
            Page::Openapi => println!("{}", openapi_document().to_pretty_json()?),
        }
        Ok(())
    }
}
