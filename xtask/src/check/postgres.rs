//! A PostgreSQL server for the tests: on a free port, in a temporary folder, gone afterwards.
//!
//! It flushes like a real one: what the tests say about durability and speed must hold for it.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use anyhow::{Context, Result, bail};

use crate::{debian, exec, say};

/// The oldest version that we support.
const OLDEST: u32 = 15;

const PATIENCE: Duration = Duration::from_secs(30);

/// `$1`: our process, `$2`: our folder. SIGQUIT is PostgreSQL's "at once".
const WATCH: &str = r#"
    while kill -0 "$1" && [ -e "$2" ]; do sleep 1; done
    [ -e "$2" ] && { kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"; sleep 1; rm -rf "$2"; }
"#;

/// A running server; stops when dropped.
pub(crate) struct Postgres {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    child: Child,
}

impl Postgres {
    /// Installs it if need be, and starts it.
    pub(crate) fn start() -> Result<Self> {
        let programs = Programs::find().or_else(|_| {
            debian::install(&["postgresql"], &format!("PostgreSQL {OLDEST} or newer"))?;
            Programs::find()
        })?;
        let folder = env::temp_dir().join(format!("wizyta-postgres-{}", process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        programs.give(&folder)?;
        let data = folder.join("data");
        let mut initdb = programs.command("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        exec::run_quietly(initdb.arg("-D").arg(&data))?;
        let port = free_port()?;
        let log = fs::File::create(folder.join("log"))?;
        let mut server = programs.command("postgres");
        server.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-p", &port.to_string()]);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"]);
        let child = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().context("PostgreSQL")?;
        let mut postgres = Self { programs, folder, port, child };
        postgres.watch()?;
        postgres.wait()?;
        say::step(&format!("PostgreSQL answers on port {port}"));
        Ok(postgres)
    }

    /// Its database for administration, in which tests create their own.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// A new database on it.
    pub(crate) fn database(&self, name: &str) -> Result<String> {
        let mut createdb = self.programs.command("createdb");
        createdb.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", name]);
        exec::run_quietly(&mut createdb)?;
        Ok(format!("postgres://postgres@127.0.0.1:{}/{name}", self.port))
    }

    /// Somebody has to clear up if we are killed: a shell that does nothing but wait for our end.
    fn watch(&self) -> Result<()> {
        let mut shell = Command::new("sh");
        shell.args(["-c", WATCH, "sh", &process::id().to_string()]).arg(&self.folder);
        // Out of reach of the terminal's Ctrl-C, which ends us.
        shell.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        shell.spawn().with_context(|| exec::cannot_start(&shell))?;
        Ok(())
    }

    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        let port = self.port.to_string();
        while exec::read(self.programs.command("pg_isready").args(["-q", "-h", "127.0.0.1", "-p", &port])).is_err() {
            if self.child.try_wait()?.is_some() || start.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start:\n{log}");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.programs.command("pg_ctl");
        stop.args(["stop", "--mode=immediate", "-D"]).arg(self.folder.join("data"));
        if exec::run_quietly(&mut stop).is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The server's programs, and as whom to run them: never as root, which PostgreSQL refuses.
struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Programs {
    fn find() -> Result<Self> {
        let folder = newest().context("no PostgreSQL found")?;
        let user = if debian::is_root() { Some((id("-u")?, id("-g")?)) } else { None };
        Ok(Self { folder, user })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.current_dir(env::temp_dir());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Lets the server write into a folder.
    fn give(&self, folder: &Path) -> Result<()> {
        match self.user {
            Some((user, group)) => Ok(std::os::unix::fs::chown(folder, Some(user), Some(group))?),
            None => Ok(()),
        }
    }
}

/// Debian keeps its versions side by side, off PATH.
fn newest() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = debian.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
    let newest = versions.filter(|(version, _)| *version >= OLDEST).max().map(|(_, path)| path.join("bin"));
    let elsewhere = || exec::read(Command::new("pg_config").arg("--bindir")).ok().map(PathBuf::from);
    newest.or_else(elsewhere).filter(|folder| folder.join("initdb").exists())
}

fn id(which: &str) -> Result<u32> {
    Ok(exec::read(Command::new("id").args([which, "postgres"]))?.parse()?)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
