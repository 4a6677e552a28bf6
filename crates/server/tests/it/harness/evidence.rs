//! What a service may not leave behind.

/// What is known at the end of a test.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Messages still in the status `sending`.
    pub(crate) sending: usize,
    /// Attempts without an outcome.
    pub(crate) open_attempts: usize,
    /// Codes, keys and passwords.
    pub(crate) secrets: Vec<String>,
    /// Where no secret may be: a name, and what is there.
    pub(crate) places: Vec<(&'static str, Vec<u8>)>,
}

impl Evidence {
    /// Everything that should not be.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.sending > 0 {
            faults.push(format!("{} messages are still sending", self.sending));
        }
        if self.open_attempts > 0 {
            faults.push(format!("{} attempts have no outcome", self.open_attempts));
        }
        for secret in &self.secrets {
            for (place, bytes) in &self.places {
                if shows(bytes, secret) {
                    faults.push(format!("{secret} is in the {place}"));
                }
            }
        }
        faults
    }
}

/// Whether `secret` is in `bytes`. A short one must stand alone: six digits turn up in identifiers by chance.
fn shows(bytes: &[u8], secret: &str) -> bool {
    let alone = |from: usize| {
        let before = from.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(from + secret.len());
        let joins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        !joins(before) && !joins(after)
    };
    let windows = bytes.windows(secret.len()).enumerate();
    windows
        .filter(|(_, window)| *window == secret.as_bytes())
        .any(|(from, _)| secret.len() >= 8 || alone(from))
}
