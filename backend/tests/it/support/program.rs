//! The program itself, as an operator starts it: with an environment, in a folder, as a user who is not root.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// Whoever runs the tests as root sees no missing right; the program then runs as this user and group ("nobody").
const NOBODY: u32 = 65_534;

/// Nothing here takes that long.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a run ended.
#[derive(Debug)]
pub struct End {
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

impl End {
    /// Checks that it stopped with this code and one clear line, and gives that: after the log, begins with the program's
    /// name, shows no panic and none of what the tests use as secrets.
    #[track_caller]
    pub fn refusal(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        let said: Vec<&str> = self.err.lines().filter(|line| !is_log(line)).collect();
        let [line] = said.as_slice() else { panic!("not one line: {self:?}") };
        assert!(!self.err.to_lowercase().contains("panic"), "{self:?}");
        assert!(!format!("{self:?}").contains("hunter2"), "a secret: {self:?}");
        line.strip_prefix("wizyta: ").unwrap_or_else(|| panic!("{self:?}"))
    }
}

/// `2026-11-25T11:24:59.804101Z  WARN …`
fn is_log(line: &str) -> bool {
    line.starts_with("20") && line.split_whitespace().nth(1).is_some_and(|level| ["INFO", "WARN"].contains(&level))
}

/// A folder in which the program is started, with an environment that has nothing but what a test gives.
pub struct Program {
    folder: TempDir,
    environment: Vec<(String, Vec<u8>)>,
}

impl Program {
    /// In a new folder, on a free port.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        give(folder.path());
        Self { folder, environment: Vec::new() }.with("WIZYTA_BIND", "127.0.0.1:0").with("RUST_BACKTRACE", "0")
    }

    /// With this variable.
    pub fn with(mut self, variable: &str, value: impl AsRef<[u8]>) -> Self {
        self.environment.push((variable.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file in its folder, which it may change.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        give(&path);
        path
    }

    /// Takes the right to write away from everybody.
    pub fn forbid_writing(&self, name: &str) {
        let path = self.path(name);
        let mode = path.metadata().unwrap().permissions().mode();
        fs::set_permissions(path, fs::Permissions::from_mode(mode & !0o222)).unwrap();
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> End {
        let mut child = self.spawn(arguments);
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (sender, ended) = mpsc::channel();
        let id = child.id();
        let readers = std::thread::spawn(move || {
            let reader = std::thread::spawn(move || read(&mut out));
            let err = read(&mut err);
            let end = End { code: child.wait().unwrap().code(), out: reader.join().unwrap(), err };
            let _ = sender.send(());
            end
        });
        if ended.recv_timeout(PATIENCE).is_err() {
            let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
        }
        readers.join().unwrap()
    }

    /// Starts it; whoever called waits for it.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(program());
        command.current_dir(self.folder.path()).args(arguments).env_clear();
        for (variable, value) in &self.environment {
            command.env(variable, std::ffi::OsStr::from_bytes(value));
        }
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }
}

fn read(stream: &mut impl std::io::Read) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Makes a file or folder the program's own.
fn give(path: &Path) {
    if is_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&Path::new("/proc/self").metadata().unwrap()) == 0
}

/// The program, where also somebody who is not root can reach it.
fn program() -> PathBuf {
    static COPY: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let built = Path::new(env!("CARGO_BIN_EXE_wizyta"));
    let others = |folder: &Path| folder.metadata().is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0);
    if !is_root() || built.ancestors().all(others) {
        return built.to_owned();
    }
    let copy = || {
        let copy = std::env::temp_dir().join(format!("wizyta-test-{}", std::process::id()));
        fs::copy(built, &copy).unwrap();
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
        copy
    };
    COPY.get_or_init(copy).clone()
}
