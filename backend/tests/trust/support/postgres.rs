//! PostgreSQL servers of our own, to be stopped, killed, and promoted. They flush as real ones do.

use super::process::Process;
use super::site::run;
use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A server that has not come up by then never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether the tests' turn is PostgreSQL's, as for all tests.
pub fn is_tested() -> bool {
    std::env::var_os("WIZYTA_TEST_POSTGRES_URL").is_some()
}

/// A cluster with its server. All is gone when dropped.
pub struct Cluster {
    programs: Programs,
    folder: TempDir,
    port: u16,
    server: Option<Process>,
}

impl Cluster {
    /// A new one, with these settings, not started.
    pub fn new(settings: &str) -> Self {
        Self::made(settings, &[])
    }

    /// A new one whose log of changes is in a folder of its own, in pieces of a megabyte.
    pub fn with_log_in(folder: &Path, settings: &str) -> Self {
        fs::create_dir(folder).unwrap();
        Programs::find().give(folder);
        Self::made(settings, &["--wal-segsize=1", "--waldir", folder.to_str().unwrap()])
    }

    fn made(settings: &str, options: &[&str]) -> Self {
        let (programs, folder) = (Programs::find(), tempfile::tempdir().unwrap());
        programs.give(folder.path());
        let mut initdb = programs.command("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        run(initdb.args(options).arg("-D").arg(folder.path().join("data")));
        let cluster = Self { programs, folder, port: free_port(), server: None };
        cluster.set(&format!("{COMMON}\n{settings}"));
        cluster
    }

    /// A copy of a running one that follows it under this name, on this port.
    pub fn standby(of: &Self, name: &str, port: u16) -> Self {
        let (programs, folder) = (Programs::find(), tempfile::tempdir().unwrap());
        programs.give(folder.path());
        let source = format!("host=127.0.0.1 port={} user=postgres application_name={name}", of.port);
        let mut copy = programs.command("pg_basebackup");
        run(copy.args(["-R", "--checkpoint=fast", "-d", &source, "-D"]).arg(folder.path().join("data")));
        Self { programs, folder, port, server: None }
    }

    /// Adds lines to its configuration.
    pub fn set(&self, settings: &str) {
        let path = self.data().join("postgresql.auto.conf");
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::write(&path, format!("{before}\n{settings}\n")).unwrap();
    }

    /// Starts it and waits until it answers.
    pub fn start(&mut self) {
        let mut server = self.programs.command("postgres");
        let log = fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        server.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path()).args(["-p", &self.port.to_string()]);
        let mut process = Process::start(server.stdout(Stdio::null()).stderr(log));
        let since = Instant::now();
        while !self.answers() {
            assert!(!process.has_ended() && since.elapsed() < PATIENCE, "PostgreSQL does not start:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(30));
        }
        self.server = Some(process);
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Stops it in this mode: `fast` or `immediate`.
    pub fn stop(&mut self, mode: &str) {
        let mut stop = self.programs.command("pg_ctl");
        run(stop.args(["stop", "-w", "-m", mode, "-D"]).arg(self.data()));
        self.server = None;
    }

    /// `kill -9`, the first process only: its children end when they notice.
    pub fn kill(&mut self) {
        self.server = None;
    }

    /// Starts it after it was killed: as soon as the last of its children has noticed.
    pub fn start_again(&mut self) {
        let since = Instant::now();
        // What is left of them holds the cluster's shared memory, and a new server refuses to start beside it.
        while !run(self.programs.command("sh").args(["-c", CHILDREN]).arg(self.data())).trim().is_empty() {
            assert!(since.elapsed() < PATIENCE, "the children of a killed server go on");
            std::thread::sleep(Duration::from_millis(20));
        }
        self.start();
    }

    /// Makes a standby a server of its own, and waits until it writes.
    pub fn promote(&self) {
        run(self.programs.command("pg_ctl").args(["promote", "-w", "-D"]).arg(self.data()));
    }

    /// Runs SQL as its administrator; what it says.
    pub fn sql(&self, sql: &str) -> String {
        let mut psql = self.programs.command("psql");
        let port = self.port.to_string();
        psql.args(["-XAtq", "-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-d", "postgres", "-c", sql]);
        run(&mut psql).trim().to_owned()
    }

    /// Waits until a query of the administrator says this.
    pub fn wait_for(&self, sql: &str, answer: &str) {
        let since = Instant::now();
        while self.sql(sql) != answer {
            assert!(since.elapsed() < PATIENCE, "{sql} does not say {answer}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Lets its server write into a folder.
    pub fn give(&self, folder: &Path) {
        self.programs.give(folder);
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its database.
    pub fn url(&self) -> String {
        url(self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn answers(&self) -> bool {
        let mut ask = self.programs.command("pg_isready");
        let asked = ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]).status();
        asked.unwrap().success()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.is_some() {
            let mut stop = self.programs.command("pg_ctl");
            let _ = stop.args(["stop", "-w", "-m", "immediate", "-D"]).arg(self.data()).output();
        }
    }
}

/// The URL of the database of a server, or of what stands before one.
pub fn url(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// The processes that work in `$0`.
const CHILDREN: &str =
    r#"for cwd in /proc/[0-9]*/cwd; do [ "$(readlink "$cwd")" = "$0" ] && echo "$cwd"; done 2>/dev/null; true"#;

const COMMON: &str = "listen_addresses = '127.0.0.1'\nmax_connections = 100\nwal_level = replica\nmax_wal_senders = 4";

/// The server's programs, and as whom to run them: never as root, which PostgreSQL refuses.
struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Programs {
    fn find() -> Self {
        // Debian keeps its versions side by side, off PATH.
        let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let versions =
            debian.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
        let elsewhere = || PathBuf::from(run(Command::new("pg_config").arg("--bindir")).trim());
        let folder = versions.max().map_or_else(elsewhere, |(_, path)| path.join("bin"));
        let number = |arguments: &[&str]| run(Command::new("id").args(arguments)).trim().parse::<u32>().unwrap();
        let is_root = number(&["-u"]) == 0;
        Self { folder, user: is_root.then(|| (number(&["-u", "postgres"]), number(&["-g", "postgres"]))) }
    }

    fn command(&self, program: &str) -> Command {
        let path = self.folder.join(program);
        let mut command = Command::new(if path.exists() { path } else { program.into() });
        command.current_dir(std::env::temp_dir());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    fn give(&self, folder: &Path) {
        if let Some((user, group)) = self.user {
            std::os::unix::fs::chown(folder, Some(user), Some(group)).unwrap();
        }
    }
}

/// A port of loopback that nobody uses.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
