//! Places that were given up come back after a delay, so that nobody can pass one on.

use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY, SERVICE};
use backend::db::DbConn;
use backend::db::schema::freed_places::dsl as freed;
use backend::db::schema::slot_counters::dsl as counters;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

/// Every freed place waits for seven minutes.
const DELAY: &[(&str, &str)] = &[("freed_place_delay", "7")];

async fn fill(app: &TestApp, time: &str) -> Vec<Booked> {
    let mut booked = Vec::new();
    for guest in ["anna", "jan", "ewa", "ola"] {
        booked.push(app.book(time, &format!("{guest}{}@example.pl", time.replace(':', ""))).await);
    }
    booked
}

async fn refused(app: &TestApp, time: &str) {
    let wish = app.wish(time, "friend@example.pl").await;
    app.post("/api/v1/bookings", &wish).await.problem(409, "slot-full");
}

async fn waiting(app: &TestApp) -> i64 {
    app.state.db.read(|conn| freed::freed_places.count().get_result(conn)).await.unwrap()
}

#[tokio::test]
async fn a_cancelled_place_comes_back_when_its_time_has_come() {
    let app = TestApp::with(DELAY).await;
    let booked = fill(&app, "10:00").await;
    assert_eq!(app.cancel(&booked[0]).await.status, 200);
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 0);
    refused(&app, "10:00").await;
    app.assert_sound().await;
    app.clock.advance(chrono::Duration::seconds(7 * 60 - 1));
    refused(&app, "10:00").await;
    app.clock.advance(chrono::Duration::seconds(1));
    // Without anybody asking for the hour.
    app.until_free("10:00", 1).await;
    app.assert_sound().await;
    app.book("10:00", "friend@example.pl").await;
    app.assert_sound().await;
    assert_eq!(waiting(&app).await, 0);
}

#[tokio::test]
async fn whoever_gives_up_and_wants_the_hour_again_waits_like_everybody() {
    let app = TestApp::with(DELAY).await;
    let booked = fill(&app, "10:00").await;
    app.cancel(&booked[0]).await;
    let again = app.wish("10:00", "anna1000@example.pl").await;
    app.post("/api/v1/bookings", &again).await.problem(409, "slot-full");
    // Cancelling twice frees one place.
    app.cancel(&booked[0]).await;
    assert_eq!(waiting(&app).await, 1);
    app.assert_sound().await;
}

#[tokio::test]
async fn a_move_takes_at_once_and_frees_later() {
    let app = TestApp::with(DELAY).await;
    let booked = fill(&app, "10:00").await;
    assert_eq!(app.move_to(&booked[0], DAY, "11:00").await.status, 200);
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, app.free_at(SERVICE, DAY, "11:00").await), (0, 3));
    app.assert_sound().await;
    // Neither another nor the same visit gets the old place before its time.
    app.move_to(&booked[0], DAY, "10:00").await.problem(409, "slot-full");
    refused(&app, "10:00").await;
    // To where it is already: nothing is freed.
    assert_eq!(app.move_to(&booked[1], DAY, "10:00").await.status, 200);
    assert_eq!(waiting(&app).await, 1);
    app.minutes_pass(7);
    app.until_free("10:00", 1).await;
    assert_eq!(app.move_to(&booked[0], DAY, "10:00").await.status, 200);
    assert_eq!((waiting(&app).await, app.free_at(SERVICE, DAY, "10:00").await), (1, 0));
    app.assert_sound().await;
}

#[tokio::test]
async fn a_visit_of_several_slots_frees_only_those_that_it_leaves() {
    let app = TestApp::with(DELAY).await;
    let mut wish = app.wish("09:00", "fleet@example.pl").await;
    wish["service_id"] = "flota".into();
    let answer = app.post("/api/v1/bookings", &wish).await.json();
    let token = answer["manage_token"].as_str().unwrap().to_owned();
    let visit = Booked { id: answer["id"].as_str().unwrap().parse().unwrap(), token, answer };
    // From 9:00, 9:20 and 9:40 to 9:20, 9:40 and 10:00.
    assert_eq!(app.move_to(&visit, DAY, "09:20").await.status, 200);
    assert_eq!(waiting(&app).await, 1);
    app.assert_sound().await;
    let booked = app.state.db.read(|conn| counters::slot_counters.select(counters::booked).load::<i32>(conn));
    assert_eq!(booked.await.unwrap(), [1, 1, 1, 1], "the first still counts");
    assert_eq!(app.cancel(&visit).await.status, 200);
    assert_eq!(waiting(&app).await, 4);
    app.assert_sound().await;
    app.minutes_pass(7);
    while waiting(&app).await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    app.assert_sound().await;
}

/// A full hour with a place whose time has come and that no task has noticed: memory shows one place taken less.
async fn overdue_place(app: &TestApp) {
    let booked = fill(app, "10:00").await;
    app.cancel(&booked[0]).await;
    let put = app.state.db.write(|conn| {
        let (pool, starts_at): (String, chrono::NaiveDateTime) =
            counters::slot_counters.select((counters::pool_id, counters::starts_at)).first(conn)?;
        let row = (
            freed::id.eq("overdue"),
            freed::pool_id.eq(pool),
            freed::starts_at.eq(starts_at),
            freed::returns_at.eq("2026-11-23T05:59:00".parse::<chrono::NaiveDateTime>().unwrap()),
        );
        diesel::insert_into(freed::freed_places).values(row).execute(conn)?;
        diesel::update(counters::slot_counters).set(counters::booked.eq(counters::booked + 1)).execute(conn)
    });
    put.await.unwrap();
    assert_eq!((waiting(app).await, app.free_at(SERVICE, DAY, "10:00").await), (1, 1));
}

#[tokio::test]
async fn whoever_comes_next_brings_a_place_back_whose_time_has_come() {
    let app = TestApp::start().await;
    overdue_place(&app).await;
    app.book("10:00", "friend@example.pl").await;
    assert_eq!((waiting(&app).await, app.free_at(SERVICE, DAY, "10:00").await), (0, 0));
    app.assert_sound().await;
}

#[tokio::test]
async fn so_does_whoever_moves_there() {
    let app = TestApp::start().await;
    overdue_place(&app).await;
    let visit = app.book("12:00", "friend@example.pl").await;
    assert_eq!(app.move_to(&visit, DAY, "10:00").await.status, 200);
    assert_eq!((waiting(&app).await, app.free_at(SERVICE, DAY, "10:00").await), (0, 0));
    app.assert_sound().await;
}

#[tokio::test]
async fn places_wait_through_a_restart_and_are_cleared_away_when_the_hour_has_begun() {
    let app = TestApp::with(&[("freed_place_delay", "30")]).await;
    let booked = fill(&app, "10:00").await;
    app.clock.set("2026-12-01T08:50:00Z".parse().unwrap());
    assert_eq!(app.cancel(&booked[0]).await.status, 200);
    let app = app.restart(&[]).await;
    assert_eq!(
        app.free_at(SERVICE, DAY, "10:00").await,
        0,
        "switching the delay off changes nothing for those that wait"
    );
    app.assert_sound().await;
    app.minutes_pass(30);
    while waiting(&app).await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    app.assert_sound().await;
}

#[tokio::test]
async fn by_default_a_place_waits_for_up_to_half_an_hour() {
    let app = TestApp::with(&[("freed_place_delay", "1-30")]).await;
    let booked = fill(&app, "10:00").await;
    for visit in &booked {
        app.cancel(visit).await;
    }
    let returns = app.state.db.read(|conn| freed::freed_places.select(freed::returns_at).load(conn));
    let mut returns: Vec<chrono::NaiveDateTime> = returns.await.unwrap();
    let minute = |minutes: i64| {
        "2026-11-23T06:00:00".parse::<chrono::NaiveDateTime>().unwrap() + chrono::Duration::minutes(minutes)
    };
    assert!(returns.iter().all(|at| *at >= minute(1) && *at <= minute(30)), "{returns:?}");
    returns.dedup();
    assert_eq!(returns.len(), 4, "each its own");
}

#[tokio::test]
async fn places_that_wait_come_back_with_a_return_to_the_version_before() {
    let app = TestApp::with(DELAY).await;
    let booked = fill(&app, "10:00").await;
    for visit in &booked[..3] {
        assert_eq!(app.cancel(visit).await.status, 200);
    }
    let back = app.state.db.write(|conn| match conn {
        DbConn::Pg(conn) => {
            conn.batch_execute(include_str!("../../../migrations/postgres/2026-11-25-100000_freed_places/down.sql"))
        }
        DbConn::Sqlite(conn) => {
            conn.batch_execute(include_str!("../../../migrations/sqlite/2026-11-25-100000_freed_places/down.sql"))
        }
    });
    back.await.unwrap();
    let places =
        app.state.db.read(|conn| counters::slot_counters.select((counters::capacity, counters::booked)).load(conn));
    let places: Vec<(i32, i32)> = places.await.unwrap();
    assert_eq!(places, [(4, 1)]);
}
