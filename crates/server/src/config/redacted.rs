//! Shows the settings in force, for `herald check-config`.

use std::fmt::Write;

use msg_core::Channel;

use super::Config;
use super::settings::Entry;

impl Config {
    /// Writes every setting as TOML with the place it came from as a comment.
    ///
    /// A secret is "(set)" or "(not set)"; a channel also says which accounts carry it.
    pub fn redacted(&self) -> String {
        let mut text = String::new();
        for instance in &self.settings.instances {
            let separator = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{separator}[{}]", instance.name);
            for setting in &instance.section.settings {
                let path = format!("{}.{}", instance.name, setting.key);
                let Some(Entry { value, origin }) = self.settings.entry(&path) else {
                    continue;
                };
                // A purpose shows its own rules alone.
                if value.is_none() && setting.per_purpose && instance.name != "otp" {
                    continue;
                }
                let value = match value {
                    Some(value) => value.to_string(),
                    None if setting.secret => "\"(not set)\"".to_owned(),
                    None => "\"\"".to_owned(),
                };
                let note = self.note(&instance.name, &setting.key);
                let _ = writeln!(text, "{} = {value}  # {origin}{note}", setting.key);
            }
        }
        text
    }

    fn note(&self, section: &str, key: &str) -> String {
        let channel = key
            .parse::<Channel>()
            .ok()
            .filter(|_| section == "channels");
        let Some(chain) = channel.map(|channel| self.channels.chain(channel)) else {
            return String::new();
        };
        match chain {
            [] => "; nothing carries it".to_owned(),
            chain => {
                let ids: Vec<_> = chain.iter().map(ToString::to_string).collect();
                format!("; in use: {}", ids.join(", "))
            }
        }
    }
}
