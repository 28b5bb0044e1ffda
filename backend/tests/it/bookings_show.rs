//! `GET /bookings/{id}` and its calendar file

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::Booked;
use diesel::prelude::*;
use reqwest::Method;

#[tokio::test]
async fn the_holder_sees_the_booking_without_its_token() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let shown = app.show(&booked).await;
    assert_eq!((shown.status, shown.header("cache-control")), (200, "private, no-store"));
    let mut expected = booked.answer.clone();
    expected.as_object_mut().unwrap().remove("manage_token");
    assert_eq!(shown.json(), expected);
    let request = app.about(&booked, Method::GET, "").header("if-none-match", shown.header("etag"));
    assert_eq!(Answer::to(request).await.status, 304);
    let english = Answer::to(app.about(&booked, Method::GET, "").header("accept-language", "en")).await;
    assert_eq!(english.json()["service"]["name"], "Driving licences");
}

#[tokio::test]
async fn without_its_token_a_booking_looks_as_if_it_did_not_exist() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let other = app.book("09:30", "bert@example.pl").await;
    let mut texts = std::collections::HashSet::new();
    let wrong = [
        Booked { token: other.token.clone(), ..booked.clone() },
        Booked { token: "x".to_owned(), ..booked.clone() },
        Booked { id: uuid::Uuid::now_v7(), ..booked.clone() },
    ];
    for wrong in &wrong {
        for (method, rest) in [
            (Method::GET, ""),
            (Method::GET, "/calendar.ics"),
            (Method::PATCH, ""),
            (Method::POST, "/cancellation"),
            (Method::POST, "/confirmation-email"),
        ] {
            let request = app.about(wrong, method.clone(), rest).header("content-type", "application/json");
            let body = if method == Method::PATCH { r#"{"date":"2026-12-02","time":"09:15"}"# } else { "{}" };
            let mut problem = Answer::to(request.body(body)).await.problem(404, "not-found");
            problem.as_object_mut().unwrap().remove("request_id");
            texts.insert(problem.to_string());
        }
    }
    app.get(&format!("/api/v1/bookings/{}", booked.id)).await.problem(404, "not-found");
    app.get("/api/v1/bookings/no-id").await.problem(404, "not-found");
    assert_eq!(texts.len(), 1, "one answer for all: {texts:?}");
}

#[tokio::test]
async fn the_calendar_file_holds_neither_code_nor_token() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let file = Answer::to(app.about(&booked, Method::GET, "/calendar.ics")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"wizyta.ics\"");
    let text = file.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("BEGIN:VTIMEZONE"), "{text}");
    let code = app.code_of(&booked).await;
    assert!(!text.contains(&booked.token) && !text.contains(&code) && !text.contains("anna@"), "{text}");
    let known = app.about(&booked, Method::GET, "/calendar.ics").header("if-none-match", file.header("etag"));
    assert_eq!(Answer::to(known).await.status, 304);
}

#[tokio::test]
async fn a_fault_of_ours_says_nothing_about_its_cause() {
    let app = TestApp::start().await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let key = booked.id.to_string();
    let spoil = app.state.db.write(move |conn| {
        use backend::db::schema::bookings::dsl;
        diesel::update(dsl::bookings.find(&key)).set(dsl::email_sealed.eq(vec![0_u8])).execute(conn)
    });
    assert_eq!(spoil.await.unwrap(), 1);
    let problem = app.show(&booked).await.problem(500, "internal-error");
    assert!(problem.get("errors").is_none() && !problem.to_string().contains("seal"), "{problem}");
}
