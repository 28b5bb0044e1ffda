//! Several builds at once, on one line of progress.
//!
//! Cargo's own progress bars would write over each other, so their output is kept and shown where it matters: when a
//! build fails or warns.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _, stderr};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{exec, say};

/// One build.
pub(crate) struct Job {
    name: &'static str,
    command: Command,
}

impl Job {
    pub(crate) fn new(name: &'static str, command: Command) -> Self {
        Self { name, command }
    }
}

enum Event {
    Line(String),
    End { ok: bool },
}

/// What is known of a job that was started.
struct State {
    name: &'static str,
    line: String,
    output: Vec<String>,
    crates: usize,
    running: bool,
}

/// Runs all to their ends; fails if one did.
pub(crate) fn run(jobs: Vec<Job>) -> Result<()> {
    let (sender, receiver) = channel();
    let mut states = Vec::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let (name, line) = (job.name, exec::line(&job.command));
        start(job, index, sender.clone())?;
        states.push(State { name, line, output: Vec::new(), crates: 0, running: true });
    }
    drop(sender);
    let mut progress = Progress::new();
    let mut failed = Vec::new();
    loop {
        match receiver.recv_timeout(Duration::from_millis(200)) {
            Ok((index, event)) => {
                let Some(state) = states.get_mut(index) else { continue };
                match event {
                    Event::Line(line) => state.add(line),
                    Event::End { ok } => {
                        state.running = false;
                        progress.clear();
                        state.report(ok);
                        if !ok {
                            failed.push(state.line.clone());
                        }
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        progress.show(&states);
    }
    progress.clear();
    if !failed.is_empty() {
        bail!("`{}` failed", failed.join("` and `"));
    }
    Ok(())
}

/// Starts it, with a thread that reports what it writes and how it ends.
fn start(mut job: Job, index: usize, sender: Sender<(usize, Event)>) -> Result<()> {
    let command = job.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| exec::cannot_start(command))?;
    let pipe = child.stderr.take().context("standard error is piped")?;
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let _ = sender.send((index, Event::Line(line)));
        }
        let ok = child.wait().is_ok_and(|status| status.success());
        let _ = sender.send((index, Event::End { ok }));
    });
    Ok(())
}

impl State {
    fn add(&mut self, line: String) {
        const PROGRESS: [&str; 7] =
            ["Compiling", "Checking", "Finished", "Blocking", "Downloading", "Downloaded", "Updating"];
        let first = line.split_whitespace().next().unwrap_or_default();
        if first == "Compiling" {
            self.crates += 1;
        }
        if !PROGRESS.contains(&first) {
            self.output.push(line);
        }
    }

    fn report(&self, ok: bool) {
        let crates = if self.crates == 0 { String::new() } else { format!(" ({} crates compiled)", self.crates) };
        say::step(&format!("{} {}{crates}", self.name, if ok { "done" } else { "FAILED" }));
        for line in &self.output {
            eprintln!("{line}");
        }
    }
}

/// A line that is written over on a terminal, and now and then a new one elsewhere.
struct Progress {
    start: Instant,
    last: Instant,
    terminal: bool,
}

impl Progress {
    fn new() -> Self {
        let now = Instant::now();
        Self { start: now, last: now, terminal: stderr().is_terminal() }
    }

    fn show(&mut self, states: &[State]) {
        let pause = if self.terminal { Duration::from_millis(200) } else { Duration::from_secs(20) };
        if self.last.elapsed() < pause {
            return;
        }
        self.last = Instant::now();
        let running = states.iter().filter(|state| state.running);
        let parts: Vec<String> = running.map(|state| format!("{}: crate {}", state.name, state.crates)).collect();
        let text = format!("{:>8}  {}", say::duration(self.start.elapsed()), parts.join(" · "));
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[K{text}");
        } else {
            eprintln!("{text}");
        }
    }

    fn clear(&self) {
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
