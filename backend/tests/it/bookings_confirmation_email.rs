//! `POST /bookings/{id}/confirmation-email`

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::Booked;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_plain_resend_repeats_the_same_code() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let code = app.code_of(&booked).await;
    let sent = app.resend(&booked, &json!({})).await;
    assert_eq!((sent.status, sent.json().get("manage_token")), (202, None), "{}", sent.text());
    assert_eq!(sent.json()["confirmation_email"], "queued");
    let without_body = Answer::to(app.about(&booked, Method::POST, "/confirmation-email")).await;
    assert_eq!(without_body.status, 202, "{}", without_body.text());
    assert_eq!(app.code_of(&booked).await, code);
}

#[tokio::test]
async fn a_corrected_address_brings_a_new_token_and_code_and_the_old_ones_die() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "ana@example.pl").await;
    let code = app.code_of(&booked).await;
    let sent = app.resend(&booked, &json!({"email": "bella@example.pl"})).await;
    assert_eq!((sent.status, sent.json()["email"].as_str()), (202, Some("b***@example.pl")), "{}", sent.text());
    let token = sent.json()["manage_token"].as_str().unwrap().to_owned();
    assert_ne!(token, booked.token);
    app.show(&booked).await.problem(404, "not-found");
    let renewed = Booked { token, ..booked };
    assert_eq!(app.show(&renewed).await.status, 200);
    assert_ne!(app.code_of(&renewed).await, code);
}

#[tokio::test]
async fn addresses_cannot_be_asked_for_one_after_the_other() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_email", "2/3600")]).await;
    let booked = app.book("09:15", "anna@example.pl").await;
    for time in ["09:30", "09:45"] {
        app.book(time, "bert@example.pl").await;
    }
    // The tries of that address are used up, whoever makes them.
    let refused = app.resend(&booked, &json!({"email": "bert@example.pl"})).await;
    refused.problem(429, "rate-limited");
    let reached = app.resend(&booked, &json!({"email": "cyd@example.pl"})).await;
    assert_eq!(reached.status, 202, "{}", reached.text());
}

#[tokio::test]
async fn a_corrected_address_counts_against_its_limits() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    for time in ["09:30", "09:45"] {
        app.book(time, "bert@example.pl").await;
    }
    app.resend(&booked, &json!({"email": "bert@example.pl"})).await.problem(409, "booking-limit-reached");
}

#[tokio::test]
async fn resends_are_limited_and_end_with_the_booking() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let problem = app.resend(&booked, &json!({"email": "anna"})).await.problem(422, "validation-failed");
    assert_eq!(problem["errors"][0]["pointer"], "/email");
    let mut last = 202;
    for _ in 0..6 {
        let answer = app.resend(&booked, &json!({})).await;
        last = answer.status;
        if last == 429 {
            answer.problem(429, "rate-limited");
            break;
        }
    }
    assert_eq!(last, 429);
    app.cancel(&booked).await;
    app.resend(&booked, &json!({})).await.problem(409, "already-cancelled");
}
