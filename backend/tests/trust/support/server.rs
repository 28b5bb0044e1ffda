//! The real program, as its own process.

use super::client::Client;
use super::process::Process;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A server that has not come up by then never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program with settings that all tests want.
pub fn wizyta() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wizyta"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WIZYTA_")) {
        command.env_remove(name);
    }
    command
        .env("WIZYTA_SECRET_KEY", "a secret key of the tests, 32 letters")
        .env("WIZYTA_BIND", "127.0.0.1:0")
        .env("WIZYTA_PUBLIC_URL", "https://wizyta.example")
        .env("WIZYTA_RATE_LIMITS", "off")
        // Letters are counted, whatever time of the day it is.
        .env("WIZYTA_REMINDER_AT", "off")
        .env("WIZYTA_SAMPLE", "off")
        .env("WIZYTA_WORKERS", "2");
    command
}

/// A running server; killed when dropped.
pub struct Server {
    pub process: Process,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts `wizyta serve` and waits until it listens.
    pub async fn start(command: &mut Command, log: PathBuf) -> Self {
        let mut process = launch(command, &log);
        let since = Instant::now();
        loop {
            if let Some(address) = address_in(&log) {
                return Self { process, address, log };
            }
            assert!(!process.has_ended() && since.elapsed() < PATIENCE, "it does not start:\n{}", text(&log));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::to(self.address)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        text(&self.log)
    }
}

/// Starts it and does not wait for anything.
pub fn launch(command: &mut Command, log: &Path) -> Process {
    let file = std::fs::File::create(log).unwrap();
    Process::start(command.arg("serve").stdout(file.try_clone().unwrap()).stderr(file))
}

fn text(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}

fn address_in(log: &Path) -> Option<SocketAddr> {
    let text = text(log);
    let (_, rest) = text.split_once("Serving on http://")?;
    // The whole line must have been written.
    rest.split_once([' ', '\n'])?.0.parse().ok()
}
