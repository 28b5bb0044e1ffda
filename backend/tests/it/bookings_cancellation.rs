//! `POST /bookings/{id}/cancellation`

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{DAY, SERVICE};
use reqwest::Method;

#[tokio::test]
async fn a_cancelled_booking_frees_its_place_and_stays_cancelled() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let first = app.cancel(&booked).await;
    assert_eq!((first.status, first.json()["status"].as_str()), (200, Some("cancelled")), "{}", first.text());
    let again = app.cancel(&booked).await;
    assert_eq!((again.status, again.json()["status"].as_str()), (200, Some("cancelled")));
    let day = app.get(&format!("/api/v1/services/{SERVICE}/days/{DAY}")).await.json();
    assert!(day["slots"].as_array().unwrap().iter().all(|slot| slot["free"] == 4));
    let shown = app.show(&booked).await;
    assert_eq!((shown.status, shown.json()["status"].as_str()), (200, Some("cancelled")));
}

#[tokio::test]
async fn a_link_that_is_followed_changes_nothing() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let followed = Answer::to(app.about(&booked, Method::GET, "/cancellation")).await;
    followed.problem(405, "method-not-allowed");
    assert_eq!(followed.header("allow"), "OPTIONS, POST");
    assert_eq!(app.show(&booked).await.json()["status"], "booked");
}

#[tokio::test]
async fn too_late_or_with_a_stale_version_it_is_refused() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let request = app.about(&booked, Method::POST, "/cancellation").header("if-match", "\"0\"");
    Answer::to(request).await.problem(412, "precondition-failed");
    app.clock.set("2026-12-01T08:15:00Z".parse().unwrap());
    app.cancel(&booked).await.problem(409, "change-too-late");
}
