//! Holds that have run out, and whoever comes at that moment: their holders, newcomers, other servers.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY, SERVICE};
use backend::db::{Engine, bookings};
use backend::store::holds;
use serde_json::Value;
use std::sync::Arc;
use tokio::task::JoinSet;

/// A full hour whose last place is held by somebody whose time is over, which nobody has noticed.
async fn overdue(app: &TestApp, time: &str, round: usize) -> Booked {
    for guest in ["b", "c", "d"] {
        app.book(time, &format!("{guest}{round}@example.pl")).await;
    }
    // As if an earlier one were known, for which the server would wake.
    app.state.freed.next_expiry.set(Some("2026-11-23T06:01:00Z".parse().unwrap()));
    let held = app.hold(time, &format!("late{round}@example.pl")).await;
    let overdue = "UPDATE bookings SET held_until = '2026-11-23 05:59:00' WHERE id = ";
    app.write(format!("{overdue}'{}'", held.id)).await;
    held
}

/// Tells a server that a hold has run out, as it knows by itself of its own: memory then refuses nothing.
fn notice(app: &TestApp) {
    app.state.freed.next_expiry.set(Some("2026-11-23T05:59:00Z".parse().unwrap()));
}

#[tokio::test]
async fn what_comes_late_still_counts_as_long_as_nobody_has_noticed() {
    let app = TestApp::start().await;
    let confirmed = overdue(&app, "10:00", 0).await;
    assert_eq!(app.confirm(&confirmed).await.json()["status"], "booked");
    let extended = overdue(&app, "11:00", 1).await;
    assert_eq!(app.extend(&extended).await.json()["held_until"], "2026-11-23T07:02:00+01:00");
    let moved = overdue(&app, "12:00", 2).await;
    app.move_to(&moved, DAY, "13:00").await.problem(409, "hold-expired");
    app.cancel(&moved).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn whoever_comes_next_ends_a_hold_in_the_same_transaction() {
    let app = TestApp::start().await;
    let held = overdue(&app, "10:00", 0).await;
    notice(&app);
    app.book("10:00", "newcomer@example.pl").await;
    app.confirm(&held).await.problem(409, "hold-expired");
    let held = overdue(&app, "11:00", 1).await;
    let visit = app.book("12:00", "mover@example.pl").await;
    assert_eq!(app.move_to(&visit, DAY, "11:00").await.status, 200);
    app.confirm(&held).await.problem(409, "hold-expired");
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, app.free_at(SERVICE, DAY, "11:00").await), (0, 0));
    app.assert_sound().await;
}

#[tokio::test]
async fn an_address_whose_hold_has_run_out_holds_another_hour() {
    let app = TestApp::start().await;
    let held = overdue(&app, "10:00", 0).await;
    app.hold("11:00", "late0@example.pl").await;
    app.confirm(&held).await.problem(409, "hold-expired");
    app.until_free("10:00", 1).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn a_hold_of_several_slots_gives_them_all_back() {
    let app = TestApp::start().await;
    let mut wish = app.wish("09:00", "fleet@example.pl").await;
    wish["service_id"] = "flota".into();
    wish["hold"] = true.into();
    assert_eq!(app.post("/api/v1/bookings", &wish).await.status, 201);
    app.assert_sound().await;
    let free = app.free_at("flota", DAY, "09:20").await;
    app.minutes_pass(10);
    let seen = async {
        while app.free_at("flota", DAY, "09:20").await == free {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), seen).await.unwrap();
    app.assert_sound().await;
}

#[tokio::test]
async fn a_hold_that_was_moved_meanwhile_is_not_ended_by_what_was_read_before() {
    let app = TestApp::start().await;
    let held = app.hold("10:00", "anna@example.pl").await;
    let id = held.id.to_string();
    let read = app.state.db.read(move |conn| bookings::holds(conn, &[&id])).await.unwrap();
    assert_eq!(app.move_to(&held, DAY, "11:00").await.status, 200);
    // Whoever read it before the move ends it after its time: it has another place now.
    let later = app.state.clock.now() + chrono::Duration::minutes(30);
    let stale = app.state.db.write(move |conn| Ok(holds::expire(conn, &read, later).is_err())).await.unwrap();
    assert!(stale, "its new place would be taken for ever");
}

/// Its holder and a newcomer want the last place, at the same time and through these servers.
async fn race(apps: [&Arc<TestApp>; 2], time: &str, round: usize) {
    let held = overdue(apps[0], time, round).await;
    for app in apps {
        notice(app);
    }
    let mut wish: Value = apps[0].wish(time, &format!("newcomer{round}@example.pl")).await;
    wish["hold"] = round.is_multiple_of(2).into();
    let (one, other) = (Arc::clone(apps[0]), Arc::clone(apps[1]));
    let confirming = tokio::spawn(async move { one.confirm(&held).await });
    let newcomer: Answer = other.post("/api/v1/bookings", &wish).await;
    let confirmed = confirming.await.unwrap();
    match (confirmed.status, newcomer.status) {
        (200, 409) => drop(newcomer.problem(409, "slot-full")),
        (409, 201) => drop(confirmed.problem(409, "hold-expired")),
        _ => panic!("{} and {}", confirmed.text(), newcomer.text()),
    }
}

async fn races(replicas: bool) {
    let app = Arc::new(TestApp::start().await);
    let second = if replicas { Arc::new(app.beside(&[])) } else { Arc::clone(&app) };
    for round in 0..20 {
        let time = format!("{:02}:{:02}", 8 + round / 4, round % 4 * 15);
        race([&app, &second], &time, round).await;
    }
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_holder_and_newcomer_gets_the_place() {
    races(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn also_through_two_servers() {
    let app = TestApp::start().await;
    let engine = app.state.db.engine();
    drop(app);
    if engine == Engine::Postgres {
        races(true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn holds_that_run_out_by_the_dozen_leave_as_many_places() {
    let app = Arc::new(TestApp::start().await);
    let mut held = Vec::new();
    for round in 0..16_usize {
        held.push(app.hold(["10:00", "10:15", "10:30", "10:45"][round / 4], &format!("held{round}@example.pl")).await);
    }
    app.minutes_pass(10);
    // Some come too late, others anew, while the server itself clears away.
    let mut tasks = JoinSet::new();
    for (number, held) in held.into_iter().enumerate() {
        let app = Arc::clone(&app);
        tasks.spawn(async move {
            if number % 2 == 0 {
                return app.confirm(&held).await.status == 200;
            }
            let wish =
                app.wish(["10:00", "10:15", "10:30", "10:45"][number / 4], &format!("new{number}@example.pl")).await;
            app.post("/api/v1/bookings", &wish).await.status == 201
        });
    }
    let mut there = 0;
    while let Some(got) = tasks.join_next().await {
        there += u64::from(got.unwrap());
    }
    let seen = async {
        loop {
            let mut free = 0;
            for time in ["10:00", "10:15", "10:30", "10:45"] {
                free += app.free_at(SERVICE, DAY, time).await;
            }
            if free == 16 - there {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), seen).await.unwrap();
    app.assert_sound().await;
}
