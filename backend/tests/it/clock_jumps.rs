//! A clock that is set back five minutes or jumps a day ahead: nothing is done twice, nothing is lost, nobody is locked out.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::DAY;
use backend::db::schema::outbox;
use backend::domain::role::Role;
use diesel::prelude::*;
use reqwest::Method;
use serde_json::json;
use shared::ReservationCode;
use std::time::Duration;

/// The letters in the folder, once there are so many.
async fn letters(app: &TestApp, count: usize) -> Vec<String> {
    let folder = app.mail_folder();
    let list = move || {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap().file_name());
        let names = entries.map(|name| name.into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).collect::<Vec<_>>()
    };
    let wait = async {
        while list().len() < count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the letters come");
    list()
}

#[tokio::test]
async fn a_key_repeats_its_answer_also_after_the_clock_was_set_back() {
    let app = TestApp::start().await;
    let wish = app.wish("09:00", "anna@example.pl").await;
    let book = || {
        let request = app.send(Method::POST, "/api/v1/bookings", &wish);
        Answer::to(request.header("idempotency-key", "one-visit"))
    };
    let first = book().await;
    assert_eq!(first.status, 201);
    for minutes in [-5, 10, 23 * 60] {
        app.minutes_pass(minutes);
        let again = book().await;
        assert_eq!((again.status, &again.body), (201, &first.body), "{minutes} minutes");
    }
    let day = app.get(&format!("/api/v1/services/prawa-jazdy/days/{DAY}")).await.json();
    let nine = day["slots"].as_array().unwrap().iter().find(|slot| slot["time"] == "09:00").unwrap();
    assert_eq!(nine["free"], 3, "one booking, not four");
}

#[tokio::test]
async fn letters_leave_once_and_in_their_order_whatever_the_clock_does() {
    let app = TestApp::with(&[("smtp_url", "")]).await;
    let booked = app.book("09:00", "anna@example.pl").await;
    assert_eq!(letters(&app, 1).await.len(), 1);
    app.minutes_pass(-5);
    let again = app.book("09:15", "jan@example.pl").await;
    assert_eq!(letters(&app, 2).await.len(), 2, "what is written now is due now");
    app.minutes_pass(24 * 60);
    app.cancel(&booked).await;
    letters(&app, 3).await;
    app.minutes_pass(-24 * 60);
    app.cancel(&again).await;
    assert_eq!(letters(&app, 4).await.len(), 4);
    for booked in [&booked, &again] {
        assert_eq!(app.show(booked).await.json()["status"], "cancelled");
    }
}

#[tokio::test]
async fn letters_that_wait_keep_their_order_when_the_clock_is_set_back() {
    // No mail server answers there.
    let app = TestApp::start().await;
    let booked = app.book("09:00", "anna@example.pl").await;
    app.minutes_pass(-5);
    assert_eq!(app.cancel(&booked).await.status, 200);
    let written = app
        .state
        .db
        .read(|conn| outbox::table.order((outbox::created_at, outbox::id)).select(outbox::kind).load::<String>(conn));
    assert_eq!(written.await.unwrap(), ["confirmation", "cancelled"]);
}

#[tokio::test]
async fn a_kiosk_is_not_locked_out_by_a_clock_that_was_ahead() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_exempt", "127.0.0.0/8")]).await;
    let kiosk = app.token(Role::Kiosk, None).await;
    let draw = async |code: &str| {
        let request = app.send(Method::POST, "/api/v1/kiosk/tickets", &json!({"code": code}));
        Answer::to(request.bearer_auth(&kiosk)).await
    };
    for jump in [5, 24 * 60] {
        app.minutes_pass(jump);
        let mut wrong = 0;
        while draw(ReservationCode::from_number(wrong).digits()).await.status == 404 {
            wrong += 1;
        }
        app.minutes_pass(-jump);
        let longest: u32 = match draw(ReservationCode::from_number(0).digits()).await {
            answer if answer.status == 429 => answer.header("retry-after").parse().unwrap(),
            answer => {
                answer.problem(404, "code-unknown");
                0
            }
        };
        assert!(longest <= 60, "{longest} s after a jump of {jump} min");
    }
}

#[tokio::test]
async fn the_limit_of_an_address_holds_while_the_clock_jumps() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_email", "2/3600")]).await;
    let wish = app.wish("09:00", "anna@example.pl").await;
    let past = {
        let mut past = wish.clone();
        past["date"] = json!("2026-11-02");
        past
    };
    for jump in [0, -5] {
        app.minutes_pass(jump);
        app.post("/api/v1/bookings", &past).await.problem(409, "slot-past");
    }
    for jump in [5, 24 * 60, -24 * 60] {
        app.minutes_pass(jump);
        // What limits count is time that has passed, not what a clock says.
        app.post("/api/v1/bookings", &past).await.problem(429, "rate-limited");
    }
}
