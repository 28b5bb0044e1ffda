use super::bed::Bed;
use crate::clock::Clock as _;
use crate::db::outbox::{self, Lane};
use crate::outbox::worker::Round;
use crate::smtp_server::{Answer, Ask, SmtpServer, Stage};
use chrono::Duration;
use shared::Language;
use shared::texts::mail::Texts;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn letters_of_one_booking_keep_their_order_and_others_pass() {
    for bed in Bed::each().await {
        let manners = |ask: &Ask| match ask.stage {
            Stage::Rcpt if ask.times == 1 => Answer::say("450 greylisted"),
            _ => Answer::Proper,
        };
        let mut server = SmtpServer::with(manners).await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        let booking = bed.booking().await;
        for kind in ["confirmation", "moved", "cancelled"] {
            bed.queue_for(&booking, kind, "anna@example.pl").await;
        }
        bed.queue("ewa@example.pl").await;
        // The first is put off; the other two of that booking are not even claimed.
        assert_eq!(worker.round(&stop).await.unwrap(), Round::More);
        assert!(matches!(worker.round(&stop).await.unwrap(), Round::Idle(Some(_))));
        bed.clock.advance(Duration::seconds(6));
        while worker.round(&stop).await.unwrap() == Round::More {}
        let texts = Texts::of(Language::En);
        let headings = [texts.confirmation_heading, texts.moved_heading, texts.cancelled_heading];
        let mut told = Vec::new();
        for _ in 0..4 {
            let text = server.next().await.text();
            told.push(headings.into_iter().find(|heading| text.contains(heading)).unwrap());
        }
        // The first of these is the other booking's.
        let [confirmation, moved, cancelled] = headings;
        assert_eq!(told, [confirmation, confirmation, moved, cancelled]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_workers_send_each_letter_once() {
    const LETTERS: usize = 60;
    for bed in Bed::each().await {
        let mut server = SmtpServer::start().await;
        let stop = CancellationToken::new();
        for number in 0..LETTERS {
            bed.queue(&format!("resident{number}@example.pl")).await;
        }
        let workers: Vec<_> = (0..4).map(|_| tokio::spawn(bed.worker(&server.url()).run(stop.clone()))).collect();
        let mut recipients = BTreeSet::new();
        for _ in 0..LETTERS {
            assert!(recipients.insert(server.next().await.to), "a letter came twice");
        }
        stop.cancel();
        for worker in workers {
            worker.await.unwrap();
        }
        assert!(server.rest().is_empty());
        assert_eq!(bed.count("sent").await, i64::try_from(LETTERS).unwrap());
    }
}

#[tokio::test]
async fn what_a_dead_worker_had_is_sent_when_its_lease_is_over() {
    for bed in Bed::each().await {
        let mut server = SmtpServer::start().await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        bed.queue("anna@example.pl").await;
        let now = bed.clock.now();
        let lease_until = now + Duration::minutes(5);
        let (from, to) = (now.naive_utc(), lease_until.naive_utc());
        let claimed = bed.db.write(move |conn| outbox::claim(conn, Lane::All, from, to, 10)).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!(worker.round(&stop).await.unwrap(), Round::Idle(Some(lease_until)));
        bed.clock.set(lease_until);
        assert_eq!(worker.round(&stop).await.unwrap(), Round::More);
        assert_eq!(server.next().await.to, "anna@example.pl");
        // The dead one comes back and has nothing to say about it any more.
        let id = claimed[0].id.clone();
        bed.db.write(move |conn| outbox::mark_failed(conn, &id, to, from, "late")).await.unwrap();
        assert_eq!(bed.row(&claimed[0].id).await.status, "sent");
    }
}

#[tokio::test]
async fn the_bell_wakes_a_worker_that_sleeps() {
    for bed in Bed::each().await {
        let mut server = SmtpServer::start().await;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(bed.worker(&server.url()).run(stop.clone()));
        for name in ["a", "b"] {
            bed.queue(&format!("{name}@example.pl")).await;
            bed.bells.written.notify_one();
            assert_eq!(server.next().await.to, format!("{name}@example.pl"));
        }
        stop.cancel();
        worker.await.unwrap();
        assert_eq!(bed.count("sent").await, 2);
    }
}

#[tokio::test]
async fn a_worker_that_stops_finishes_its_letter_and_gives_back_the_rest() {
    for bed in Bed::each().await {
        let bell = Arc::new(Notify::new());
        let (sender, mut in_flight) = mpsc::unbounded_channel();
        let own = Arc::clone(&bell);
        let mut server = SmtpServer::with(move |ask| {
            if ask.stage == Stage::Message {
                sender.send(()).unwrap();
                return Answer::Await(Arc::clone(&own));
            }
            Answer::Proper
        })
        .await;
        let first = bed.queue("anna@example.pl").await;
        let second = bed.queue("ewa@example.pl").await;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(bed.worker(&server.url()).run(stop.clone()));
        in_flight.recv().await.unwrap();
        stop.cancel();
        bell.notify_one();
        worker.await.unwrap();
        assert_eq!(bed.row(&first).await.status, "sent");
        let row = bed.row(&second).await;
        assert_eq!((row.status.as_str(), row.attempts, row.lease_until), ("queued", 0, None));
        assert_eq!(server.next().await.to, "anna@example.pl");
        assert!(server.rest().is_empty());
    }
}

#[tokio::test]
async fn an_outage_ends_by_itself() {
    for bed in Bed::each().await {
        let manners = |ask: &Ask| match (ask.stage, ask.times) {
            (Stage::Greeting, 1..=3) => Answer::Close,
            _ => Answer::Proper,
        };
        let mut server = SmtpServer::with(manners).await;
        bed.queue("anna@example.pl").await;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(bed.worker(&server.url()).run(stop.clone()));
        assert_eq!(server.next().await.to, "anna@example.pl");
        stop.cancel();
        worker.await.unwrap();
        assert_eq!(server.connections(), 4);
    }
}
