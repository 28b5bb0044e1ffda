//! A server in this process, on a free port and with settings of its own, that ends with the test.

use super::answer::Answer;
use super::database::TestDatabase;
use backend::clock::ManualClock;
use backend::config::{Config, Values};
use backend::shutdown::Shutdown;
use backend::startup::Application;
use backend::state::AppState;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

/// Monday, 23 November 2026, 7:00 in Opole: an hour before the office opens.
pub const START: &str = "2026-11-23T06:00:00Z";

/// A running server. Its clock stands at [`START`] until a test moves it.
pub struct TestApp {
    pub address: SocketAddr,
    pub clock: Arc<ManualClock>,
    pub shutdown: Shutdown,
    pub state: Arc<AppState>,
    http: reqwest::Client,
    thread: Option<JoinHandle<std::io::Result<()>>>,
    pub database: Arc<TestDatabase>,
    folder: Arc<TempDir>,
}

impl TestApp {
    /// A server with the default settings, but for limits that would hinder tests.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// A server with these settings.
    pub async fn with(settings: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new(&folder).await;
        Self::on(database, folder, settings)
    }

    /// A server on this database, which may have been prepared.
    pub fn on(database: TestDatabase, folder: TempDir, settings: &[(&'static str, &str)]) -> Self {
        let clock = Arc::new(ManualClock::new(START.parse().unwrap()));
        Self::launch(Arc::new(database), Arc::new(folder), clock, settings)
    }

    /// One more server on the same database, with the same clock.
    pub fn beside(&self, settings: &[(&'static str, &str)]) -> Self {
        Self::launch(Arc::clone(&self.database), Arc::clone(&self.folder), Arc::clone(&self.clock), settings)
    }

    /// Stops it and starts it again, with the same database and clock.
    pub async fn restart(self, settings: &[(&'static str, &str)]) -> Self {
        let (database, folder, clock) = (Arc::clone(&self.database), Arc::clone(&self.folder), Arc::clone(&self.clock));
        self.stop().await.unwrap();
        Self::launch(database, folder, clock, settings)
    }

    fn launch(
        database: Arc<TestDatabase>,
        folder: Arc<TempDir>,
        clock: Arc<ManualClock>,
        settings: &[(&'static str, &str)],
    ) -> Self {
        let config = config(&folder, &database.url, settings);
        let (sender, receiver) = mpsc::channel();
        let server_clock = Arc::clone(&clock);
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let application = Application::build(config, server_clock).await.unwrap();
                sender.send((application.address(), application.shutdown(), application.state())).unwrap();
                application.run_until_stopped().await
            })
        });
        let (address, shutdown, state) = receiver.recv().expect("the server starts");
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { address, clock, shutdown, state, http, thread: Some(thread), database, folder }
    }

    /// Another server on the same database, as a replica is.
    pub async fn replica(&self, settings: &[(&'static str, &str)]) -> Self {
        let database = [("database_url", self.database.url.as_str())];
        Self::with(&[settings, &database].concat()).await
    }

    /// Moves the clock by so many minutes.
    pub fn minutes_pass(&self, minutes: i64) {
        self.clock.advance(chrono::Duration::minutes(minutes));
    }

    /// The folder for e-mails, for a server whose `smtp_url` is empty.
    pub fn mail_folder(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A request to a path, to be completed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// The answer to a plain read.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// A JSON request with a body, to be completed.
    pub fn send(&self, method: Method, path: &str, body: &Value) -> RequestBuilder {
        self.request(method, path).header("content-type", "application/json").body(body.to_string())
    }

    /// The answer to a `POST` of a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.send(Method::POST, path, body)).await
    }

    /// The answer to a read with a header.
    pub async fn get_with(&self, path: &str, header: &str, value: &str) -> Answer {
        Answer::to(self.request(Method::GET, path).header(header, value)).await
    }

    /// Stops the server and waits for its end.
    pub async fn stop(mut self) -> std::io::Result<()> {
        self.shutdown.begin(Duration::ZERO).await;
        let thread = self.thread.take().unwrap();
        tokio::task::spawn_blocking(move || thread.join().expect("the server does not panic")).await.unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.shutdown.token().cancel();
        let ended = thread.join();
        if !std::thread::panicking() {
            ended.expect("the server does not panic").expect("the server ends well");
        }
    }
}

fn config(folder: &TempDir, database: &str, settings: &[(&'static str, &str)]) -> Config {
    let mail = folder.path().join("mail").display().to_string();
    let ours = [
        ("bind", "127.0.0.1:0"),
        ("workers", "2"),
        ("database_url", database),
        ("secret_key", "a secret key of the tests, 32 letters"),
        ("mail_dir", mail.as_str()),
        // No server there: e-mails stay in the outbox, unless a test wants the folder.
        ("smtp_url", "smtp://127.0.0.1:1?tls=none"),
        ("rate_limits", "off"),
        // Places come back at once, unless a test is about that.
        ("freed_place_delay", "0"),
        // Nobody is reminded, unless a test is about that.
        ("reminder_at", "off"),
        ("shutdown_timeout", "5"),
        ("log_filter", "error"),
    ];
    let flags = ours.iter().chain(settings).map(|(name, value)| (*name, (*value).to_owned()));
    Config::read(&Values::gather(flags, [], None).unwrap()).unwrap()
}
