//! `kill -9` at random moments: nothing that was answered is lost, nothing is there twice.

use crate::support::load::Load;
use crate::support::site::{MAIL_CONNECTIONS, Site};
use crate::support::truth::Truth;
use crate::support::{figures, scale};
use rand::RngExt as _;
use std::time::Duration;

/// Residents at the same time.
const RESIDENTS: usize = 64;

/// Bookings of one office soon fill it: a new one after so many kills.
const KILLS_PER_OFFICE: u32 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_killed_loses_nothing() {
    let mut chance = scale::chance();
    let mut kills = scale::repetitions(3, 100);
    while kills > 0 {
        let here = kills.min(KILLS_PER_OFFICE);
        kills -= here;
        let mut site = Site::new().await;
        for _ in 0..here {
            let mut server = site.start().await;
            site.settle(&server.client()).await;
            let client = server.client();
            let load = Load::start(&site.town, RESIDENTS, &mut chance, move || client.clone());
            tokio::time::sleep(Duration::from_millis(chance.random_range(30..600))).await;
            server.process.kill();
            load.stop().await;
            site.check().await;
            figures::add("bookings in flight when it was killed", site.town.ledger.lock().unwrap().unknown.len());
            site.collect_mail();
            // So that the next one sends again what was in hand.
            Truth::minutes_pass(&site.db().await).await;
        }
        let server = site.start().await;
        site.settle(&server.client()).await;
        site.check().await;
        assert_eq!(site.town.ledger.lock().unwrap().unknown.len(), 0, "all is known in the end");
        site.check_mail(server).await;
        let ledger = site.town.ledger.lock().unwrap();
        // What was between the mail server's yes and writing it down is sent again: one mail per connection.
        let most = MAIL_CONNECTIONS * usize::try_from(here).unwrap();
        assert!(site.mailbox.repeats <= most, "{} repeated mails after {here} kills", site.mailbox.repeats);
        figures::add("kills", here);
        figures::add("confirmed bookings, each stored once", ledger.visits.len());
        figures::add("requests refused for want of a place", ledger.answered(409));
        figures::add("mails", site.mailbox.rows().len());
        figures::add("mails that came twice, under one Message-ID", site.mailbox.repeats);
    }
}
