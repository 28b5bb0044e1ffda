//! What a mail server may do to one letter, and for a day to all: nothing is lost, and nobody waits for another.

use super::bed::Bed;
use crate::clock::Clock as _;
use crate::outbox::gauges;
use crate::outbox::worker::Round;
use crate::smtp_server::{Answer, Ask, SmtpServer, Stage, Taken};
use chrono::{Duration, TimeZone as _, Utc};
use shared::Language;
use shared::texts::mail::Texts;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_mailbox_that_hangs_holds_up_nobody() {
    for bed in Bed::each().await {
        for stage in [Stage::Rcpt, Stage::Message] {
            let manners = move |ask: &Ask| {
                let is_hers = ask.text.contains("anna");
                if is_hers && ask.stage == stage { Answer::Hang } else { Answer::Proper }
            };
            let mut server = SmtpServer::with(manners).await;
            let mut outbox = bed.outbox(Bed::smtp(&server.url()));
            outbox.settings.slow = std::time::Duration::from_millis(5);
            outbox.settings.connections = 3;
            let stop = CancellationToken::new();
            // All due before the first worker looks, hers first: one worker claims them all.
            let hers = bed.queue("anna@example.pl").await;
            for name in ["b", "c", "d"] {
                bed.queue(&format!("{name}@example.pl")).await;
            }
            let workers: Vec<_> = outbox.workers().into_iter().map(|w| tokio::spawn(w.run(stop.clone()))).collect();
            let mut reached = Vec::new();
            for _ in 0..3 {
                reached.push(server.next().await.to);
            }
            reached.sort();
            assert_eq!(reached, ["b@example.pl", "c@example.pl", "d@example.pl"]);
            assert_eq!(bed.row(&hers).await.status, "queued");
            // Not stopped: a letter in flight is waited for.
            workers.iter().for_each(tokio::task::JoinHandle::abort);
            bed.give_up(&hers).await;
        }
    }
}

#[tokio::test]
async fn letters_that_were_put_off_wait_for_their_own_worker() {
    for bed in Bed::each().await {
        let bell = Arc::new(Notify::new());
        let own = Arc::clone(&bell);
        let manners = move |ask: &Ask| match ask.stage {
            Stage::Rcpt if ask.text.contains("slow") && ask.times <= 4 => Answer::say("451 not now"),
            Stage::Rcpt if ask.text.contains("slow") => Answer::Await(Arc::clone(&own)),
            _ => Answer::Proper,
        };
        let mut server = SmtpServer::with(manners).await;
        let mut outbox = bed.outbox(Bed::smtp(&server.url()));
        outbox.settings.connections = 2;
        let stop = CancellationToken::new();
        for number in 0..4 {
            bed.queue(&format!("slow{number}@example.pl")).await;
        }
        // The one worker for new letters puts all of them off.
        let mut fresh = outbox.worker(crate::db::outbox::Lane::Fresh);
        while fresh.round(&stop).await.unwrap() == Round::More {}
        bed.clock.advance(Duration::seconds(6));
        let workers: Vec<_> = outbox.workers().into_iter().map(|w| tokio::spawn(w.run(stop.clone()))).collect();
        // They are due again, and the first holds its worker up; a new letter goes all the same.
        bed.queue("ewa@example.pl").await;
        bed.bells.written.notify_one();
        assert_eq!(server.next().await.to, "ewa@example.pl");
        for number in 0..4 {
            bell.notify_one();
            assert_eq!(server.next().await.to, format!("slow{number}@example.pl"));
        }
        stop.cancel();
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(bed.count("sent").await, 5);
    }
}

type Manners = fn(&Ask) -> Answer;

/// What a server may do for a whole day.
fn days() -> Vec<(&'static str, Manners)> {
    vec![
        ("closed", |_| Answer::Close),
        ("refuses everybody", |ask| if ask.stage == Stage::Greeting { Answer::say("554 no") } else { Answer::Proper }),
        ("busy", |ask| if ask.stage == Stage::Mail { Answer::say("452 4.3.1 no room") } else { Answer::Proper }),
        ("greylists", |ask| if ask.stage == Stage::Rcpt { Answer::say("450 4.2.0 later") } else { Answer::Proper }),
        (
            "set up wrongly",
            |ask| if ask.stage == Stage::Rcpt { Answer::say("554 5.7.1 no relay") } else { Answer::Proper },
        ),
        (
            "fails after the letter",
            |ask| if ask.stage == Stage::Message { Answer::say("451 later") } else { Answer::Proper },
        ),
        ("takes and drops", |ask| if ask.stage == Stage::Message { Answer::TakeAndClose } else { Answer::Proper }),
    ]
}

#[tokio::test]
async fn after_a_day_of_trouble_everything_is_there_in_order() {
    for bed in Bed::each().await {
        for (name, manners) in days() {
            let mut server = SmtpServer::with(manners).await;
            let (mut worker, stop) = (bed.worker(&server.url()), CancellationToken::new());
            let begin = bed.clock.now();
            let mut letters = 0;
            let mut bookings: Vec<(String, String)> = Vec::new();
            for hour in (0..24).step_by(3) {
                bed.clock.set(begin + Duration::hours(hour));
                // Every three hours one is booked, the one before is moved, the one before that cancelled.
                bookings.push((bed.booking().await, format!("{hour}@example.pl")));
                for ((booking, to), kind) in bookings.iter().rev().zip(["confirmation", "moved", "cancelled"]) {
                    bed.queue_for(booking, kind, to).await;
                    letters += 1;
                }
                // A round may claim again what the mail server left due at once.
                for _ in 0..2 {
                    worker.round(&stop).await.unwrap();
                }
            }
            let levels = gauges(&bed.db, bed.clock.now()).await.unwrap();
            assert_eq!((levels.queued, levels.failed), (letters, 0), "{name}");
            let oldest = (bed.clock.now() - begin).to_std().unwrap();
            assert_eq!(levels.oldest_queued.as_secs(), oldest.as_secs(), "{name}");
            // What it took and did not own up to: the same letters come again.
            let mut doubtful: Vec<Taken> = server.rest();

            server.behave(|_| Answer::Proper);
            let back = bed.clock.now();
            while bed.count("queued").await > 0 {
                assert!(bed.clock.now() - back < Duration::hours(8), "{name}: letters do not leave");
                while worker.round(&stop).await.unwrap() == Round::More {}
                bed.clock.advance(Duration::minutes(30));
            }
            let taken: Vec<Taken> = server.rest();
            assert_eq!(taken.len() as u64, letters, "{name}: each once");
            doubtful.retain(|letter| !taken.contains(letter));
            assert!(doubtful.is_empty(), "{name}: a repeat is the same letter, its Message-ID included");
            for (_, to) in &bookings {
                let told: Vec<_> = taken.iter().filter(|letter| letter.to == *to).map(heading).collect();
                assert_eq!(told, headings()[..told.len()], "{name}: {to}");
            }
            bed.clear().await;
            bed.clock.set(Utc.with_ymd_and_hms(2026, 12, 7, 7, 30, 0).unwrap());
        }
    }
}

/// Which of the three letters it is, by its heading.
fn heading(letter: &Taken) -> &'static str {
    let text = letter.text();
    headings().into_iter().find(|heading| text.contains(heading)).unwrap()
}

fn headings() -> [&'static str; 3] {
    let texts = Texts::of(Language::En);
    [texts.confirmation_heading, texts.moved_heading, texts.cancelled_heading]
}
