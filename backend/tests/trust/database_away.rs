//! PostgreSQL goes away under load and comes back: a clear 503 meanwhile, and nobody has to do anything.

use crate::support::load::Load;
use crate::support::postgres::{Cluster, is_tested};
use crate::support::site::{Site, wait_until};
use crate::support::{figures, ledger, scale};
use rand::RngExt as _;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How a server can end.
const ENDS: [&str; 3] = ["fast", "immediate", "kill"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_service_says_so_and_heals_by_itself() {
    if !is_tested() {
        return;
    }
    let mut chance = scale::chance();
    let mut cluster = Cluster::new("");
    cluster.start();
    let mut site = Site::at(&cluster.url()).await;
    let server = site.start().await;
    let client = server.client();
    for time in 0..scale::repetitions(3, 20) {
        let residents = client.clone();
        let load = Load::start(&site.town, 32, &mut chance, move || residents.clone());
        tokio::time::sleep(Duration::from_millis(chance.random_range(100..500))).await;
        let end = ENDS[usize::try_from(time).unwrap() % ENDS.len()];
        match end {
            "kill" => cluster.kill(),
            mode => cluster.stop(mode),
        }
        wait_until("it notices", async || !client.is_ready().await).await;
        assert_eq!(client.get("/health/ready").await.status(), 503);
        assert_eq!(client.get("/health/live").await.status(), 200);
        // What comes from memory goes on.
        assert_eq!(client.get("/api/v1/services/sprawa/days").await.status(), 200);
        let wish = ledger::Wish::new(100);
        let reply = client.book(&wish.body, &wish.key).await;
        assert_eq!(reply.status(), 503, "{reply:?}");
        site.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
        tokio::time::sleep(scale::time(Duration::ZERO, Duration::from_secs(10))).await;
        cluster.start_again();
        let back = Instant::now();
        wait_until("it heals", async || client.is_ready().await).await;
        figures::add("outages", 1_u32);
        figures::add(
            "milliseconds from the database's return until the service was ready, in all",
            back.elapsed().as_millis(),
        );
        load.stop().await;
        site.settle(&client).await;
        site.check().await;
    }
    assert!(site.town.ledger.lock().unwrap().unknown.is_empty());
    figures::add("503 while it was away", site.town.ledger.lock().unwrap().answered(503));
    figures::add("confirmed bookings, each stored once", site.town.ledger.lock().unwrap().visits.len());
    site.check_mail(server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_was_started_anew_costs_nobody_an_answer() {
    if !is_tested() {
        return;
    }
    let mut cluster = Cluster::new("");
    cluster.start();
    let mut site = Site::at(&cluster.url()).await;
    let server = site.start().await;
    let client = server.client();
    let book_all = async || {
        let mut bookings = JoinSet::new();
        for number in 0..32 {
            let client = client.clone();
            bookings.spawn(async move {
                let wish = ledger::Wish::new(10 + number);
                client.book(&wish.body, &wish.key).await.status()
            });
        }
        bookings.join_all().await
    };
    // All connections are in use once, and then lie in the pool.
    assert_eq!(book_all().await, [201; 32]);
    cluster.stop("fast");
    cluster.start();
    assert_eq!(book_all().await, [201; 32]);
}
