//! A moto of one test's own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Moto {
    server: Child,
    address: String,
}

impl Moto {
    /// Starts a server on a free port; nothing where it isn't installed.
    ///
    /// # Panics
    /// Where it isn't installed and `CI` is true, and when it doesn't come up.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is missing may be skipped by people, not by CI"
    )]
    pub(crate) fn start() -> Option<Self> {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../"));
        let program = root.join("target/tools/moto/bin/moto_server");
        if !program.exists() {
            let required = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!required, "moto is missing; `cargo xtask test` installs it");
            println!("SKIPPED: moto is missing; `cargo xtask test` installs it");
            return None;
        }
        let mut server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(server.stderr.take().unwrap());
        let mut lines = said.lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let (_, address) = line.split_once("Running on http://")?;
            Some(address.trim().to_owned())
        });
        let address = address.expect("moto says where it listens");
        // It logs every request, and would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { server, address })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it keeps, as JSON.
    pub(crate) fn data(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "GET /moto-api/data.json HTTP/1.0\r\nHost: {}\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
