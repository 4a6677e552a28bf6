//! What the console provider printed.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A terminal that remembers. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Console(Arc<Mutex<Vec<u8>>>);

impl Console {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes().clone()).unwrap()
    }

    /// Every code shown so far, oldest first.
    pub(crate) fn codes(&self) -> Vec<String> {
        let text = self.text();
        let content = text
            .lines()
            .filter(|line| !line.starts_with("┌") && !line.starts_with("│ to "));
        content.flat_map(codes_in).collect()
    }

    /// The code shown last.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        self.codes().pop().expect("the console showed a code")
    }

    /// How many messages were shown.
    pub(crate) fn messages(&self) -> usize {
        self.text().matches('┌').count()
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What looks like a code in `text`: 6 to 10 digits that stand alone.
pub(crate) fn codes_in(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| (6..=10).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

impl io::Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
