//! Many at once: real connections, real threads, the real database.

use crate::support::answer::Answer;
use crate::support::app::{START, TestApp};
use crate::support::blank::BlankDatabase;
use crate::support::bookings::{Booked, DAY, SERVICE};
use backend::db::batch::{self, Accepted, Touched};
use backend::db::schema::{bookings, outbox, slot_counters};
use backend::db::slot_counters::CounterRow;
use backend::db::{Db, DbSettings, Engine};
use backend::domain::standing::SlotKey;
use backend::import::{OPOLE, parse_office};
use backend::service::setup;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use reqwest::Method;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use tokio::task::JoinSet;

/// Desks of [`SERVICE`]'s pool in the sample.
const DESKS: usize = 4;

/// Sends all requests at once and counts the statuses of their answers.
async fn race(app: &Arc<TestApp>, wishes: Vec<(Value, Option<String>)>) -> HashMap<u16, Vec<Answer>> {
    let tasks: Vec<_> = wishes
        .into_iter()
        .map(|(wish, key)| {
            let app = Arc::clone(app);
            tokio::spawn(async move {
                let mut request = app.send(Method::POST, "/api/v1/bookings", &wish);
                if let Some(key) = key {
                    request = request.header("idempotency-key", key);
                }
                Answer::to(request).await
            })
        })
        .collect();
    let mut answers: HashMap<u16, Vec<Answer>> = HashMap::new();
    for task in tasks {
        let answer = task.await.unwrap();
        answers.entry(answer.status).or_default().push(answer);
    }
    answers
}

/// Live bookings, counted places, and letters: what an auditor would compare.
async fn audit(app: &TestApp) -> (i64, i64, i64) {
    let counted = app.state.db.read(|conn| {
        let live = bookings::table.filter(bookings::status.eq("booked")).count().get_result(conn)?;
        let counted: Vec<i32> = slot_counters::table.select(slot_counters::booked).load(conn)?;
        let confirmations = outbox::table.filter(outbox::kind.eq("confirmation")).count().get_result(conn)?;
        Ok((live, counted.into_iter().map(i64::from).sum(), confirmations))
    });
    counted.await.unwrap()
}

async fn wishes(app: &TestApp, time: &str, number: usize) -> Vec<(Value, Option<String>)> {
    let wish = app.wish(time, "nobody@example.pl").await;
    let with_address = |one: usize| {
        let mut wish = wish.clone();
        wish["email"] = format!("resident{one}@example.pl").into();
        (wish, None)
    };
    (0..number).map(with_address).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn as_many_as_there_are_desks_get_the_hour() {
    let app = Arc::new(TestApp::start().await);
    let answers = race(&app, wishes(&app, "10:00", 200).await).await;
    assert_eq!(answers[&201].len(), DESKS);
    assert_eq!(answers[&409].len(), 200 - DESKS);
    for refused in &answers[&409] {
        let problem = refused.problem(409, "slot-full");
        let alternatives = problem["alternatives"].as_array().unwrap();
        assert!(!alternatives.is_empty());
        assert!(alternatives.iter().all(|slot| slot["date"] != DAY || slot["time"] != "10:00"));
    }
    let desks = i64::try_from(DESKS).unwrap();
    assert_eq!(audit(&app).await, (desks, desks, desks));
    let day = app.get(&format!("/api/v1/services/{SERVICE}/days/{DAY}")).await.json();
    let hour = day["slots"].as_array().unwrap().iter().find(|slot| slot["time"] == "10:00").unwrap();
    assert_eq!(hour["free"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_equal_requests_make_one_booking() {
    let app = Arc::new(TestApp::start().await);
    let wish = app.wish("10:15", "anna@example.pl").await;
    let answers = race(&app, vec![(wish, Some("the-same-key".to_owned())); 50]).await;
    let booked = &answers[&201];
    assert_eq!(booked.len(), 50);
    assert!(booked.iter().all(|answer| answer.text() == booked[0].text()), "the first answer, byte for byte");
    assert!(booked.iter().all(|answer| answer.header("etag") == booked[0].header("etag")));
    assert_eq!(audit(&app).await, (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_address_never_gets_more_than_its_limit() {
    let app = Arc::new(TestApp::start().await);
    let hours: Vec<String> = (0..20).map(|quarter| format!("{:02}:{:02}", 8 + quarter / 4, quarter % 4 * 15)).collect();
    let mut wishes = Vec::new();
    for (number, hour) in hours.iter().enumerate() {
        // The same person, however the address is written.
        let spelling = if number % 2 == 0 { "Anna+cup@example.pl" } else { "anna@example.pl" };
        wishes.push((app.wish(hour, spelling).await, None));
    }
    let answers = race(&app, wishes).await;
    assert_eq!(answers[&201].len(), 2, "two a day and service");
    for refused in &answers[&409] {
        refused.problem(409, "booking-limit-reached");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn places_are_kept_whatever_moves_and_is_given_up() {
    let app = Arc::new(TestApp::start().await);
    let mut booked: Vec<Booked> = Vec::new();
    for number in 0..12 {
        let hour = ["11:00", "11:15", "11:30"][number % 3];
        booked.push(app.book(hour, &format!("mover{number}@example.pl")).await);
    }
    // Everybody wants to 11:45, where there is room for four; every third gives up at the same time.
    let tasks: Vec<_> = booked
        .into_iter()
        .enumerate()
        .map(|(number, visit)| {
            let app = Arc::clone(&app);
            tokio::spawn(async move {
                if number % 3 == 0 {
                    ("cancelled", app.cancel(&visit).await.status)
                } else {
                    ("moved", app.move_to(&visit, DAY, "11:45").await.status)
                }
            })
        })
        .collect();
    let mut ends: HashMap<(&str, u16), usize> = HashMap::new();
    for task in tasks {
        *ends.entry(task.await.unwrap()).or_default() += 1;
    }
    assert_eq!(ends, HashMap::from([(("cancelled", 200), 4), (("moved", 200), DESKS), (("moved", 409), 4)]));
    let (live, counted, _) = audit(&app).await;
    assert_eq!((live, counted), (8, 8));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_visit_of_several_slots_takes_all_or_none() {
    let app = Arc::new(TestApp::start().await);
    // Three slots each, starting one slot apart: whoever overlaps competes for the same desks.
    let mut wishes = Vec::new();
    for number in 0..60 {
        let mut wish = app.wish(["09:00", "09:20", "09:40"][number % 3], &format!("fleet{number}@example.pl")).await;
        wish["service_id"] = "flota".into();
        wishes.push((wish, None));
    }
    let answers = race(&app, wishes).await;
    let (live, counted, letters) = audit(&app).await;
    assert_eq!(answers[&201].len(), usize::try_from(live).unwrap());
    assert_eq!((counted, letters), (3 * live, live));
    // All three starts share the slot at 9:40, which has eight desks.
    assert_eq!(live, 8);
}

/// Lets the server write nothing until what it returns is dropped.
async fn hold_writes(app: &TestApp) -> Vec<mpsc::Sender<()>> {
    let writers = match app.state.db.engine() {
        Engine::Sqlite => 1,
        Engine::Postgres => DbSettings::default().connections,
    };
    let (holding, mut held) = tokio::sync::mpsc::unbounded_channel();
    let mut gates = Vec::new();
    for _ in 0..writers {
        let (gate, opened) = mpsc::channel::<()>();
        gates.push(gate);
        let (db, holding) = (app.state.db.clone(), holding.clone());
        tokio::spawn(async move {
            let job = move |_: &mut _| {
                holding.send(()).unwrap();
                let _ = opened.recv();
                Ok(())
            };
            db.write(job).await.unwrap();
        });
    }
    for _ in 0..writers {
        held.recv().await.unwrap();
    }
    gates
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_repetition_is_told_that_the_first_request_is_still_in_progress() {
    let app = Arc::new(TestApp::start().await);
    let wish = app.wish("09:15", "anna@example.pl").await;
    let held = hold_writes(&app).await;
    let mut answers = JoinSet::new();
    for _ in 0..2 {
        let (app, wish) = (Arc::clone(&app), wish.clone());
        answers.spawn(async move {
            Answer::to(app.send(Method::POST, "/api/v1/bookings", &wish).header("idempotency-key", "key-1")).await
        });
    }
    let refused = answers.join_next().await.unwrap().unwrap();
    refused.problem(409, "request-in-progress");
    drop(held);
    let accepted = answers.join_next().await.unwrap().unwrap();
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    assert_eq!(audit(&app).await, (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counters_are_found_whatever_the_database_takes_for_the_order_of_their_names() {
    let Some(database) = BlankDatabase::ordered_by_people() else { return };
    let url = database.url.parse().unwrap();
    let db = tokio::task::spawn_blocking(move || Db::open(&url, DbSettings::default()).unwrap()).await.unwrap();
    // People sort these the other way round.
    let pools = ["e-wnioski", "ewidencja"];
    let names = OPOLE.replace("pojazdy", "e-wnioski").replace("kierowcy", "ewidencja");
    setup::import(&db, parse_office(&names).unwrap()).await.unwrap();
    let now: DateTime<Utc> = START.parse().unwrap();
    let found = db.write(move |conn| {
        let slots = pools.map(|pool| SlotKey { pool: pool.to_owned(), starts_at: now });
        let counters: Vec<CounterRow> = slots.iter().map(|slot| CounterRow::new(slot, 1)).collect();
        let accepted = Accepted { deltas: slots.iter().map(|slot| (slot, 1)).collect(), ..Accepted::default() };
        let look = |conn: &mut _, emails| {
            let touched = Touched { emails, counters: counters.clone(), ..Touched::default() };
            batch::look(conn, touched, now.naive_utc(), now.naive_utc())
        };
        // The first makes them, the second finds them.
        look(conn, vec![b"anna"])?;
        let mut found = look(conn, vec![b"anna"])?;
        batch::write(conn, &accepted, &mut found.counters, ("writer", 1), now.naive_utc())?;
        Ok(found.counters)
    });
    let taken: Vec<_> = found.await.unwrap().into_iter().map(|counter| (counter.pool_id, counter.booked)).collect();
    assert_eq!(taken, pools.map(|pool| (pool.to_owned(), 1)));
}
