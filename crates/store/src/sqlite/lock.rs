//! One process at a time.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::path::Path;

use super::OpenError;

/// Held while a process owns a database; the operating system frees it when the process ends, however it ends.
///
/// SQLite itself would let a second process write between our transactions, and both would send the same messages.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock file beside `database`.
    pub(super) fn take(database: &Path) -> Result<Self, OpenError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = Path::new(&path);
        let failed = |source| OpenError::file(path, source);
        let file = private().open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
                lock: path.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// Creates `path` readable by its owner alone, unless it is there: it will hold people's addresses.
/// The files SQLite puts beside it take over its mode.
pub(super) fn create(path: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::file(path, source);
    if let Some(directory) = path.parent() {
        private_directory().create(directory).map_err(failed)?;
    }
    private().open(path).map(drop).map_err(failed)
}

fn private() -> OpenOptions {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn private_directory() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
