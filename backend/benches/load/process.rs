//! The program itself, as operators start it: a process of its own, whose memory and start can be measured.

use crate::Outcome;
use crate::client::ask;
use crate::engine::Database;
use crate::fill::SECRET;
use crate::requests::get;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// When a start counts as failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `wizyta serve`; killed when dropped.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    /// From the start to the first answer.
    pub(crate) took: Duration,
    child: Child,
}

/// What a process holds, in kB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// Now.
    pub(crate) resident: u64,
    /// At its worst moment.
    pub(crate) peak: u64,
}

impl Process {
    /// Starts the program on a database that is filled; `path` is what is asked until it answers.
    pub(crate) fn start(database: &Database, folder: &Path, path: &str) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = File::create(folder.join(format!("log-{}", address.port())))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_wizyta"));
        command.arg("serve").arg("--database-url").arg(database.setting());
        command.args(["--bind", &address.to_string(), "--sample", "off", "--secret-key", SECRET]);
        command.args([
            "--rate-limits",
            "off",
            "--audit-every",
            "0",
            "--log-filter",
            "warn",
            "--smtp-url",
            "smtp://127.0.0.1:9?tls=none",
        ]);
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let begun = Instant::now();
        let mut process = Self { address, took: Duration::ZERO, child: command.spawn()? };
        let request = get(path, "");
        while !ask(address, &request).is_ok_and(|response| response.status == 200) {
            if begun.elapsed() > PATIENCE || process.child.try_wait()?.is_some() {
                let log = std::fs::read_to_string(folder.join(format!("log-{}", address.port())))?;
                return Err(format!("wizyta does not start: {log}").into());
            }
            sleep(Duration::from_millis(1));
        }
        process.took = begun.elapsed();
        Ok(process)
    }

    /// The memory it holds, where the system tells it.
    pub(crate) fn memory(&self) -> Memory {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()
        };
        Memory { resident: field("VmRSS:").unwrap_or(0), peak: field("VmHWM:").unwrap_or(0) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
