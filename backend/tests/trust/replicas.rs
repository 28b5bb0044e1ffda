//! Several servers on one PostgreSQL, of which one after the other is killed and another started.

use crate::support::load::Load;
use crate::support::postgres::is_tested;
use crate::support::server::Server;
use crate::support::site::{MAIL_CONNECTIONS, Site};
use crate::support::{figures, scale};
use rand::RngExt as _;
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// Servers at the same time.
const REPLICAS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_come_and_go_under_a_racing_load() {
    if !is_tested() {
        return;
    }
    let mut chance = scale::chance();
    let mut kills = scale::repetitions(3, 60);
    while kills > 0 {
        let here = kills.min(10);
        kills -= here;
        let mut site = Site::new().await;
        let mut servers = Vec::new();
        for _ in 0..REPLICAS {
            servers.push(site.start().await);
        }
        let clients = Arc::new(RwLock::new(servers.iter().map(Server::client).collect::<Vec<_>>()));
        let pick = {
            let clients = Arc::clone(&clients);
            move || {
                let clients = clients.read().unwrap();
                clients[rand::random_range(0..clients.len())].clone()
            }
        };
        let load = Load::start(&site.town, 64, &mut chance, pick);
        for _ in 0..here {
            tokio::time::sleep(Duration::from_millis(chance.random_range(50..400))).await;
            let which = chance.random_range(0..servers.len());
            servers[which].process.kill();
            servers[which] = site.start().await;
            clients.write().unwrap()[which] = servers[which].client();
        }
        load.stop().await;
        site.settle(&servers[0].client()).await;
        site.check().await;
        assert_eq!(site.town.ledger.lock().unwrap().unknown.len(), 0, "all is known in the end");
        let last = servers.swap_remove(0);
        drop(servers);
        site.check_mail(last).await;
        let most = MAIL_CONNECTIONS * usize::try_from(here).unwrap();
        assert!(site.mailbox.repeats <= most, "{} repeated mails", site.mailbox.repeats);
        let ledger = site.town.ledger.lock().unwrap();
        figures::add("replicas killed and started", here);
        figures::add("confirmed bookings, each stored once", ledger.visits.len());
        figures::add("requests refused for want of a place", ledger.answered(409));
        figures::add("mails that came twice, under one Message-ID", site.mailbox.repeats);
    }
}
