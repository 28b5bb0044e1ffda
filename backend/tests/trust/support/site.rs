//! An office with a database, a mail server, and the residents' knowledge of it.

use super::client::Client;
use super::empty::EmptyDatabase;
use super::ledger::Stand;
use super::load::Town;
use super::mailbox::Mailbox;
use super::office;
use super::server::{Server, wizyta};
use super::truth::Truth;
use backend::db::{Db, DbSettings};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What has not come true by then never will.
const PATIENCE: Duration = Duration::from_mins(1);

/// Mails that are on their way at once, by default.
pub const MAIL_CONNECTIONS: usize = 4;

/// One office.
pub struct Site {
    pub folder: TempDir,
    pub url: String,
    pub mailbox: Mailbox,
    pub town: Arc<Town>,
    /// More settings for its servers.
    pub settings: Vec<(&'static str, String)>,
    servers: usize,
    _database: Option<EmptyDatabase>,
}

impl Site {
    /// On a database of the engine that is tested.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = EmptyDatabase::new(&folder);
        let url = database.url.clone();
        Self::on(url, folder, Some(database)).await
    }

    /// On an empty database at `url`.
    pub async fn at(url: &str) -> Self {
        Self::on(url.to_owned(), tempfile::tempdir().unwrap(), None).await
    }

    async fn on(url: String, folder: TempDir, database: Option<EmptyDatabase>) -> Self {
        let file = folder.path().join("office.toml");
        std::fs::write(&file, office::toml()).unwrap();
        run(wizyta().env("WIZYTA_DATABASE_URL", &url).arg("import").arg(&file));
        let kiosk = run(wizyta().env("WIZYTA_DATABASE_URL", &url).args(["token", "create", "--role", "kiosk"]));
        let mailbox = Mailbox::open().await;
        let town = Town::new(kiosk.trim().to_owned());
        Self { folder, url, mailbox, town, settings: Vec::new(), servers: 0, _database: database }
    }

    /// The program on this database.
    pub fn command(&self) -> Command {
        let mut command = wizyta();
        command.env("WIZYTA_DATABASE_URL", &self.url).env("WIZYTA_SMTP_URL", self.mailbox.url());
        command.envs(self.settings.iter().map(|(name, value)| (*name, value)));
        command
    }

    /// Where the next server logs.
    pub fn log(&mut self) -> PathBuf {
        self.servers += 1;
        self.folder.path().join(format!("{}.log", self.servers))
    }

    /// A server on this database.
    pub async fn start(&mut self) -> Server {
        let log = self.log();
        Server::start(&mut self.command(), log).await
    }

    /// The database, looked at from outside.
    pub async fn db(&self) -> Db {
        open(&self.url).await
    }

    /// Takes in the mails that have come, and lets residents know their codes.
    pub fn collect_mail(&mut self) {
        self.mailbox.collect();
        let mut codes = self.town.codes.lock().unwrap();
        for visit in self.town.ledger.lock().unwrap().visits.values() {
            if let Some(code) = self.mailbox.code_of(&visit.email) {
                codes.insert(visit.email.clone(), code.clone());
            }
        }
    }

    /// Residents who got no answer ask again, under the same key, and look at their visits.
    pub async fn settle(&self, client: &Client) {
        let unknown = std::mem::take(&mut self.town.ledger.lock().unwrap().unknown);
        for wish in unknown {
            let reply = client.book(&wish.body, &wish.key).await;
            self.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
        }
        let uncertain: Vec<_> = {
            let ledger = self.town.ledger.lock().unwrap();
            ledger.visits.values().filter(|visit| !visit.is_certain()).cloned().collect()
        };
        for mut visit in uncertain {
            let path = format!("/api/v1/bookings/{}", visit.id);
            let reply = client.send(reqwest::Method::GET, &path, None, &visit.token, "").await;
            let mut ledger = self.town.ledger.lock().unwrap();
            let stand = Stand::of(reply.body());
            if reply.status() == 200 && visit.stands.contains(&stand) {
                visit.stands = vec![stand];
                ledger.visits.insert(visit.id.clone(), visit);
            } else {
                ledger.wrong.push(format!("{visit:?} is now {reply:?}"));
            }
        }
    }

    /// Checks that the database holds what residents were told, and nothing that is impossible.
    pub async fn check(&self) {
        let truth = Truth::read(&self.db().await).await;
        truth.check(&self.town.ledger.lock().unwrap());
    }

    /// How many bookings are stored.
    pub async fn stored(&self) -> usize {
        Truth::read(&self.db().await).await.stored()
    }

    /// Checks only that what is stored can be.
    pub async fn check_occupancy(&self) {
        Truth::read(&self.db().await).await.check_occupancy();
    }

    /// Lets another server send what the last one has not, and checks that each letter has come.
    pub async fn check_mail(&mut self, last: Server) {
        drop(last);
        let db = self.db().await;
        Truth::minutes_pass(&db).await;
        let _server = self.start().await;
        wait_until("all letters go out", async || Truth::queued(&db).await == 0).await;
        self.mailbox.collect();
        Truth::read(&db).await.check_letters(&self.town.ledger.lock().unwrap(), &self.mailbox.rows());
    }
}

/// Opens a database beside its servers.
pub async fn open(url: &str) -> Db {
    let url = url.parse().unwrap();
    let open = move || Db::open_current(&url, DbSettings::default()).unwrap();
    tokio::task::spawn_blocking(open).await.unwrap()
}

/// Waits until something has come true.
pub async fn wait_until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs it to its end; what it said.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}
