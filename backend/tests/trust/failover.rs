//! A PostgreSQL primary with a synchronous standby: the primary is killed under load and the standby promoted. What was
//! answered is there, and the servers find the new primary by themselves.

use crate::support::client::Client;
use crate::support::ledger::Wish;
use crate::support::load::{HOURS, Load};
use crate::support::postgres::{self, Cluster, free_port, is_tested};
use crate::support::proxy::Proxy;
use crate::support::site::{Site, wait_until};
use crate::support::{figures, scale};
use rand::RngExt as _;
use std::time::{Duration, Instant};

const SYNCHRONOUS: &str = "synchronous_standby_names = 'standby'";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_standby_takes_over_and_nothing_is_lost() {
    if !is_tested() {
        return;
    }
    let mut chance = scale::chance();
    let mut primary = Cluster::new("");
    primary.start();
    let other = free_port();
    let hosts = format!("127.0.0.1:{},127.0.0.1:{other}", primary.port());
    let mut site = Site::at(&format!("postgres://postgres@{hosts}/postgres?target_session_attrs=read-write")).await;
    // One server knows both hosts; the other knows only what stands before them and is told who is the primary.
    let proxy = Proxy::before(primary.port()).await;
    let by_hosts = site.start().await;
    site.settings.push(("WIZYTA_DATABASE_URL", postgres::url(proxy.port())));
    let by_proxy = site.start().await;
    let clients = [by_hosts.client(), by_proxy.client()];
    let mut free = other;
    for _ in 0..scale::repetitions(1, 10) {
        let mut standby = Cluster::standby(&primary, "standby", free);
        // Who takes over has no standby of its own yet.
        standby.set("synchronous_standby_names = ''");
        standby.start();
        primary.sql(&format!("ALTER SYSTEM SET {SYNCHRONOUS}"));
        primary.sql("SELECT pg_reload_conf()");
        primary.wait_for("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", "1");
        let residents = clients.clone();
        let load =
            Load::start(&site.town, 64, &mut chance, move || residents[usize::from(rand::random::<bool>())].clone());
        tokio::time::sleep(Duration::from_millis(chance.random_range(300..1500))).await;
        // Of all of it, also of what it has committed but not yet sent.
        if chance.random_bool(0.5) {
            primary.kill();
        } else {
            primary.stop("immediate");
        }
        let lost = Instant::now();
        standby.promote();
        proxy.lead_to(standby.port());
        for client in &clients {
            wait_until("it finds the new primary", async || {
                // Where no resident goes: theirs may all be taken.
                let wish = Wish::new(chance.random_range(HOURS..8_000));
                let reply = client.book(&wish.body, &wish.key).await;
                site.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
                reply.status() == 201
            })
            .await;
        }
        figures::add("failovers", 1_u32);
        figures::add("milliseconds until both servers book again, in all", lost.elapsed().as_millis());
        load.stop().await;
        site.settle(&clients[0]).await;
        site.check().await;
        free = primary.port();
        primary = standby;
    }
    let answered = site.town.ledger.lock().unwrap().visits.len();
    assert_eq!(site.stored().await, answered);
    figures::add("confirmed bookings, each stored once", answered);
    figures::add("503 meanwhile", site.town.ledger.lock().unwrap().answered(503));
    drop(by_proxy);
    site.settings.clear();
    site.check_mail(by_hosts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_standby_does_not_have_is_not_answered() {
    const WAITING: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query = 'COMMIT'";
    if !is_tested() {
        return;
    }
    let mut primary = Cluster::new("");
    primary.start();
    let mut site = Site::at(&primary.url()).await;
    let server = site.start().await;
    let client = server.client();
    let mut standby = Cluster::standby(&primary, "standby", free_port());
    primary.sql(&format!("ALTER SYSTEM SET {SYNCHRONOUS}"));
    primary.sql("SELECT pg_reload_conf()");
    let wish = Wish::new(50);
    let book = async |client: &Client| client.book(&wish.body, &wish.key).await;
    let waits = async || wait_until("a commit waits", async || primary.sql(WAITING) != "0").await;
    // The commit is cut short: the primary has it, the standby has not.
    let (first, ()) = tokio::join!(book(&client), async {
        waits().await;
        primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    });
    assert_eq!(first.status(), 503, "{first:?}");
    wait_until("the primary has it", async || primary.sql("SELECT count(*) FROM bookings") == "1").await;
    // So the repetition has to wait for the standby, too.
    let (again, ()) = tokio::join!(book(&client), async {
        waits().await;
        standby.start();
    });
    assert_eq!(again.status(), 201, "{again:?}");
    assert_eq!(standby.sql("SELECT count(*) FROM bookings"), "1");
}
