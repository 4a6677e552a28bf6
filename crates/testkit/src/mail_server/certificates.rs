//! An authority made for one server, and the server's certificate, all in PEM.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

#[derive(Debug)]
pub(super) struct Certificates {
    /// What a client has to trust.
    pub(super) authority: String,
    /// For `localhost` and `127.0.0.1`.
    pub(super) server: String,
    /// The server's private key.
    pub(super) key: String,
}

impl Certificates {
    pub(super) fn generate() -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, new_key())
            .expect("an authority can sign itself");
        let key = new_key();
        let server = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])
            .expect("both names are valid")
            .signed_by(&key, &authority)
            .expect("an authority can sign");
        Self {
            authority: authority.pem(),
            server: server.pem(),
            key: key.serialize_pem(),
        }
    }
}

fn new_key() -> KeyPair {
    KeyPair::generate().expect("a key can be generated")
}
