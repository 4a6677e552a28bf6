//! A build without one kind of provider: `cargo test -p server --no-default-features --lib left_out`.

use super::{Sources, problems};

#[test]
fn a_kind_that_was_left_out_is_named_with_its_feature() {
    let why = "built without feature `provider-smtp`; built in: ";
    for (toml, expected) in [
        ("[providers.smtp]\nhost = 'a'", "1: `providers.smtp`: "),
        (
            "[providers.backup]\nkind = 'smtp'\nhost = 'a'",
            "2: `providers.backup.kind`: ",
        ),
        (
            "[channels]\nemail = ['smtp']",
            "2: `channels.email`: `smtp`: ",
        ),
    ] {
        let found = problems(&Sources::default().toml(toml));
        let expected = format!("herald.toml:{expected}{why}");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(&expected), "{found:#?}");
    }
}
