//! A real mail server for one test: Exim from Debian's packages (`exim4-daemon-light`), on a free loopback port.
//!
//! Exim is handed a socket that already listens (`-bw`), so no two tests race for a port and nobody has to wait for
//! the server to come up. It runs as an ordinary user and keeps everything in a temporary directory.

mod certificates;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use self::certificates::Certificates;

const EXIM: &str = "/usr/sbin/exim4";
const CONFIGURATION: &str = include_str!("mail_server/exim.conf");
const USER: &str = "mailer@example.com";
const PASSWORD: &str = "opensesame-7391";

/// Exim delivers nothing as root, so a test run by root hands it to this user and group (`nobody`, `nogroup`).
const NOBODY: u32 = 65_534;

/// How long a test waits for what it expects before it fails.
const PATIENCE: Duration = Duration::from_secs(20);
const POLL_EVERY: Duration = Duration::from_millis(5);

/// How the server protects its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain at first; offers AUTH only after STARTTLS (RFC 3207), as port 587 does.
    StartTls,
    /// TLS from the first byte (RFC 8314), as port 465 does.
    Tls,
    /// No TLS at all; AUTH is offered in the clear.
    None,
}

/// A running mail server; it and all its connections end when this is dropped.
///
/// It takes mail for everybody, after AUTH (PLAIN or LOGIN), up to 1 MiB a message, except:
///
/// * from `refused@…`: 550 5.7.1 to MAIL
/// * to `unknown@…`: 550 5.1.1 to RCPT
/// * to `full@…`: 452 4.2.2 to RCPT
/// * without AUTH: 530 5.7.0 to MAIL; with wrong credentials: 535 to AUTH; too big: 552 after the data
///
/// ```no_run
/// use testkit::mail_server::{MailServer, Security};
///
/// let server = MailServer::start(Security::StartTls);
/// // … send to "localhost", server.port(), trusting server.ca_pem() …
/// let mails = server.wait_for(1);
/// ```
#[derive(Debug)]
pub struct MailServer {
    exim: Child,
    directory: TempDir,
    port: u16,
    ca_pem: String,
}

impl MailServer {
    /// Starts a server and makes sure that it answers.
    ///
    /// # Panics
    ///
    /// When Exim isn't installed (`cargo xtask test` installs it) or doesn't accept its configuration.
    pub fn start(security: Security) -> Self {
        assert!(
            Path::new(EXIM).exists(),
            "{EXIM} is missing; run `cargo xtask test`, or install Debian's exim4-daemon-light"
        );
        let directory = tempfile::Builder::new()
            .prefix("mail-server-")
            .tempdir()
            .expect("a temporary directory can be made");
        let owner = Owner::of(directory.path());
        let ca_pem = write_files(directory.path(), owner, security);

        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let port = listener
            .local_addr()
            .expect("a bound socket has an address")
            .port();
        let exim = spawn(directory.path(), owner, security, listener);
        let server = Self {
            exim,
            directory,
            port,
            ca_pem,
        };
        if security != Security::Tls {
            server.expect_banner();
        }
        server
    }

    /// The name that the certificate is for (`127.0.0.1` is in it too).
    pub fn host(&self) -> &'static str {
        "localhost"
    }

    /// The loopback port that the server listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The user name that AUTH accepts.
    pub fn user(&self) -> &'static str {
        USER
    }

    /// The password that AUTH accepts.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The certificate of the authority that signed the server's own, in PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// What was delivered so far, oldest first: one raw message per recipient, lines ending in LF, with the envelope
    /// in the headers that Exim puts first (`Return-path`, `Envelope-to`, `Received`).
    pub fn messages(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.directory.path().join("mail/new")) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("the maildir can be listed").path())
            .collect();
        // A maildir name begins with the time of delivery.
        paths.sort();
        paths
            .iter()
            .map(|path| fs::read(path).expect("a delivered mail can be read"))
            .collect()
    }

    /// Waits until `count` mails are delivered and returns all there are (delivery follows the server's `250` by some
    /// milliseconds). Blocks the thread.
    ///
    /// # Panics
    ///
    /// When 20 seconds pass with fewer.
    #[expect(
        clippy::disallowed_methods,
        reason = "the mail arrives in another process, which can only be polled"
    )]
    pub fn wait_for(&self, count: usize) -> Vec<Vec<u8>> {
        let mut waited = Duration::ZERO;
        loop {
            let messages = self.messages();
            if messages.len() >= count {
                return messages;
            }
            assert!(
                waited < PATIENCE,
                "{} of {count} mails were delivered in {PATIENCE:?}",
                messages.len()
            );
            std::thread::sleep(POLL_EVERY);
            waited += POLL_EVERY;
        }
    }

    fn expect_banner(&self) {
        let mut banner = String::new();
        let read = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).and_then(|connection| {
            connection.set_read_timeout(Some(PATIENCE))?;
            BufReader::new(connection).read_line(&mut banner)
        });
        assert!(
            banner.starts_with("220 "),
            "exim does not answer ({read:?}, {banner:?}); it said: {}",
            fs::read_to_string(self.directory.path().join("stderr")).unwrap_or_default()
        );
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // The whole process group, so that a client with an open connection notices too; no `--`, which dash's `kill`
        // doesn't know.
        let group = format!("-{}", self.exim.id());
        let _ = Command::new("sh")
            .args(["-c", "kill -KILL \"$1\"", "sh", &group])
            .stderr(Stdio::null())
            .status();
        let _ = self.exim.kill();
        let _ = self.exim.wait();
    }
}

/// The user and group that the server runs as.
#[derive(Debug, Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Owner {
    /// Whoever runs the test, seen by what they just made; for root, `nobody`, who gets the directory.
    fn of(directory: &Path) -> Self {
        let made = fs::metadata(directory).expect("the temporary directory exists");
        let owner = match made.uid() {
            0 => Self {
                uid: NOBODY,
                gid: NOBODY,
            },
            uid => Self {
                uid,
                gid: made.gid(),
            },
        };
        owner.give(directory);
        owner
    }

    fn give(self, path: &Path) {
        chown(path, Some(self.uid), Some(self.gid)).expect("root may give files away");
    }
}

/// Writes all the files that Exim reads and returns the authority's certificate.
fn write_files(directory: &Path, owner: Owner, security: Security) -> String {
    let (starttls_hosts, auth_hosts) = match security {
        Security::StartTls => ("*", "${if def:tls_in_cipher{*}}"),
        Security::Tls | Security::None => ("", "*"),
    };
    let settings = format!(
        "TEST_DIR = {}\nTEST_UID = {}\nTEST_GID = {}\nTEST_USER = {USER}\nTEST_PASSWORD = {PASSWORD}\n\
         TEST_STARTTLS_HOSTS = {starttls_hosts}\nTEST_AUTH_HOSTS = {auth_hosts}\n\n",
        directory.display(),
        owner.uid,
        owner.gid
    );
    let certificates = Certificates::generate();
    for (name, content) in [
        ("exim.conf", settings + CONFIGURATION),
        ("chain.pem", certificates.server),
        ("key.pem", certificates.key),
    ] {
        let path = directory.join(name);
        fs::write(&path, content).expect("the temporary directory can be written");
        owner.give(&path);
    }
    for name in ["spool", "mail"] {
        let path = directory.join(name);
        fs::create_dir(&path).expect("the temporary directory can be written");
        owner.give(&path);
    }
    certificates.authority
}

fn spawn(directory: &Path, owner: Owner, security: Security, listener: TcpListener) -> Child {
    let stderr =
        fs::File::create(directory.join("stderr")).expect("the temporary directory can be written");
    let mut command = Command::new(EXIM);
    command
        .arg("-C")
        .arg(directory.join("exim.conf"))
        // Waits on the listening socket that is its standard input; ends by itself after ten idle minutes, should
        // the test be killed before it can stop it.
        .arg("-bw10m")
        .arg("-odi");
    if security == Security::Tls {
        command.arg("-tls-on-connect");
    }
    command
        .stdin(OwnedFd::from(listener))
        .stdout(Stdio::null())
        .stderr(stderr)
        .process_group(0)
        .uid(owner.uid)
        .gid(owner.gid)
        .spawn()
        .expect("exim can be started")
}
