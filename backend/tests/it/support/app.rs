//! A server in this process, on a free port and with settings of its own, that ends with the test.

use super::answer::Answer;
use backend::config::{Config, Values};
use backend::shutdown::Shutdown;
use backend::startup::Application;
use reqwest::{Method, RequestBuilder};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

/// A running server.
pub struct TestApp {
    pub address: SocketAddr,
    pub shutdown: Shutdown,
    http: reqwest::Client,
    thread: Option<JoinHandle<std::io::Result<()>>>,
    _folder: TempDir,
}

impl TestApp {
    /// A server with the default settings, but for limits that would hinder tests.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// A server with these settings.
    #[expect(clippy::unused_async, reason = "stands for what a test waits for")]
    pub async fn with(settings: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder, settings);
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let application = Application::build(config).await.unwrap();
                sender.send((application.address(), application.shutdown())).unwrap();
                application.run_until_stopped().await
            })
        });
        let (address, shutdown) = receiver.recv().expect("the server starts");
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { address, shutdown, http, thread: Some(thread), _folder: folder }
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

fn config(folder: &TempDir, settings: &[(&'static str, &str)]) -> Config {
    let path = |name: &str| folder.path().join(name).display().to_string();
    let database = format!("sqlite://{}", path("wizyta.db"));
    let mail = path("mail");
    let ours = [
        ("bind", "127.0.0.1:0"),
        ("workers", "2"),
        ("database_url", database.as_str()),
        ("mail_dir", mail.as_str()),
        ("rate_limits", "off"),
        ("shutdown_timeout", "5"),
        ("log_filter", "warn"),
    ];
    let flags = ours.iter().chain(settings).map(|(name, value)| (*name, (*value).to_owned()));
    Config::read(&Values::gather(flags, [], None).unwrap()).unwrap()
}
