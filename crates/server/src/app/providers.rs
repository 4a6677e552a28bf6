//! From configured accounts to providers.

use std::io::Write;
use std::sync::Arc;

use gateway::RegistryBuilder;
use gateway::console::{self, Console};
use gateway::provider_smtp::{Credentials, DESCRIPTOR, Settings, SmtpProvider, Tls};
use gateway::registry::TimeLimits;
use msg_core::address::Mailbox;
use msg_core::text::HeaderText;

use super::StartError;
use crate::config::{Account, Config, SmtpAccount, SmtpTls};

/// Adds every configured account.
pub(super) fn add(
    mut builder: RegistryBuilder,
    config: &Config,
    console: impl Write + Send + 'static,
) -> Result<RegistryBuilder, StartError> {
    let default = TimeLimits {
        otp: config.timeouts.otp_attempt,
        other: config.timeouts.attempt,
    };
    let smtp = TimeLimits {
        otp: config.timeouts.smtp_attempt,
        other: config.timeouts.smtp_attempt,
    };
    let console = Arc::new(Console::new(console));
    for (id, account) in &config.providers {
        builder = match account {
            Account::Console => builder.account(
                id.clone(),
                &console::DESCRIPTOR,
                Arc::clone(&console) as _,
                default,
            ),
            Account::Smtp(account) => {
                let refused = |reason: String| StartError::Provider {
                    id: id.clone(),
                    reason,
                };
                let settings = smtp_settings(account, smtp).map_err(refused)?;
                let provider =
                    SmtpProvider::new(settings).map_err(|error| refused(error.to_string()))?;
                builder.account(id.clone(), &DESCRIPTOR, Arc::new(provider), smtp)
            }
        };
    }
    Ok(builder)
}

fn smtp_settings(account: &SmtpAccount, limits: TimeLimits) -> Result<Settings, String> {
    let name = account
        .from_name
        .as_deref()
        .map(HeaderText::new)
        .transpose()
        .map_err(|error| format!("from_name: {error}"))?;
    let from = Mailbox {
        name,
        address: account.from_email.clone(),
    };
    let mut settings = Settings::new(account.host.as_str(), from);
    settings.port = account.port;
    settings.tls = match account.tls {
        SmtpTls::StartTls => Tls::StartTls,
        SmtpTls::Tls => Tls::Implicit,
        SmtpTls::None => Tls::None,
    };
    settings.credentials = account.login.as_ref().map(|login| Credentials {
        user: login.user.clone(),
        password: login.password.clone(),
    });
    settings.extra_ca_pem = account.ca_pem.as_ref().map(|pem| pem.clone().into_bytes());
    settings.hello_name.clone_from(&account.hello_name);
    // Shorter than the gateway's own limit, so that the provider can still say what is certain.
    settings.timeout = limits.longest().mul_f32(0.95);
    Ok(settings)
}
