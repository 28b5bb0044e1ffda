//! Holding an hour while the terms are read: `POST /bookings` with `hold`, `/confirmation`, `/hold-extension`.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY, SERVICE, TERMS};
use backend::db::DbConn;
use backend::db::bookings::BookingRow;
use backend::db::schema::{bookings, outbox, slot_counters};
use backend::domain::role::Role;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

async fn row(app: &TestApp, booked: &Booked) -> BookingRow {
    let id = booked.id.to_string();
    app.state.db.read(move |conn| backend::db::bookings::find(conn, &id)).await.unwrap().unwrap()
}

async fn letters(app: &TestApp) -> i64 {
    app.state.db.read(|conn| outbox::table.count().get_result(conn)).await.unwrap()
}

/// Nothing of a person is left.
async fn assert_forgotten(app: &TestApp, booked: &Booked) {
    let row = row(app, booked).await;
    assert!(row.email_key.is_empty() && row.email_sealed.is_empty(), "{row:?}");
    assert_eq!((row.code_key, row.code_sealed), (None, None));
}

#[tokio::test]
async fn a_hold_takes_a_place_without_a_letter_and_becomes_a_visit() {
    let app = TestApp::start().await;
    let held = app.hold("10:00", "anna@example.pl").await;
    let expected = json!({"status": "held", "held_until": "2026-11-23T07:10:00+01:00",
        "held_at_most_until": "2026-11-23T07:30:00+01:00", "confirmation_email": "not_written",
        "email": "a***@example.pl", "date": DAY, "time": "10:00"});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(held.answer[name], *value, "{name}");
    }
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, letters(&app).await), (3, 0));
    assert!(app.get("/metrics").await.text().contains("wizyta_holds 1\n"));
    app.assert_sound().await;
    // It is no visit yet.
    Answer::to(app.about(&held, Method::GET, "/calendar.ics")).await.problem(404, "not-found");
    app.resend(&held, &json!({})).await.problem(422, "terms-not-accepted");
    app.resend(&held, &json!({"email": "ana@example.pl"})).await.problem(422, "terms-not-accepted");
    let kiosk = app.token(Role::Kiosk, None).await;
    let code = json!({"code": app.code_of(&held).await});
    let request = app.send(Method::POST, "/api/v1/kiosk/tickets", &code).bearer_auth(&kiosk);
    Answer::to(request).await.problem(404, "code-unknown");
    // It becomes one.
    let booked = app.confirm(&held).await;
    assert_eq!(booked.status, 200, "{}", booked.text());
    let body = booked.json();
    assert_eq!((&body["status"], &body["confirmation_email"]), (&json!("booked"), &json!("queued")));
    assert_eq!(
        (&body["id"], &body["held_until"], &body["manage_token"]),
        (&held.answer["id"], &Value::Null, &Value::Null)
    );
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, letters(&app).await), (3, 1));
    assert_eq!(app.show(&held).await.body, booked.body);
    app.minutes_pass(60);
    for again in [app.confirm(&held).await, app.extend(&held).await] {
        assert_eq!((again.status, again.body.as_slice()), (200, booked.body.as_slice()), "nothing more happens");
    }
    assert_eq!(letters(&app).await, 1);
    app.assert_sound().await;
    assert_eq!(app.cancel(&held).await.status, 200);
    assert_eq!(letters(&app).await, 2);
    app.assert_sound().await;
}

#[tokio::test]
async fn a_hold_that_runs_out_frees_its_place_at_its_instant_and_forgets_whose_it_was() {
    let app = TestApp::with(&[("freed_place_delay", "30")]).await;
    let held = app.hold("10:00", "anna@example.pl").await;
    app.clock.advance(chrono::Duration::seconds(10 * 60 - 1));
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 3);
    app.clock.advance(chrono::Duration::seconds(1));
    // Without anybody asking for the hour, and without the delay of places that are given up.
    app.until_free("10:00", 4).await;
    assert_forgotten(&app, &held).await;
    let shown = app.show(&held).await.json();
    assert_eq!((&shown["status"], &shown["email"]), (&json!("expired"), &json!("")));
    for late in [app.confirm(&held).await, app.extend(&held).await, app.move_to(&held, DAY, "11:00").await] {
        let problem = late.problem(409, "hold-expired");
        assert_eq!(
            (&problem["alternatives"][0]["date"], &problem["alternatives"][0]["time"]),
            (&json!(DAY), &json!("10:00"))
        );
    }
    // Where full hours are told the same alternatives, they are told something else.
    for guest in ["b", "c", "d", "e"] {
        app.book("10:00", &format!("{guest}@example.pl")).await;
    }
    let wish = app.wish("10:00", "f@example.pl").await;
    for _ in 0..2 {
        app.post("/api/v1/bookings", &wish).await.problem(409, "slot-full");
        let problem = app.confirm(&held).await.problem(409, "hold-expired");
        assert_ne!(problem["alternatives"][0]["time"], "10:00");
    }
    assert_eq!(app.cancel(&held).await.json()["status"], "expired", "there is nothing left to give up");
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains("wizyta_holds 0\n"), "{}", metrics.text());
    app.assert_sound().await;
    assert_eq!(Answer::to(app.about(&held, Method::POST, "/erasure")).await.status, 204);
    app.show(&held).await.problem(404, "not-found");
    app.assert_sound().await;
}

#[tokio::test]
async fn the_instant_it_has_run_out_its_place_can_be_had() {
    let app = TestApp::start().await;
    for guest in ["b", "c", "d"] {
        app.book("10:00", &format!("{guest}@example.pl")).await;
    }
    app.hold("10:00", "anna@example.pl").await;
    let wish = app.wish("10:00", "newcomer@example.pl").await;
    app.post("/api/v1/bookings", &wish).await.problem(409, "slot-full");
    app.minutes_pass(10);
    // Whoever notices first, the newcomer or the server itself.
    assert_eq!(app.post("/api/v1/bookings", &wish).await.status, 201);
    app.assert_sound().await;
}

#[tokio::test]
async fn it_is_extended_up_to_half_an_hour_in_all() {
    let app = TestApp::start().await;
    let held = app.hold("10:00", "anna@example.pl").await;
    for extension in 1..=10 {
        app.minutes_pass(1);
        let answer = app.extend(&held).await;
        assert_eq!(answer.json()["held_until"], format!("2026-11-23T07:{:02}:00+01:00", 10 + 2 * extension));
        assert_eq!(answer.body, app.show(&held).await.body);
    }
    let last = app.extend(&held).await;
    assert_eq!((last.status, &last.json()["held_until"]), (200, &json!("2026-11-23T07:30:00+01:00")));
    app.assert_sound().await;
    app.minutes_pass(19);
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 3);
    app.minutes_pass(1);
    app.until_free("10:00", 4).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn extension_and_confirmation_know_the_version_and_the_clients_key() {
    let app = TestApp::start().await;
    let held = app.hold("10:00", "anna@example.pl").await;
    let etag = app.show(&held).await.header("etag").to_owned();
    let extend = |etag: &str, key: &str| {
        let request = app.about(&held, Method::POST, "/hold-extension").header("if-match", etag);
        Answer::to(request.header("idempotency-key", key))
    };
    let first = extend(&etag, "one").await;
    assert_eq!(extend(&etag, "one").await.body, first.body, "the same answer, not two more minutes");
    extend(&etag, "two").await.problem(412, "precondition-failed");
    let confirm = |etag: &str, body: Value| {
        let request = app.about(&held, Method::POST, "/confirmation").header("if-match", etag);
        let request = request.header("content-type", "application/json").header("idempotency-key", "three");
        Answer::to(request.body(body.to_string()))
    };
    let accepted = json!({"terms_version": TERMS});
    confirm(&etag, accepted.clone()).await.problem(412, "precondition-failed");
    confirm(first.header("etag"), json!({})).await.problem(422, "terms-not-accepted");
    confirm(first.header("etag"), json!({"terms_version": "1999"})).await.problem(409, "terms-outdated");
    confirm(first.header("etag"), json!({"terms_version": "x", "hold": true})).await.problem(422, "validation-failed");
    let booked = confirm(first.header("etag"), accepted.clone()).await;
    assert_eq!(booked.status, 200, "{}", booked.text());
    let again = confirm(first.header("etag"), accepted).await;
    assert_eq!((again.status, again.body), (200, booked.body));
    confirm(&etag, json!({"terms_version": "other"})).await.problem(422, "idempotency-key-reused");
    let stranger = Booked { token: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(), ..held.clone() };
    app.confirm(&stranger).await.problem(404, "not-found");
    app.extend(&stranger).await.problem(404, "not-found");
    app.assert_sound().await;
}

#[tokio::test]
async fn the_same_hold_is_not_taken_twice() {
    let app = TestApp::start().await;
    let wish = json!({"service_id": SERVICE, "date": DAY, "time": "10:00", "email": "anna@example.pl", "hold": true});
    let hold =
        async || Answer::to(app.send(Method::POST, "/api/v1/bookings", &wish).header("idempotency-key", "k")).await;
    let first = hold().await;
    assert_eq!(hold().await.body, first.body);
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 3);
}

#[tokio::test]
async fn a_hold_that_is_given_up_frees_its_place_at_once_and_without_a_letter() {
    let app = TestApp::with(&[("freed_place_delay", "30")]).await;
    let held = app.hold("10:00", "anna@example.pl").await;
    let given_up = app.cancel(&held).await;
    assert_eq!((given_up.status, &given_up.json()["status"]), (200, &json!("cancelled")));
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, letters(&app).await), (4, 0));
    assert_eq!(app.cancel(&held).await.body, given_up.body, "repeating it changes nothing");
    assert_forgotten(&app, &held).await;
    app.confirm(&held).await.problem(409, "already-cancelled");
    app.extend(&held).await.problem(409, "already-cancelled");
    app.assert_sound().await;
    let erased = app.hold("10:00", "anna@example.pl").await;
    assert_eq!(Answer::to(app.about(&erased, Method::POST, "/erasure")).await.status, 204);
    assert_eq!((app.free_at(SERVICE, DAY, "10:00").await, letters(&app).await), (4, 0));
    assert_forgotten(&app, &erased).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn a_hold_moves_at_once_and_without_a_letter() {
    let app = TestApp::with(&[("freed_place_delay", "30")]).await;
    let held = app.hold("10:00", "anna@example.pl").await;
    app.minutes_pass(3);
    let moved = app.move_to(&held, DAY, "11:00").await.json();
    assert_eq!((&moved["status"], &moved["time"]), (&json!("held"), &json!("11:00")));
    assert_eq!(moved["held_until"], held.answer["held_until"], "moving wins no time");
    assert_eq!(app.free_at(SERVICE, DAY, "10:00").await, 4);
    assert_eq!((app.free_at(SERVICE, DAY, "11:00").await, letters(&app).await), (3, 0));
    app.assert_sound().await;
    assert_eq!(app.confirm(&held).await.json()["time"], "11:00");
    app.assert_sound().await;
}

#[tokio::test]
async fn an_address_holds_one_hour_at_a_time() {
    let app = TestApp::start().await;
    let first = app.hold("10:00", "anna@example.pl").await;
    app.try_hold("11:00", "Anna+second@example.pl").await.problem(409, "booking-limit-reached");
    // Booking at once is still possible, up to the usual limit, to which the hold counts.
    app.book("12:00", "anna@example.pl").await;
    let wish = app.wish("12:15", "anna@example.pl").await;
    app.post("/api/v1/bookings", &wish).await.problem(409, "booking-limit-reached");
    app.cancel(&first).await;
    let second = app.hold("11:00", "anna@example.pl").await;
    app.minutes_pass(10);
    // Whether the first one's end was noticed or not.
    let third = app.hold("11:15", "anna@example.pl").await;
    app.confirm(&second).await.problem(409, "hold-expired");
    assert_eq!(app.confirm(&third).await.status, 200);
    app.assert_sound().await;
    // The database holds it too.
    let fourth = app.hold("13:00", "jan@example.pl").await;
    let fifth = app.hold("13:15", "ewa@example.pl").await;
    let (one, other) = (fourth.id.to_string(), fifth.id.to_string());
    let refused = app.state.db.write(move |conn| {
        let key: Vec<u8> = bookings::table.find(&one).select(bookings::email_key).first(conn)?;
        diesel::update(bookings::table.find(&other)).set(bookings::email_key.eq(key)).execute(conn)
    });
    assert!(refused.await.is_err());
}

#[tokio::test]
async fn a_hold_does_not_reach_into_its_hour() {
    let app = TestApp::start().await;
    app.clock.set("2026-12-01T08:53:00Z".parse().unwrap());
    let held = app.hold("10:00", "anna@example.pl").await;
    assert_eq!(held.answer["held_until"], "2026-12-01T10:00:00+01:00");
    assert_eq!(held.answer["held_at_most_until"], "2026-12-01T10:00:00+01:00");
    assert_eq!(app.extend(&held).await.json()["held_until"], "2026-12-01T10:00:00+01:00");
    assert_eq!(app.confirm(&held).await.status, 200);
    app.assert_sound().await;
}

#[tokio::test]
async fn terms_that_are_accepted_early_are_looked_at_early() {
    let app = TestApp::start().await;
    let mut wish = app.wish("10:00", "anna@example.pl").await;
    wish["hold"] = true.into();
    wish["terms_version"] = "1999".into();
    app.post("/api/v1/bookings", &wish).await.problem(409, "terms-outdated");
    wish["terms_version"] = TERMS.into();
    assert_eq!(app.post("/api/v1/bookings", &wish).await.json()["status"], "held");
}

#[tokio::test]
async fn holds_can_be_switched_off() {
    let app = TestApp::with(&[("hold_minutes", "0")]).await;
    assert_eq!(app.get("/api/v1/offices").await.json()["items"][0]["hold_minutes"], 0);
    let problem = app.try_hold("10:00", "anna@example.pl").await.problem(422, "validation-failed");
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("/hold"), &json!("holds-off"))
    );
    app.book("10:00", "anna@example.pl").await;
    let app = TestApp::with(&[("hold_minutes", "3")]).await;
    assert_eq!(app.get("/api/v1/offices").await.json()["items"][0]["hold_minutes"], 3);
    assert_eq!(app.hold("10:00", "anna@example.pl").await.answer["held_until"], "2026-11-23T07:03:00+01:00");
}

#[tokio::test]
async fn nobody_hoards_holds() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_holds", "2/600")]).await;
    app.hold("10:00", "one@example.pl").await;
    app.hold("10:15", "two@example.pl").await;
    let refused = app.try_hold("10:30", "three@example.pl").await;
    refused.problem(429, "rate-limited");
    assert!(refused.header("ratelimit-policy").starts_with("\"holds\";q=2;w=600"), "{:?}", refused.headers);
    // Booking without a hold goes on.
    app.book("10:30", "three@example.pl").await;
}

#[tokio::test]
async fn holds_last_through_a_restart() {
    let app = TestApp::start().await;
    let held = app.hold("10:00", "anna@example.pl").await;
    let app = app.restart(&[]).await;
    assert_eq!(app.show(&held).await.json()["status"], "held");
    app.minutes_pass(10);
    app.until_free("10:00", 4).await;
    app.assert_sound().await;
}

#[tokio::test]
async fn holds_are_gone_after_a_return_to_the_version_before() {
    let app = TestApp::start().await;
    app.hold("10:00", "anna@example.pl").await;
    let given_up = app.hold("10:00", "jan@example.pl").await;
    app.cancel(&given_up).await;
    let confirmed = app.hold("10:00", "ewa@example.pl").await;
    app.extend(&confirmed).await;
    app.confirm(&confirmed).await;
    let back = app.state.db.write(|conn| match conn {
        DbConn::Pg(conn) => {
            conn.batch_execute(include_str!("../../../migrations/postgres/2026-11-30-200000_holds/down.sql"))
        }
        DbConn::Sqlite(conn) => {
            conn.batch_execute(include_str!("../../../migrations/sqlite/2026-11-30-200000_holds/down.sql"))
        }
    });
    back.await.unwrap();
    let left = app.state.db.read(|conn| {
        let visits: Vec<(String, i32)> = bookings::table.select((bookings::status, bookings::version)).load(conn)?;
        Ok((visits, slot_counters::table.select(slot_counters::booked).load::<i32>(conn)?))
    });
    assert_eq!(left.await.unwrap(), (vec![("booked".to_owned(), 1)], vec![1]));
}
