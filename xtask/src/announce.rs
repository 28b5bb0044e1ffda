//! Says what there is to see once the server is up.
//!
//! A process of its own (this program with the task `announce`), since `cargo xtask run` has become the server by then.

use std::os::unix::process::parent_id;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, Result};

use crate::exec;
use crate::repo::Repo;
use crate::run::{Options, Server};

/// Long enough for a first start on a slow disk.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts the process that will speak.
pub(crate) fn in_background(repo: &Repo, server: &Server) -> Result<()> {
    let mut command = repo.command(&env::current_exe()?.to_string_lossy());
    command.args(["announce", "--server", &std::process::id().to_string(), "--"]).args(&server.options);
    command.spawn().with_context(|| exec::cannot_start(&command))?;
    Ok(())
}

/// Waits for the server, then speaks. Silent if the server ends before, for then it has said why.
pub(crate) fn announce(repo: &Repo, options: &Options, server_id: u32) -> Result<()> {
    let server = Server::new(repo, options);
    let start = Instant::now();
    while !is_ready(server.command(repo, "check-health")) {
        if start.elapsed() > PATIENCE || !is_parent(server_id) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    if is_parent(server_id) {
        print!("{}", text(&server, &kiosk_token(repo, &server)?));
    }
    Ok(())
}

fn is_ready(mut command: Command) -> bool {
    exec::read(&mut command).is_ok()
}

fn is_parent(id: u32) -> bool {
    parent_id() == id
}

/// One token for all runs on this database.
fn kiosk_token(repo: &Repo, server: &Server) -> Result<String> {
    let file = server.data.join("kiosk-token");
    if let Ok(token) = fs::read_to_string(&file) {
        return Ok(token);
    }
    let token = exec::read(&mut server.command(repo, "token create --role kiosk --name development"))?;
    fs::write(&file, &token).with_context(|| format!("{}", file.display()))?;
    Ok(token)
}

fn text(server: &Server, token: &str) -> String {
    let (address, mail, data) = (&server.address, server.mail(), &server.data);
    format!(
        "
  The page       http://{address}/
  API explorer   http://{address}/api/docs
  E-mails        {mail}
  Database       {data} (kept for the next start; --fresh begins anew)

  Book a visit, read the code in the e-mail, and turn it into a ticket as the kiosk does:
    curl -X POST http://{address}/api/v1/kiosk/tickets \\
      -H 'Authorization: Bearer {token}' \\
      -H 'Content-Type: application/json' -d '{{\"code\": \"482 915 736\"}}'

  Ctrl-C stops the server.

",
        mail = mail.display(),
        data = data.join("wizyta.db").display(),
    )
}
