use super::bed::Bed;
use crate::clock::Clock as _;
use crate::db::outbox::{self, Claimed, Lane};
use crate::outbox::letters::{self, Outcome};
use crate::outbox::worker::Round;
use crate::smtp_server::{Answer, Ask, SmtpServer, Stage};
use chrono::{DateTime, Duration, Utc};
use shared::Language;
use shared::texts::mail::Texts;
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

/// What a worker of all letters would have for five minutes.
async fn claim(bed: &Bed, most: i64) -> (Vec<Claimed>, DateTime<Utc>) {
    let now = bed.clock.now();
    let lease_until = now + Duration::minutes(5);
    let (from, to) = (now.naive_utc(), lease_until.naive_utc());
    let claimed = bed.db.write(move |conn| outbox::claim(conn, Lane::All, from, to, most)).await.unwrap();
    (claimed, lease_until)
}

#[tokio::test]
async fn a_reminder_in_hand_when_the_visit_is_cancelled_goes_then_or_never() {
    for bed in Bed::each().await {
        let now = bed.clock.now();
        let fates = [
            Some(Outcome::Retry(now + Duration::minutes(1), "451 not now".to_owned())),
            Some(Outcome::Released),
            // Its server died.
            None,
        ];
        for fate in fates {
            let mut server = SmtpServer::start().await;
            let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
            let booking = bed.booking().await;
            let reminder = bed.queue_for(&booking, "reminder", "anna@example.pl").await;
            let (claimed, lease_until) = claim(&bed, 10).await;
            assert_eq!(claimed[0].id, reminder);
            let cancellation = bed.queue_for(&booking, "cancelled", "anna@example.pl").await;
            match fate {
                Some(fate) => {
                    letters::mark(&bed.db, lease_until, bed.clock.now(), vec![(reminder.clone(), fate)]).await.unwrap();
                }
                None => bed.clock.set(lease_until),
            }
            while bed.row(&cancellation).await.status == "queued" {
                worker.round(&stop).await.unwrap();
            }
            let text = server.next().await.text();
            assert!(text.contains(Texts::of(Language::En).cancelled_heading), "{text}");
            assert!(server.rest().is_empty());
            let row = bed.row(&reminder).await;
            assert_eq!((row.status.as_str(), row.last_error.as_deref()), ("failed", Some("superseded")));
        }
    }
}

#[tokio::test]
async fn a_reminder_that_nothing_overtook_is_tried_again() {
    for bed in Bed::each().await {
        let booking = bed.booking().await;
        bed.queue_for(&booking, "confirmation", "anna@example.pl").await;
        let (confirmation, lease_until) = claim(&bed, 10).await;
        let sent = vec![(confirmation[0].id.clone(), Outcome::Sent)];
        letters::mark(&bed.db, lease_until, bed.clock.now(), sent).await.unwrap();
        let reminder = bed.queue_for(&booking, "reminder", "anna@example.pl").await;
        let (_, lease_until) = claim(&bed, 10).await;
        letters::mark(&bed.db, lease_until, bed.clock.now(), vec![(reminder.clone(), Outcome::Released)])
            .await
            .unwrap();
        assert_eq!(claim(&bed, 10).await.0[0].id, reminder);
    }
}

#[tokio::test]
async fn whatever_else_is_due_goes_before_a_days_reminders() {
    for bed in Bed::each().await {
        for number in 0..3 {
            let booking = bed.booking().await;
            bed.queue_for(&booking, "reminder", &format!("resident{number}@example.pl")).await;
        }
        let confirmation = bed.queue("ewa@example.pl").await;
        let (claimed, _) = claim(&bed, 2).await;
        assert_eq!(claimed.iter().map(|row| &row.id).collect::<Vec<_>>(), [&confirmation]);
        let (claimed, _) = claim(&bed, 10).await;
        assert_eq!(claimed.len(), 3);
    }
}

#[tokio::test]
async fn a_slow_mailbox_gives_the_other_reminders_back() {
    for bed in Bed::each().await {
        let bell = Arc::new(Notify::new());
        let (sender, mut in_flight) = mpsc::unbounded_channel();
        let own = Arc::clone(&bell);
        let manners = move |ask: &Ask| match ask.stage {
            Stage::Rcpt if ask.text.contains("slow") => {
                sender.send(()).unwrap();
                Answer::Await(Arc::clone(&own))
            }
            _ => Answer::Proper,
        };
        let mut server = SmtpServer::with(manners).await;
        let mut outbox = bed.outbox(Bed::smtp(&server.url()));
        outbox.settings.slow = std::time::Duration::ZERO;
        for name in ["slow", "ewa"] {
            let booking = bed.booking().await;
            bed.queue_for(&booking, "reminder", &format!("{name}@example.pl")).await;
        }
        let (mut worker, stop) = (outbox.worker(Lane::All), CancellationToken::new());
        let working = tokio::spawn(async move { worker.round(&stop).await });
        in_flight.recv().await.unwrap();
        // The bell rings once they are back.
        bed.bells.written.notified().await;
        let confirmation = bed.queue("jan@example.pl").await;
        assert_eq!(claim(&bed, 1).await.0[0].id, confirmation);
        assert_eq!(claim(&bed, 1).await.0.len(), 1);
        bell.notify_one();
        assert_eq!(working.await.unwrap().unwrap(), Round::More);
        assert_eq!(server.next().await.to, "slow@example.pl");
    }
}

#[tokio::test]
async fn reminders_ring_the_worker_that_takes_them_however_many_there_are() {
    for bed in Bed::each().await {
        let connections = bed.outbox(Bed::smtp("smtp://127.0.0.1:1?tls=none")).settings.connections;
        for connections in [1, connections] {
            let mut server = SmtpServer::start().await;
            let mut outbox = bed.outbox(Bed::smtp(&server.url()));
            outbox.settings.connections = connections;
            let stop = CancellationToken::new();
            let workers: Vec<_> = outbox.workers().into_iter().map(|w| tokio::spawn(w.run(stop.clone()))).collect();
            let booking = bed.booking().await;
            bed.queue_for(&booking, "reminder", "anna@example.pl").await;
            bed.bells.put_off.notify_one();
            assert_eq!(server.next().await.to, "anna@example.pl");
            stop.cancel();
            for worker in workers {
                worker.await.unwrap();
            }
        }
    }
}
