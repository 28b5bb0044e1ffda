//! The server as it is measured: started in this process like the tests start theirs, on a database of its own.

use crate::Outcome;
use crate::engine::Database;
use crate::fill::{SECRET, fill};
use crate::office;
use crate::options::Options;
use backend::clock::{Clock as _, SystemClock};
use backend::config::{Config, Values};
use backend::shutdown::Shutdown;
use backend::startup::Application;
use chrono::{DateTime, NaiveDate, Utc};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

/// A mail server that nobody runs: e-mails stay in the outbox.
const NO_MAIL_SERVER: &str = "smtp://127.0.0.1:9?tls=none";

/// A running server.
pub(crate) struct Target<'a> {
    pub(crate) database: &'a Database,
    pub(crate) address: SocketAddr,
    /// What its kiosks show.
    pub(crate) kiosk_token: String,
    /// The day it was when it started.
    pub(crate) today: NaiveDate,
    /// Bookings that must be stored: those that clients were told of, and those written straight.
    booked: AtomicU64,
    shutdown: Shutdown,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl<'a> Target<'a> {
    /// Fills the database and starts a server on it.
    pub(crate) fn start(database: &'a Database, options: &Options, folder: &Path) -> Outcome<Self> {
        let today = SystemClock.now().date_naive();
        let mut offices = vec![office::sample(today)?];
        offices.extend((0..options.rounds).map(office::of_round));
        let kiosk_token = fill(database, offices)?;
        let config = config(database, options, folder)?;
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                match Application::build(config, Arc::new(SystemClock)).await {
                    Ok(application) => {
                        let _ = sender.send(Ok((application.address(), application.shutdown())));
                        application.run_until_stopped().await
                    }
                    Err(error) => {
                        let _ = sender.send(Err(error));
                        Ok(())
                    }
                }
            })
        });
        let (address, shutdown) = receiver.recv()??;
        Ok(Self { database, address, kiosk_token, today, booked: AtomicU64::new(0), shutdown, thread: Some(thread) })
    }

    /// Notes bookings that must be found in the database at the end.
    pub(crate) fn note(&self, bookings: u64) {
        self.booked.fetch_add(bookings, Ordering::Relaxed);
    }

    /// How many bookings must be found in the database.
    pub(crate) fn booked(&self) -> u64 {
        self.booked.load(Ordering::Relaxed)
    }

    /// Every slot of the measurements' offices.
    pub(crate) fn slots(&self) -> Vec<DateTime<Utc>> {
        office::slots(self.today)
    }
}

impl Drop for Target<'_> {
    fn drop(&mut self) {
        self.shutdown.token().cancel();
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            eprintln!("the server panicked");
        }
    }
}

fn config(database: &Database, options: &Options, folder: &Path) -> Outcome<Config> {
    let mail = folder.join(format!("mail-{}", database.engine)).display().to_string();
    let mut flags = vec![
        ("bind", "127.0.0.1:0".to_owned()),
        ("database_url", database.setting()),
        ("sample", "off".to_owned()),
        ("secret_key", SECRET.to_owned()),
        ("mail_dir", mail),
        ("rate_limits", "off".to_owned()),
        ("audit_every", "0".to_owned()),
        ("shutdown_timeout", "5".to_owned()),
    ];
    if !options.mail {
        flags.push(("smtp_url", NO_MAIL_SERVER.to_owned()));
    }
    Ok(Config::read(&Values::gather(flags, [], None)?)?)
}
