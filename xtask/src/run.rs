//! `cargo xtask run`: from a clone to a page in the browser.
//!
//! The server's data lies in `target/run/`. The first start makes a new database, which the server fills with the Opole
//! sample; later starts keep it, so that a booking survives a change of code, until `--fresh` asks for a new one.

use std::ffi::OsString;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, io};

use anyhow::{Context, Result, bail};

use crate::page::{Mode, Page};
use crate::repo::Repo;
use crate::together::Job;
use crate::{announce, exec, say};

/// What can be chosen.
#[derive(Default)]
pub(crate) struct Options {
    /// Throw the data of earlier runs away.
    pub(crate) fresh: bool,
    /// For `wizyta serve`.
    pub(crate) serve: Vec<OsString>,
}

/// Sets up, builds, serves.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    let server = Server::new(repo, options);
    server.check_address()?;
    let page = Page::set_up(repo, Mode::Release)?;
    let mut backend = repo.cargo();
    backend.args(["build", "--locked", "--package", "backend"]);
    page.build(vec![Job::new("server", backend)])?;
    server.prepare_data(options.fresh)?;
    say::step(&format!("starting the server on {}", server.address));
    announce::in_background(repo, &server)?;
    hand_over(server.command(repo, "serve"))
}

/// The server to be started, and where it keeps things.
pub(crate) struct Server {
    pub(crate) data: PathBuf,
    pub(crate) address: String,
    pub(crate) options: Vec<OsString>,
}

impl Server {
    pub(crate) fn new(repo: &Repo, options: &Options) -> Self {
        let address = bind_option(&options.serve).or_else(|| env::var("WIZYTA_BIND").ok());
        let address = address.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        Self { data: repo.target("run"), address, options: options.serve.clone() }
    }

    /// Where the e-mails go, unless a mail server is configured.
    pub(crate) fn mail(&self) -> PathBuf {
        env::var_os("WIZYTA_MAIL_DIR").map_or_else(|| self.data.join("mail"), PathBuf::from)
    }

    /// `wizyta <words>` on this server's data. Variables that are set already win.
    pub(crate) fn command(&self, repo: &Repo, words: &str) -> Command {
        let program = repo.target("debug/wizyta");
        let mut command = repo.command(&program.to_string_lossy());
        command.env_remove("WIZYTA_WASM_TOOLCHAIN");
        let database = format!("sqlite://{}", self.data.join("wizyta.db").display());
        let defaults = [
            ("WIZYTA_BIND", self.address.clone()),
            ("WIZYTA_DATABASE_URL", database),
            ("WIZYTA_MAIL_DIR", self.mail().display().to_string()),
        ];
        for (name, value) in defaults {
            if env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        command.args(words.split(' ')).args(&self.options);
        command
    }

    /// Better now than after minutes of building.
    fn check_address(&self) -> Result<()> {
        match TcpListener::bind(&self.address) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
                "something else listens on {}. Stop it, or choose another address: cargo xtask run -- --bind 127.0.0.1:8081",
                self.address
            ),
            // The server says best what else is wrong.
            _ => Ok(()),
        }
    }

    fn prepare_data(&self, fresh: bool) -> Result<()> {
        if fresh && self.data.exists() {
            fs::remove_dir_all(&self.data).with_context(|| format!("{}", self.data.display()))?;
        }
        fs::create_dir_all(&self.data).with_context(|| format!("{}", self.data.display()))
    }
}

fn bind_option(options: &[OsString]) -> Option<String> {
    let mut options = options.iter().map(|option| option.to_string_lossy());
    while let Some(option) = options.next() {
        if option == "--bind" {
            return options.next().map(Into::into);
        }
        if let Some(value) = option.strip_prefix("--bind=") {
            return Some(value.to_owned());
        }
    }
    None
}

/// Becomes the server: signals then reach it and nobody else.
fn hand_over(mut command: Command) -> Result<()> {
    let error = command.exec();
    Err(error).with_context(|| exec::cannot_start(&command))
}

#[cfg(test)]
mod tests {
    use super::bind_option;

    #[test]
    fn the_servers_own_option_tells_the_address() {
        let options = |words: &str| words.split(' ').map(Into::into).collect::<Vec<_>>();
        assert_eq!(bind_option(&options("--log json --bind [::1]:80")).as_deref(), Some("[::1]:80"));
        assert_eq!(bind_option(&options("--bind=0.0.0.0:1")).as_deref(), Some("0.0.0.0:1"));
        assert_eq!(bind_option(&options("--log json")), None);
    }
}
