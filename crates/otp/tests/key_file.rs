//! A deployment that makes its own keys.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use msg_core::{EmailAddress, IndexKey, Recipient, RecipientIndex, TenantId};
use otp::{KeyFile, KeyFileError};
use testkit::entropy::SeededEntropy;
use uuid::Uuid;

fn load(path: &Path, seed: u64) -> Result<KeyFile, KeyFileError> {
    KeyFile::load_or_create(path, &SeededEntropy::new(seed))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn index_of_ann(key: &IndexKey) -> RecipientIndex {
    let ann = Recipient::Email(EmailAddress::parse("ann@example.com").unwrap());
    key.index(TenantId::from_uuid(Uuid::from_u128(1)), &ann)
}

#[test]
fn keys_are_made_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data/new/herald.keys");
    let made = load(&path, 1).unwrap();
    assert!(made.created);
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let text = fs::read_to_string(&path).unwrap();
    let siblings = fs::read_dir(path.parent().unwrap()).unwrap();
    assert_eq!(siblings.count(), 1, "no draft is left");

    let loaded = load(&path, 2).unwrap();
    assert!(!loaded.created);
    assert_eq!(loaded.ring.current(), made.ring.current());
    assert_eq!(index_of_ann(&loaded.index), index_of_ann(&made.index));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);

    let other = load(&directory.path().join("other"), 2).unwrap();
    assert_ne!(other.ring.current(), made.ring.current());
    assert_ne!(index_of_ann(&other.index), index_of_ann(&made.index));
}

/// The two keys of a file are two.
#[test]
fn the_keys_are_separate() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    load(&path, 1).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let secret = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit([':', ' ']).next().unwrap().to_owned()
    };
    assert_eq!((secret("otp").len(), secret("index").len()), (44, 44));
    assert_ne!(secret("otp"), secret("index"));
}

/// Many processes that start at once get one set of keys.
#[test]
fn whoever_is_first_makes_the_keys() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    let loaded: Vec<KeyFile> = std::thread::scope(|scope| {
        let path = &path;
        let starts: Vec<_> = (0..16)
            .map(|seed| scope.spawn(move || load(path, seed).unwrap()))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect()
    });
    assert_eq!(loaded.iter().filter(|keys| keys.created).count(), 1);
    for keys in &loaded {
        assert_eq!(keys.ring.current(), loaded[0].ring.current());
        assert_eq!(index_of_ann(&keys.index), index_of_ann(&loaded[0].index));
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said_without_quoting_it() {
    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    for (text, error) in [
        (String::new(), "`otp` must be there once"),
        (format!("index = {KEY}\n"), "`otp` must be there once"),
        (format!("otp = a:{KEY}\n"), "`index` must be there once"),
        (
            format!("otp = a:{KEY}\notp = b:{KEY}\nindex = {KEY}\n"),
            "`otp` must be there once",
        ),
        (
            format!("otp = a:{KEY}\nindex = AAEC\n"),
            "`index` is not 32 bytes",
        ),
        (
            format!("otp = a:{KEY}\nindex = ???\n"),
            "`index` is not 32 bytes",
        ),
        (
            format!("otp = a:AAEC\nindex = {KEY}\n"),
            "`otp`: the key `a` has less than 32 bytes",
        ),
        (
            format!("# x\n\notp = a:{KEY}\nsecret {KEY}\n"),
            "line 4 is neither",
        ),
        (format!("index = {KEY}\nkey = {KEY}\n"), "line 2 is neither"),
    ] {
        fs::write(&path, &text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let refused = load(&path, 1).unwrap_err();
        let said = refused.to_string();
        assert!(said.contains(error), "{text:?}: {said}");
        assert!(said.contains(path.to_str().unwrap()), "{said}");
        assert!(!format!("{said} {refused:?}").contains(KEY), "{said}");
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            text,
            "it is left as it was"
        );
    }
    fs::write(
        &path,
        format!("# several, by hand\notp=b:{KEY},a:{KEY}\n index = {KEY} \n"),
    )
    .unwrap();
    assert_eq!(load(&path, 1).unwrap().ring.current().as_str(), "b");
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    load(&path, 1).unwrap();
    for (mode, fits) in [
        (0o600, true),
        (0o400, true),
        (0o640, false),
        (0o604, false),
        (0o660, false),
    ] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let loaded = load(&path, 1);
        assert_eq!(loaded.is_ok(), fits, "{mode:o}");
        if let Err(error) = loaded {
            assert!(error.to_string().contains("run `chmod 600 /"), "{error}");
        }
    }
}

#[test]
fn a_directory_in_its_place_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let error = load(directory.path(), 1).unwrap_err();
    assert!(
        error.to_string().contains("can't be read or made"),
        "{error}"
    );
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let error = load(&file.join("keys"), 1).unwrap_err();
    assert!(
        error.to_string().contains("can't be read or made"),
        "{error}"
    );
}

#[test]
fn keys_do_not_show_themselves() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    let keys = load(&path, 1).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let printed = format!("{keys:?}");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let secret = line.rsplit([':', ' ']).next().unwrap();
        assert!(!printed.contains(secret));
    }
    assert!(printed.contains(keys.ring.current().as_str()));
}
