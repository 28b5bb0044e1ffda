use super::bed::Bed;
use crate::clock::Clock as _;
use crate::crypto::{Purpose, Secrets};
use crate::db::DbConn;
use crate::db::bookings::{self, BookingChange};
use crate::db::outbox;
use crate::db::schema::outbox::dsl;
use crate::mail::transport::{Folder, Transport};
use crate::outbox::gauges;
use crate::outbox::worker::Round;
use crate::smtp_server::{Answer, Ask, SmtpServer, Stage};
use crate::store::housekeeping::clear_visits;
use chrono::Duration;
use chrono_tz::Europe::Warsaw;
use diesel::prelude::*;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::test]
async fn a_letter_refused_for_now_is_sent_later_and_stays_the_same() {
    for bed in Bed::each().await {
        let mut server = SmtpServer::with(|ask| match ask.stage {
            Stage::Message if ask.times <= 2 => Answer::say("451 4.3.0 try <anna@example.pl> later"),
            _ => Answer::Proper,
        })
        .await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        let id = bed.queue("anna@example.pl").await;
        for (tries, pause) in [(1, 5), (2, 10)] {
            let due = bed.clock.now() + Duration::seconds(pause);
            assert_eq!(worker.round(&stop).await.unwrap(), Round::More);
            let row = bed.row(&id).await;
            assert_eq!((row.status.as_str(), row.attempts, row.due_at), ("queued", tries, due.naive_utc()));
            assert_eq!((row.lease_until, row.last_error.as_deref()), (None, Some("DATA: 451 4.3.0 try … later")));
            assert_eq!(worker.round(&stop).await.unwrap(), Round::Idle(Some(due)), "not before its time");
            bed.clock.set(due);
        }
        assert_eq!(worker.round(&stop).await.unwrap(), Round::More);
        assert_eq!(worker.round(&stop).await.unwrap(), Round::Idle(None));
        let row = bed.row(&id).await;
        assert_eq!((row.status.as_str(), row.attempts, row.last_error), ("sent", 3, None));
        assert_eq!(row.finished_at, Some(bed.clock.now().naive_utc()));
        let taken = server.next().await;
        assert_eq!((taken.to.as_str(), taken.from.as_str()), ("anna@example.pl", "wizyta@opole.example"));
        assert_eq!(taken.message_id(), format!("<{}@opole.example>", id.replace('-', "")));
        assert!(server.rest().is_empty());
    }
}

#[tokio::test]
async fn an_address_that_is_none_fails_at_once_and_holds_up_nobody() {
    for bed in Bed::each().await {
        let refusal = "550 5.1.1 <anna@example.pl>: no such user anna";
        let manners = |ask: &Ask| if ask.text.contains("anna") { Answer::say(refusal) } else { Answer::Proper };
        let mut server = SmtpServer::with(manners).await;
        let bad = bed.queue("anna@example.pl").await;
        let good = bed.queue("ewa@example.pl").await;
        bed.worker(&server.url()).round(&CancellationToken::new()).await.unwrap();
        let row = bed.row(&bad).await;
        assert_eq!((row.status.as_str(), row.attempts), ("failed", 1));
        assert_eq!(row.last_error.as_deref(), Some("RCPT: 550 5.1.1 … no such user …"));
        assert_eq!(bed.row(&good).await.status, "sent");
        assert_eq!((server.next().await.to.as_str(), server.connections()), ("ewa@example.pl", 1));
    }
}

#[tokio::test]
async fn a_line_that_breaks_before_the_answer_makes_the_same_mail_come_twice() {
    for bed in Bed::each().await {
        let mut server = SmtpServer::with(|ask| match (ask.stage, ask.times) {
            (Stage::Message, 1) => Answer::TakeAndClose,
            _ => Answer::Proper,
        })
        .await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        let first = bed.queue("anna@example.pl").await;
        let second = bed.queue("ewa@example.pl").await;
        worker.round(&stop).await.unwrap();
        // The next letter went over a new connection.
        assert_eq!((bed.row(&first).await.attempts, bed.row(&second).await.status.as_str()), (1, "sent"));
        bed.clock.advance(Duration::seconds(6));
        worker.round(&stop).await.unwrap();
        assert_eq!(bed.row(&first).await.status, "sent");
        let taken = [server.next().await, server.next().await, server.next().await];
        assert_eq!(taken[0], taken[2]);
        assert_eq!(taken[1].to, "ewa@example.pl");
    }
}

#[tokio::test]
async fn a_letter_tells_what_stood_when_it_was_written() {
    for bed in Bed::each().await {
        let mut server = SmtpServer::start().await;
        let booking = bed.booking().await;
        let hour = |at: chrono::NaiveDateTime| at.and_utc().with_timezone(&Warsaw).format("%-H:%M").to_string();
        let before = bed.clock.now().naive_utc();
        bed.queue_for(&booking, "confirmation", "anna@example.pl").await;
        let after = before + Duration::hours(3);
        let (id, ends_at) = (booking.clone(), after + Duration::minutes(20));
        let set = BookingChange { starts_at: Some(after), ends_at: Some(ends_at), ..BookingChange::default() };
        assert!(bed.db.write(move |conn| bookings::change(conn, &id, 0, &set)).await.unwrap());
        bed.queue_for(&booking, "moved", "anna@example.pl").await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        while worker.round(&stop).await.unwrap() == Round::More {}
        let (first, second) = (server.next().await.text(), server.next().await.text());
        assert!(first.contains(&hour(before)) && !first.contains(&hour(after)), "{first}");
        assert!(second.contains(&hour(after)) && !second.contains(&hour(before)), "{second}");
    }
}

#[tokio::test]
async fn while_the_mail_server_is_away_all_wait_and_then_go_at_once() {
    for bed in Bed::each().await {
        let away = |ask: &Ask| if ask.stage == Stage::Greeting { Answer::say("554 closed") } else { Answer::Proper };
        let mut server = SmtpServer::with(away).await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        let mut ids = Vec::new();
        for name in ["a", "b", "c"] {
            ids.push(bed.queue(&format!("{name}@example.pl")).await);
        }
        for hours in [0, 1, 2] {
            bed.clock.advance(Duration::hours(hours));
            assert_eq!(worker.round(&stop).await.unwrap(), Round::Outage);
        }
        let row = bed.row(&ids[0]).await;
        assert_eq!((row.status.as_str(), row.attempts, row.lease_until), ("queued", 3, None));
        let levels = gauges(&bed.db, bed.clock.now()).await.unwrap();
        assert_eq!((levels.queued, levels.failed), (3, 0));
        assert!(levels.oldest_queued.as_secs() == 3 * 3600);

        server.behave(|_| Answer::Proper);
        worker.round(&stop).await.unwrap();
        assert_eq!(
            [server.next().await.to, server.next().await.to, server.next().await.to],
            ["a@example.pl", "b@example.pl", "c@example.pl"]
        );
        assert_eq!(bed.count("sent").await, 3);
    }
}

#[tokio::test]
async fn a_letter_is_given_up_after_days_of_trying_and_not_before() {
    for bed in Bed::each().await {
        let server = SmtpServer::with(|_| Answer::Close).await;
        let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
        let id = bed.queue("anna@example.pl").await;
        for _ in 0..9 {
            bed.clock.advance(Duration::hours(9));
            worker.round(&stop).await.unwrap();
        }
        assert_eq!(bed.row(&id).await.status, "queued", "after three days");
        bed.clock.advance(Duration::days(2));
        worker.round(&stop).await.unwrap();
        let row = bed.row(&id).await;
        assert_eq!((row.status.as_str(), row.attempts), ("failed", 10));
        assert_eq!(gauges(&bed.db, bed.clock.now()).await.unwrap().failed, 1);
    }
}

#[tokio::test]
async fn what_tells_of_a_visit_that_is_over_is_forgotten_also_unsent() {
    for bed in Bed::each().await {
        let letter = bed.queue("anna@example.pl").await;
        let over = bed.clock.now().naive_utc() + Duration::hours(1);
        clear_visits(&bed.db, over).await.unwrap();
        let row = bed.row(&letter).await;
        assert_eq!(row.status, "failed");
        assert!(row.recipient.is_empty() && row.message.is_empty());
        assert_eq!(gauges(&bed.db, bed.clock.now()).await.unwrap().failed, 0);
    }
}

#[tokio::test]
async fn what_cannot_be_read_or_is_superseded_is_not_sent() {
    for mut bed in Bed::each().await {
        let mut server = SmtpServer::start().await;
        let superseded = bed.queue("typo@example.pl").await;
        let (booking, now) = (bed.row(&superseded).await.booking_id, bed.clock.now().naive_utc());
        bed.db.write(move |conn| outbox::supersede(conn, std::slice::from_ref(&booking), now)).await.unwrap();
        let foreign = bed.queue("anna@example.pl").await;
        bed.secrets = Arc::new(Secrets::new(b"another secret of the tests, as long").unwrap());
        let fine = bed.queue("ewa@example.pl").await;
        bed.worker(&server.url()).round(&CancellationToken::new()).await.unwrap();
        assert_eq!(bed.row(&foreign).await.status, "failed");
        assert_eq!(bed.row(&fine).await.status, "sent");
        assert_eq!(server.next().await.to, "ewa@example.pl");
        assert!(server.rest().is_empty());
        // Only the one that somebody waits for.
        assert_eq!(gauges(&bed.db, bed.clock.now()).await.unwrap().failed, 1);
    }
}

#[tokio::test]
async fn a_letter_that_another_version_wrote_waits_for_it() {
    for bed in Bed::each().await {
        let id = bed.queue("anna@example.pl").await;
        let row = Uuid::parse_str(&id).unwrap();
        let message = bed.secrets.seal(Purpose::Mail, row.as_bytes(), b"{\"what\": \"no fact that we know\"}").unwrap();
        let letter = id.clone();
        let rewrite = move |conn: &mut DbConn| {
            diesel::update(dsl::outbox.find(&letter)).set(dsl::message.eq(&message)).execute(conn)
        };
        assert_eq!(bed.db.write(rewrite).await.unwrap(), 1);
        let mut server = SmtpServer::start().await;
        bed.worker(&server.url()).round(&CancellationToken::new()).await.unwrap();
        let row = bed.row(&id).await;
        assert_eq!((row.status.as_str(), row.attempts), ("queued", 1));
        assert!(server.rest().is_empty());
    }
}

#[tokio::test]
async fn without_a_mail_server_letters_become_files() {
    for bed in Bed::each().await {
        let folder = bed.home.path().join("mail");
        let id = bed.queue("anna@example.pl").await;
        bed.queue("ewa@example.pl").await;
        let mut worker = bed.worker_on(Transport::Folder(Folder::new(folder.clone())));
        let stop = CancellationToken::new();
        assert_eq!(worker.round(&stop).await.unwrap(), Round::More);
        assert_eq!(worker.round(&stop).await.unwrap(), Round::Idle(None));
        assert_eq!(bed.count("sent").await, 2);
        let file = std::fs::read_to_string(folder.join(format!("20261123T073000Z-{id}.eml"))).unwrap();
        assert!(file.contains("Message-ID: <"));
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2);
    }
}
