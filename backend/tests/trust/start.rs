//! Starting and stopping at the worst moment.

use crate::support::empty::EmptyDatabase;
use crate::support::load::Load;
use crate::support::postgres::is_tested;
use crate::support::server::launch;
use crate::support::server::{Server, wizyta};
use crate::support::site::{Site, wait_until};
use crate::support::{figures, scale};
use rand::RngExt as _;
use std::sync::{Arc, RwLock};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_while_it_migrates_starts_again() {
    let mut chance = scale::chance();
    for _ in 0..scale::repetitions(3, 60) {
        let folder = tempfile::tempdir().unwrap();
        let database = EmptyDatabase::new(&folder);
        let command = || {
            let mut command = wizyta();
            command.env("WIZYTA_DATABASE_URL", &database.url).env("WIZYTA_SAMPLE", "on");
            command.env("WIZYTA_MAIL_DIR", folder.path().join("mail"));
            command
        };
        for _ in 0..2 {
            let mut process = launch(&mut command(), &folder.path().join("log"));
            tokio::time::sleep(Duration::from_micros(chance.random_range(1_000..120_000))).await;
            process.kill();
            figures::add("kills at the start", 1_u32);
        }
        let server = Server::start(&mut command(), folder.path().join("log")).await;
        let client = server.client();
        assert!(client.is_ready().await, "{}", server.log());
        // The sample, once and whole.
        let offices = client.get("/api/v1/offices").await;
        assert_eq!(offices.body()["items"].as_array().unwrap().len(), 1, "{offices:?}");
        let services = client.get("/api/v1/services").await;
        assert_eq!(services.body()["items"].as_array().unwrap().len(), 6, "{services:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rolling_restart_costs_nobody_an_answer() {
    if !is_tested() {
        return;
    }
    let mut chance = scale::chance();
    let mut site = Site::new().await;
    // Longer than a balancer needs to notice, also on a machine where each answer takes a second.
    site.settings.push(("WIZYTA_SHUTDOWN_DELAY", "5".to_owned()));
    let mut server = site.start().await;
    let current = Arc::new(RwLock::new(server.client()));
    let balancer = Arc::clone(&current);
    let load = Load::start(&site.town, 48, &mut chance, move || balancer.read().unwrap().clone());
    for _ in 0..scale::repetitions(2, 30) {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let next = site.start().await;
        server.process.signal("TERM");
        let old = server.client();
        // What a balancer does: it asks who is ready, and sends new requests there.
        wait_until("the old one says that it goes", async || !old.is_ready().await).await;
        *current.write().unwrap() = next.client();
        let mut last = std::mem::replace(&mut server, next);
        assert!(tokio::task::spawn_blocking(move || last.process.wait()).await.unwrap(), "it ends well");
        figures::add("restarts", 1_u32);
    }
    load.stop().await;
    site.check().await;
    let ledger = site.town.ledger.lock().unwrap();
    let failed: Vec<_> = ledger.answers.iter().filter(|((_, status), _)| [0, 503].contains(status)).collect();
    assert!(failed.is_empty(), "{failed:?}");
    figures::add("confirmed bookings, each stored once", ledger.visits.len());
    figures::add("failed requests", failed.len());
}
