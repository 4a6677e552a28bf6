//! Opening, refusing to open, closing.

use sqlx::{Connection, SqliteConnection};
use store::{Keys, OpenError, Sqlite};

use crate::Fresh;

#[tokio::test]
async fn a_second_process_is_refused_until_the_first_has_closed() {
    let fresh = Fresh::open().await;
    let refused = Sqlite::open(fresh.path()).await.unwrap_err();
    assert!(matches!(refused, OpenError::InUse { .. }), "{refused:?}");
    let text = refused.to_string();
    assert!(text.contains("herald.db.lock"), "{text}");
    assert!(text.contains("stop it"), "{text}");

    fresh.store.close().await;
    let again = Sqlite::open(fresh.path()).await.unwrap();
    again.ping().await.unwrap();
}

#[tokio::test]
async fn what_was_closed_says_so() {
    let fresh = Fresh::open().await;
    fresh.store.ping().await.unwrap();
    let clone = fresh.store.clone();
    fresh.store.close().await;
    let error = clone.ping().await.unwrap_err().to_string();
    assert!(error.contains("closed"), "{error}");
    assert!(clone.count_keys().await.is_err());
    clone.close().await;
}

#[tokio::test]
async fn the_database_of_a_newer_version_is_left_alone() {
    let fresh = Fresh::open().await;
    fresh.store.close().await;
    let url = format!("sqlite://{}", fresh.path().display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let newer = "\
        INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'of tomorrow', TRUE, x'00', 1)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let refused = Sqlite::open(fresh.path()).await.unwrap_err();
    let OpenError::Newer { migration, .. } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(migration, 9999);
}

#[tokio::test]
async fn what_is_no_database_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let text = directory.path().join("notes.txt");
    std::fs::write(&text, "no database, however long it may be\n".repeat(100)).unwrap();
    let refused = Sqlite::open(&text).await.unwrap_err();
    assert!(matches!(refused, OpenError::Database { .. }), "{refused:?}");
    assert!(refused.to_string().contains("notes.txt"), "{refused}");

    let refused = Sqlite::open(text.join("herald.db")).await.unwrap_err();
    assert!(matches!(refused, OpenError::File { .. }), "{refused:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn its_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let fresh = Fresh::open().await;
    fresh.store.ping().await.unwrap();
    let mut files = 0;
    for file in std::fs::read_dir(fresh.directory.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
        files += 1;
    }
    assert_eq!(files, 4, "database, log, index of the log, lock");
}
