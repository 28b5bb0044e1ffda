//! The link to PostgreSQL breaks while a commit is under way: nobody knows what became of it, and the client's key tells.

use crate::support::client::{Client, Reply};
use crate::support::ledger::Wish;
use crate::support::office;
use crate::support::postgres::is_tested;
use crate::support::proxy::{Cut, Proxy};
use crate::support::server::Server;
use crate::support::site::Site;
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
