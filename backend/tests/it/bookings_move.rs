//! `PATCH /bookings/{id}`

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{DAY, SERVICE};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_booking_moves_and_frees_its_old_place() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let before = app.show(&booked).await;
    let moved = app.move_to(&booked, "2026-12-02", "10:00").await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let booking = moved.json();
    assert_eq!((booking["date"].as_str(), booking["time"].as_str()), (Some("2026-12-02"), Some("10:00")));
    assert_eq!(booking["id"], booked.answer["id"]);
    assert_ne!(moved.header("etag"), before.header("etag"));
    let day = app.get(&format!("/api/v1/services/{SERVICE}/days/{DAY}")).await.json();
    assert!(day["slots"].as_array().unwrap().iter().all(|slot| slot["free"] == 4));
}

#[tokio::test]
async fn a_move_to_where_there_is_no_place_changes_nothing() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    for guest in ["b", "c", "d", "e"] {
        app.book("10:00", &format!("{guest}@example.pl")).await;
    }
    let before = app.show(&booked).await;
    let full = app.move_to(&booked, DAY, "10:00").await;
    assert!(!full.problem(409, "slot-full")["alternatives"].as_array().unwrap().is_empty());
    app.move_to(&booked, DAY, "10:01").await.problem(422, "slot-not-offered");
    app.move_to(&booked, "2026-11-29", "10:00").await.problem(409, "day-closed");
    app.move_to(&booked, "2026-12-28", "10:00").await.problem(409, "day-unreleased");
    app.move_to(&booked, "2026-11-20", "10:00").await.problem(409, "slot-past");
    assert_eq!(app.show(&booked).await.body, before.body);
}

#[tokio::test]
async fn faults_of_a_move_are_named() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let request = app.about(&booked, Method::PATCH, "").header("content-type", "application/json");
    let problem = Answer::to(request.body(json!({"time": "9", "email": "x"}).to_string())).await;
    let errors = problem.problem(422, "validation-failed")["errors"].clone();
    assert_eq!(errors.as_array().map(Vec::len), Some(3), "{errors}");
}

#[tokio::test]
async fn a_stale_version_is_refused() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let etag = app.show(&booked).await.header("etag").to_owned();
    assert_eq!(app.move_to(&booked, DAY, "10:00").await.status, 200);
    let body = json!({"date": DAY, "time": "11:00"}).to_string();
    let request = app.about(&booked, Method::PATCH, "").header("content-type", "application/json");
    let stale = Answer::to(request.header("if-match", &etag).body(body.clone())).await;
    stale.problem(412, "precondition-failed");
    let etag = app.show(&booked).await.header("etag").to_owned();
    let request = app.about(&booked, Method::PATCH, "").header("content-type", "application/json");
    assert_eq!(Answer::to(request.header("if-match", &etag).body(body)).await.status, 200);
}

#[tokio::test]
async fn too_near_the_visit_or_cancelled_it_stays() {
    let app = TestApp::start().await;
    let cancelled = app.book("09:30", "bert@example.pl").await;
    app.cancel(&cancelled).await;
    app.move_to(&cancelled, DAY, "10:00").await.problem(409, "already-cancelled");
    let booked = app.book("09:15", "anna@example.pl").await;
    app.clock.set("2026-12-01T08:15:00Z".parse().unwrap());
    app.move_to(&booked, "2026-12-02", "10:00").await.problem(409, "change-too-late");
}
