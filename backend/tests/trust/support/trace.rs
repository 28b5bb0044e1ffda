//! What a program wrote into its files, flushed to disk and answered, in order, as strace saw it.

use rand::RngExt as _;
use rand::rngs::StdRng;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

/// What a disk writes as a whole.
const SECTOR: usize = 512;

/// Calls that change files, flush them, or answer.
const CALLS: &str = "trace=pwrite64,write,ftruncate,fdatasync,fsync,sendto,writev,unlink,unlinkat";

/// `command` under strace, which writes what it sees into `log`; none where nobody may be traced.
pub fn traced(command: &Command, log: &Path) -> Option<Command> {
    let may = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status();
    if !may.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no strace, or nobody may be traced here");
        return None;
    }
    let mut traced = Command::new("strace");
    // The tracer as a grandchild, so that whoever kills the child kills the program.
    traced.args(["-D", "-f", "-qq", "-y", "-xx", "-s", "1000000", "--seccomp-bpf", "-e", CALLS, "-o"]).arg(log);
    traced.arg(command.get_program()).args(command.get_args());
    traced.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(traced)
}

/// One change of a file. Moments are lines of the log.
struct Change {
    begun: usize,
    done: usize,
    what: What,
}

enum What {
    Bytes { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// One flush of a file: what was changed before it began is on disk when it is done.
struct Flush {
    begun: usize,
    done: usize,
}

#[derive(Default)]
struct History {
    changes: Vec<Change>,
    flushes: Vec<Flush>,
}

/// Bytes that began to leave the program for somebody else.
pub struct Sent {
    pub at: usize,
    pub text: String,
}

/// All of it.
pub struct Trace {
    files: HashMap<String, History>,
    pub sent: Vec<Sent>,
    /// How many moments there were.
    pub end: usize,
}

impl Trace {
    /// Reads strace's log.
    pub fn read(log: &str) -> Self {
        let mut trace = Self { files: HashMap::new(), sent: Vec::new(), end: 0 };
        let mut unfinished: HashMap<&str, (usize, &str)> = HashMap::new();
        for (now, line) in log.lines().enumerate() {
            trace.end = now;
            let (thread, rest) = line.split_once(' ').unwrap_or((line, ""));
            let rest = rest.trim_start();
            if let Some(call) = rest.strip_suffix(" <unfinished ...>") {
                trace.note_sent(now, call);
                unfinished.insert(thread, (now, call));
            } else if rest.starts_with("<... ") {
                // A log that ends in the middle of a call has no beginning for nothing.
                if let Some((begun, call)) = unfinished.remove(thread) {
                    trace.note_change(begun, now, call, result(rest));
                }
            } else {
                trace.note_sent(now, rest);
                trace.note_change(now, now, rest, result(rest));
            }
        }
        trace
    }

    fn note_sent(&mut self, now: usize, call: &str) {
        if ["sendto(", "writev(", "write("].iter().any(|name| call.starts_with(name)) {
            let text = strings(call).skip(1).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect();
            self.sent.push(Sent { at: now, text });
        }
    }

    fn note_change(&mut self, begun: usize, done: usize, call: &str, result: i64) {
        let (name, arguments) = call.split_once('(').unwrap_or((call, ""));
        let path = strings(arguments).next().map(|path| String::from_utf8_lossy(&path).into_owned());
        let Some(path) = path.filter(|_| result >= 0) else { return };
        assert!(!name.starts_with("unlink") || !path.ends_with(".db-wal"), "a deleted log is not thought of here");
        let history = self.files.entry(path).or_default();
        let last = |number: &str| number.trim_end_matches(')').rsplit(", ").next().unwrap_or("").parse::<usize>().ok();
        match name {
            "pwrite64" => {
                let mut bytes = strings(arguments).nth(1).unwrap_or_default();
                bytes.truncate(usize::try_from(result).unwrap());
                let arguments = arguments.split(") = ").next().unwrap();
                let offset = last(arguments).expect("strace tells the offset");
                history.changes.push(Change { begun, done, what: What::Bytes { offset, bytes } });
            }
            "ftruncate" => {
                let length = last(arguments.split(") = ").next().unwrap()).expect("strace tells the length");
                history.changes.push(Change { begun, done, what: What::Length(length) });
            }
            "fsync" | "fdatasync" => history.flushes.push(Flush { begun, done }),
            _ => {}
        }
    }

    /// What the disk may hold of a file when the power goes at `moment`: all that was flushed, and of the rest what
    /// chance wrote, in whole sectors. `before` is what it held when the program began.
    pub fn survives(&self, path: &Path, before: &[u8], moment: usize, chance: &mut StdRng) -> Vec<u8> {
        let mut image = before.to_vec();
        let Some(history) = self.files.get(path.to_str().unwrap()) else { return image };
        // Of what is not flushed, a disk may have written nothing, something, or all.
        let luck: f64 = [0.0, 0.5, 1.0][chance.random_range(0..3)];
        for change in history.changes.iter().filter(|change| change.begun < moment) {
            let is_flushed = history.flushes.iter().any(|flush| change.done < flush.begun && flush.done < moment);
            match &change.what {
                What::Length(length) if is_flushed || chance.random_bool(luck) => image.resize(*length, 0),
                What::Length(_) => {}
                What::Bytes { offset, bytes } => {
                    for (at, sector) in sectors(*offset, bytes) {
                        if is_flushed || chance.random_bool(luck) {
                            let end = at + sector.len();
                            image.resize(image.len().max(end), 0);
                            image[at..end].copy_from_slice(sector);
                        }
                    }
                }
            }
        }
        image
    }
}

/// Cuts it where sectors begin.
fn sectors(mut offset: usize, mut bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (part, rest) = bytes.split_at(bytes.len().min(SECTOR - offset % SECTOR));
        parts.push((offset, part));
        offset += part.len();
        bytes = rest;
    }
    parts
}

/// What the call returned; an error if it never did.
fn result(rest: &str) -> i64 {
    let end = rest.rsplit_once(" = ").map_or("", |(_, end)| end);
    end.split(' ').next().unwrap_or("").parse().unwrap_or(-1)
}

/// Everything in quotes and, of descriptors, in angle brackets; all as strace writes it with `-xx`.
fn strings(text: &str) -> impl Iterator<Item = Vec<u8>> {
    text.split(['"', '<', '>']).filter(|part| part.starts_with("\\x")).map(|part| {
        part.split("\\x").skip(1).map(|byte| u8::from_str_radix(byte, 16).expect("strace writes two digits")).collect()
    })
}
