//! What the API's description promises, tried by schemathesis: thousands of made-up requests, good and bad, alone and one
//! after the other, against the program itself. No fault of the server, no answer that the description does not declare.
//!
//! How it asks is `e2e/contract`. A run in which nobody got a booking or a ticket has shown nothing, and fails.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Outcome;
use super::lab::Lab;
use crate::repo::Repo;
use crate::{exec, pip, say};

/// Test cases per operation in the short form: some hundreds in all.
const SHORT: u32 = 20;

const PATIENCE: Duration = Duration::from_secs(30);

/// What must have been answered at least once: else the run has not come to what matters.
const NEEDED: [(&str, &str); 10] = [
    ("create_booking", "201"),
    ("show_booking", "200"),
    ("show_calendar", "200"),
    ("move_booking", "200"),
    ("cancel_booking", "200"),
    ("resend_confirmation", "202"),
    ("show_kiosk", "200"),
    ("issue_ticket", "201"),
    ("issue_ticket", "200"),
    ("confirm_print", "200"),
];

/// The short form.
pub(super) fn test(lab: &Lab) -> Result<Outcome> {
    let python = lab.repo.command("python3").args(["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).status();
    if !python.is_ok_and(|status| status.success()) {
        return Ok(Outcome::Skipped("schemathesis wants Python 3.11 or newer".to_owned()));
    }
    say::step(&explore(lab.repo, None, SHORT, Some(1))?);
    Ok(Outcome::Passed)
}

/// Asks a server on a fresh database: a file, or a blank database at this URL. Without a seed by chance; a failure names
/// its own. Gives a line about what was answered.
pub(crate) fn explore(repo: &Repo, postgres: Option<&str>, cases: u32, seed: Option<u64>) -> Result<String> {
    let program = pip::install(repo, "schemathesis")?;
    exec::run(repo.cargo().args(["build", "--locked", "--package", "backend"]))?;
    let server = Server::start(repo, postgres)?;
    let counts = server.folder.join("counts.tsv");
    let here = repo.path("e2e/contract");
    let mut schemathesis = repo.command("python3");
    schemathesis.current_dir(&here).args(["-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run"]);
    schemathesis.arg(format!("http://{}/api/openapi.json", server.address)).args(["--checks", "all"]);
    schemathesis.args(["--max-examples", &cases.to_string(), "--generation-database", "none"]);
    schemathesis.env("PYTHONPATH", std::env::join_paths([&program, &here])?).env("PYTHONDONTWRITEBYTECODE", "1");
    schemathesis.env("SCHEMATHESIS_HOOKS", "hooks").env("SERVER", format!("http://{}", server.address));
    schemathesis.env("KIOSK_TOKEN", &server.kiosk).env("MAIL", server.folder.join("mail")).env("COUNTS", &counts);
    schemathesis.env("NEEDED", NEEDED.map(|(operation, status)| format!("{operation} {status}")).join(","));
    if let Some(seed) = seed {
        schemathesis.args(["--seed", &seed.to_string()]);
    }
    let output = schemathesis.output().with_context(|| exec::cannot_start(&schemathesis))?;
    if !output.status.success() {
        bail!("the contract is broken:\n{}", String::from_utf8_lossy(&output.stdout));
    }
    sum_up(&fs::read_to_string(&counts).context("the hooks count the answers")?)
}

/// Checks that what matters was answered, and says how much there was.
fn sum_up(counts: &str) -> Result<String> {
    let mut lines = Vec::new();
    for line in counts.lines() {
        let mut words = line.split('\t');
        let (Some(operation), Some(status), Some(number)) = (words.next(), words.next(), words.next()) else {
            bail!("no count: {line}");
        };
        lines.push((operation, status, number.parse::<u64>()?));
    }
    let count = |wanted: &dyn Fn(&str, &str) -> bool| -> u64 {
        lines.iter().filter(|(operation, status, _)| wanted(operation, status)).map(|(_, _, number)| number).sum()
    };
    let missing: Vec<_> =
        NEEDED.iter().filter(|needed| count(&|operation, status| (operation, status) == **needed) == 0).collect();
    if !missing.is_empty() {
        bail!("nothing was shown: there was no {missing:?} among\n{counts}");
    }
    let (all, booked) =
        (count(&|_, _| true), count(&|operation, status| (operation, status) == ("create_booking", "201")));
    Ok(format!("{all} requests, all answered as described; {booked} bookings"))
}

/// The program, on a database of its own; killed when dropped.
struct Server {
    folder: PathBuf,
    address: SocketAddr,
    kiosk: String,
    child: Child,
}

impl Server {
    fn start(repo: &Repo, postgres: Option<&str>) -> Result<Self> {
        let folder = &repo.target("contract");
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let wizyta = |arguments: &[&str]| {
            let mut command = repo.command(&repo.target("debug/wizyta").to_string_lossy());
            command.current_dir(folder).args(arguments).env("WIZYTA_BIND", address.to_string());
            command.env("WIZYTA_DATABASE_URL", postgres.unwrap_or("sqlite://wizyta.db"));
            command.env("WIZYTA_SECRET_KEY", "a secret key of the tests, 32 letters").env("WIZYTA_SAMPLE", "off");
            command.env("WIZYTA_RATE_LIMITS", "off").env("WIZYTA_LOG_FILTER", "error");
            command
        };
        let office = repo.path("e2e/contract/office.toml");
        exec::run_quietly(wizyta(&["import"]).arg(office))?;
        let kiosk = exec::read(&mut wizyta(&["token", "create", "--role", "kiosk"]))?;
        let child = spawn(&mut wizyta(&["serve"]), folder)?;
        let mut server = Self { folder: folder.clone(), address, kiosk, child };
        let start = Instant::now();
        while exec::read(&mut wizyta(&["check-health"])).is_err() {
            if server.child.try_wait()?.is_some() || start.elapsed() > PATIENCE {
                bail!("the server does not start:\n{}", fs::read_to_string(server.folder.join("log"))?);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

fn spawn(command: &mut Command, folder: &Path) -> Result<Child> {
    let log = fs::File::create(folder.join("log"))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    command.spawn().with_context(|| exec::cannot_start(command))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::{NEEDED, sum_up};

    #[test]
    fn a_run_without_bookings_or_tickets_fails() {
        let all = NEEDED.map(|(operation, status)| format!("{operation}\t{status}\t2\n")).concat();
        assert_eq!(sum_up(&all).unwrap(), "20 requests, all answered as described; 2 bookings");
        let without = all.replace("create_booking\t201\t2\n", "");
        assert!(sum_up(&without).is_err());
        assert!(sum_up("").is_err());
    }
}
