//! From configured accounts to providers.

use std::io::Write;
use std::sync::Arc;

use gateway::RegistryBuilder;
use gateway::console::Console;
use msg_core::Provider;

use crate::config::Config;

/// Adds every configured account.
pub(super) fn add(
    builder: RegistryBuilder,
    config: &Config,
    console: impl Write + Send + 'static,
) -> RegistryBuilder {
    let console: Arc<dyn Provider> = Arc::new(Console::new(console));
    config
        .providers
        .iter()
        .fold(builder, |builder, (id, account)| {
            let provider = account.provider.as_ref().unwrap_or(&console);
            let provider = Arc::clone(provider);
            builder.account(id.clone(), account.descriptor, provider, account.limits)
        })
}
