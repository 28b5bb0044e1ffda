//! The link to PostgreSQL breaks while a commit is under way: nobody knows what became of it, and the client's key tells.

use crate::support::client::{Client, Reply};
use crate::support::ledger::Wish;
use crate::support::office;
use crate::support::postgres::{self, Cluster, is_tested};
use crate::support::proxy::{Cut, Proxy};
use crate::support::server::Server;
use crate::support::site::{Site, wait_until};
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

/// A server whose link to its database can be cut.
struct Bed {
    site: Site,
    proxy: Proxy,
    client: Client,
    _server: Server,
}

async fn bed() -> Option<Bed> {
    if !is_tested() {
        return None;
    }
    let mut site = Site::new().await;
    let (server, database) = site.url.rsplit_once('/').unwrap();
    let (user, port) = server.rsplit_once(':').unwrap();
    let proxy = Proxy::before(port.parse().unwrap()).await;
    site.settings.push(("WIZYTA_DATABASE_URL", format!("{user}:{}/{database}", proxy.port())));
    let server = site.start().await;
    Some(Bed { site, client: server.client(), proxy, _server: server })
}

impl Bed {
    /// Books until a cut hits the booking itself, and not what is committed beside it. What was asked and not answered.
    async fn book_and_cut(&self, cut: Cut) -> Wish {
        for hour in 20.. {
            let wish = Wish::new(hour);
            self.proxy.cut(cut);
            let reply = self.client.book(&wish.body, &wish.key).await;
            if reply.status() == 503 {
                return wish;
            }
            assert_eq!(reply.status(), 201, "{reply:?}");
            self.note(wish, &reply);
        }
        unreachable!("the loop has no end")
    }

    async fn stored(&self) -> usize {
        self.site.check().await;
        self.site.stored().await
    }

    fn note(&self, wish: Wish, reply: &Reply) {
        self.site.town.ledger.lock().unwrap().note_booking(wish, reply.status(), reply.body());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_key_gives_the_booking_that_was_committed() {
    let Some(bed) = bed().await else { return };
    let wish = bed.book_and_cut(Cut::AfterCommit).await;
    let before = bed.site.stored().await;
    assert_eq!(before, bed.site.town.ledger.lock().unwrap().visits.len() + 1, "it was committed, once");
    let again = bed.client.book(&wish.body, &wish.key).await;
    assert_eq!(again.status(), 201, "{again:?}");
    let once_more = bed.client.book(&wish.body, &wish.key).await;
    assert_eq!(once_more, again, "the same booking");
    bed.note(wish, &again);
    assert_eq!(bed.stored().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_key_books_what_was_not_committed() {
    let Some(bed) = bed().await else { return };
    let wish = bed.book_and_cut(Cut::BeforeCommit).await;
    let before = bed.site.stored().await;
    assert_eq!(before, bed.site.town.ledger.lock().unwrap().visits.len(), "it was not committed");
    let again = bed.client.book(&wish.body, &wish.key).await;
    assert_eq!(again.status(), 201, "{again:?}");
    bed.note(wish, &again);
    assert_eq!(bed.stored().await, before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_whole_batch_is_not_written_once_more() {
    let Some(bed) = bed().await else { return };
    // Without keys nobody but the server could write them twice.
    let mut sent = 0;
    for round in 0..3 {
        bed.proxy.cut(Cut::AfterCommit);
        let mut bookings = JoinSet::new();
        for number in 0..16 {
            let client = bed.client.clone();
            sent += 1;
            bookings.spawn(async move {
                let wish = Wish::new(20 + round * 16 + number);
                client.book(&wish.body, "").await.status()
            });
        }
        let statuses = bookings.join_all().await;
        assert!(statuses.iter().all(|status| [201, 503].contains(status)), "{statuses:?}");
    }
    assert!(bed.proxy.cuts() > 0);
    assert!(bed.site.stored().await <= sent, "some were written twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_can_be_repeated() {
    let Some(bed) = bed().await else { return };
    let wish = Wish::new(300);
    let booked = bed.client.book(&wish.body, &wish.key).await;
    let text = |name: &str| booked.body()[name].as_str().unwrap().to_owned();
    let (path, token) = (format!("/api/v1/bookings/{}", text("id")), text("manage_token"));
    for (method, rest, hour, what) in
        [(Method::PATCH, "", Some(301), "booked"), (Method::POST, "/cancellation", None, "cancelled")]
    {
        let body = hour.map(office::hour).map(|(date, time)| json!({"date": date, "time": time}));
        let path = format!("{path}{rest}");
        let send = || bed.client.send(method.clone(), &path, body.as_ref(), &token, "");
        bed.proxy.cut(Cut::AfterCommit);
        let first = send().await;
        assert!([200, 503].contains(&first.status()), "{first:?}");
        let again = send().await;
        assert_eq!((again.status(), again.body()["status"].as_str()), (200, Some(what)), "{again:?}");
    }
    bed.site.check_occupancy().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_that_others_see_late_is_heard_of() {
    const WAITS: &str = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query = 'COMMIT'";
    const LOOKS: &str = "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'slot_counters'";
    if !is_tested() {
        return;
    }
    let mut cluster = Cluster::new("");
    cluster.start();
    let mut site = Site::at(&cluster.url()).await;
    let proxy = Proxy::before(cluster.port()).await;
    site.settings.push(("WIZYTA_DATABASE_URL", postgres::url(proxy.port())));
    let server = site.start().await;
    let client = server.client();
    let wish = Wish::new(50);
    let day = format!("/api/v1/services/{}/days/{}", office::SERVICE, wish.body["date"].as_str().unwrap());
    let free = async || {
        let day = client.get(&day).await;
        let hour = day.body()["slots"].as_array().unwrap().iter().find(|slot| slot["time"] == wish.body["time"]);
        hour.unwrap()["free"].as_u64().unwrap()
    };
    let before = free().await;
    // There is no such standby: a commit waits for it, and nobody sees it meanwhile.
    cluster.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    cluster.sql("SELECT pg_reload_conf()");
    let (lost, ()) = tokio::join!(client.book(&wish.body, &wish.key), async {
        wait_until("a commit waits", async || cluster.sql(&format!("SELECT count(*) {WAITS}")) != "0").await;
        proxy.lead_to(cluster.port());
    });
    assert_eq!(lost.status(), 503, "{lost:?}");
    let looks = cluster.sql(LOOKS);
    wait_until("the server looks again", async || cluster.sql(LOOKS) != looks).await;
    assert_eq!(free().await, before, "it is not seen yet");
    cluster.sql(&format!("SELECT pg_terminate_backend(pid) {WAITS}"));
    wait_until("the server sees what it committed", async || free().await == before - 1).await;
}
