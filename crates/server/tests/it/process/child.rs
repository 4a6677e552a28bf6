//! A running `herald`.

use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::patience::until;

type Text = Arc<Mutex<String>>;

fn command(directory: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_herald"));
    command
        .args(arguments)
        .current_dir(directory)
        .env_clear()
        .env("HERALD_LISTEN", "127.0.0.1:0")
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(super) fn run(directory: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = command(directory, arguments, environment);
    command.output().unwrap()
}

/// A server in a process of its own; it is killed when this is dropped.
pub(super) struct Herald {
    child: Child,
    stdout: Text,
    stderr: Text,
    address: SocketAddr,
}

impl Herald {
    /// Starts a server in this directory and waits until it listens.
    pub(super) async fn serve(directory: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = command(directory, &[], environment)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = read(child.stdout.take().unwrap());
        let stderr = read(child.stderr.take().unwrap());
        let mut herald = Self {
            child,
            stdout,
            stderr,
            address: SocketAddr::from(([0; 4], 0)),
        };
        herald.address = herald.wait_for_address().await;
        herald
    }

    async fn wait_for_address(&mut self) -> SocketAddr {
        let listening = until("the server listens", || {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?}: {}", text(&self.stderr));
            let said = text(&self.stdout);
            // The welcome ends with what to do about a key.
            let complete = said.ends_with("\n\n") || said.contains("Use your API key");
            complete.then_some(said)
        });
        let said = listening.await;
        let address = said.split("http://").nth(1).unwrap();
        address.lines().next().unwrap().parse().unwrap()
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn stdout(&self) -> String {
        text(&self.stdout)
    }

    /// What was printed after `before`, once `mark` is in it.
    pub(super) async fn stdout_after(&self, before: &str, mark: &str) -> String {
        let rest = || text(&self.stdout)[before.len()..].to_owned();
        until(mark, || Some(rest()).filter(|rest| rest.contains(mark))).await
    }

    /// Waits until the log says this.
    pub(super) async fn logged(&self, words: &str) {
        until(words, || text(&self.stderr).contains(words).then_some(())).await;
    }

    pub(super) fn log(&self) -> String {
        text(&self.stderr)
    }

    pub(super) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub(super) async fn exit(&mut self) -> ExitStatus {
        until("the process ends", || self.child.try_wait().unwrap()).await
    }

    /// Asks it to stop, checks that it does so in order, and returns its log.
    pub(super) async fn stop(mut self) -> String {
        self.signal(Signal::TERM);
        let status = self.exit().await;
        assert!(status.success(), "{status}: {}", text(&self.stderr));
        self.logged("\"stopped\"").await;
        text(&self.stderr)
    }
}

impl Drop for Herald {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a pipe as it fills, so that the process never waits for its reader.
fn read(mut pipe: impl Read + Send + 'static) -> Text {
    let text = Text::default();
    let sink = Arc::clone(&text);
    std::thread::spawn(move || {
        let mut pending = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = pipe.read(&mut chunk) {
            pending.extend_from_slice(&chunk[..length]);
            // A character may be cut in two by the chunk's end.
            let whole = match std::str::from_utf8(&pending) {
                Ok(text) => text.len(),
                Err(error) => error.valid_up_to(),
            };
            let rest = pending.split_off(whole);
            sink.lock()
                .unwrap()
                .push_str(&String::from_utf8(pending).unwrap());
            pending = rest;
        }
    });
    text
}

fn text(text: &Text) -> String {
    text.lock().unwrap().clone()
}
