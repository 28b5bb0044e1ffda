//! The nights on which the clock changes, a leap day, the end of a year: hours, bookings, calendar files, the kiosk.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::Booked;
use crate::support::night_office::times;
use backend::domain::role::Role;
use chrono::{DateTime, Utc};
use icalendar::{Calendar, CalendarComponent, Component as _, DatePerhapsTime};
use reqwest::Method;
use serde_json::{Value, json};

/// Times from `00:00` on, every half an hour, without those that are left out.
fn half_hours(without: &[&str]) -> Vec<String> {
    let all = (0..47).map(|half| format!("{:02}:{}", half / 2, if half % 2 == 0 { "00" } else { "30" }));
    all.filter(|time| !without.contains(&time.as_str())).collect()
}

/// Start and end of a visit as another library reads them from the calendar file.
async fn from_calendar(app: &TestApp, booked: &Booked) -> (DateTime<Utc>, DateTime<Utc>) {
    let file = Answer::to(app.about(booked, Method::GET, "/calendar.ics")).await;
    assert!(file.text().contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Warsaw\r\n"), "{}", file.text());
    let calendar: Calendar = file.text().parse().unwrap();
    let event = calendar.components.iter().find_map(|component| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    });
    let instant = |value: Option<DatePerhapsTime>| match value {
        // An hour that comes twice means the first one (RFC 5545, 3.3.5); chrono calls it ambiguous.
        Some(DatePerhapsTime::DateTime(icalendar::CalendarDateTime::WithTimezone { date_time, tzid })) => {
            let zone: chrono_tz::Tz = tzid.parse().unwrap();
            date_time.and_local_timezone(zone).earliest().unwrap().to_utc()
        }
        Some(DatePerhapsTime::DateTime(other)) => other.try_into_utc().unwrap(),
        other => panic!("{other:?}"),
    };
    let event = event.unwrap();
    assert!(event.property_value("UID").unwrap().starts_with(&booked.id.to_string()));
    (instant(event.get_start()), instant(event.get_end()))
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

async fn books_and_keeps(app: &TestApp, date: &str, time: &str, starts_at: &str, ends_at: &str) -> Booked {
    let booked = app.book_night(date, time).await;
    assert_eq!(
        (booked.answer["starts_at"].as_str(), booked.answer["ends_at"].as_str()),
        (Some(starts_at), Some(ends_at))
    );
    assert_eq!(booked.answer["time"], time);
    let (start, end) = from_calendar(app, &booked).await;
    assert_eq!(
        (start, end),
        (instant(&booked.answer["starts_at"]), instant(&booked.answer["ends_at"])),
        "{date} {time}"
    );
    booked
}

async fn draw(app: &TestApp, kiosk: &str, code: &str) -> Answer {
    Answer::to(app.send(Method::POST, "/api/v1/kiosk/tickets", &json!({"code": code})).bearer_auth(kiosk)).await
}

#[tokio::test]
async fn in_spring_the_skipped_hour_is_not_offered_and_its_neighbours_are_right() {
    let app = TestApp::at_night("00:00", "2027-03-20T10:00:00Z", &[]).await;
    let day = app.night("2027-03-28").await;
    assert_eq!(times(&day), half_hours(&["02:00", "02:30"]));
    let slots = day["slots"].as_array().unwrap();
    assert!(slots.windows(2).all(|pair| pair[0]["ends_at"] == pair[1]["starts_at"]), "no gap and no overlap: {day}");
    app.try_night("2027-03-28", "02:30").await.problem(422, "slot-not-offered");
    books_and_keeps(&app, "2027-03-28", "01:30", "2027-03-28T01:30:00+01:00", "2027-03-28T03:00:00+02:00").await;
    books_and_keeps(&app, "2027-03-28", "03:00", "2027-03-28T03:00:00+02:00", "2027-03-28T03:30:00+02:00").await;
    books_and_keeps(&app, "2027-03-29", "02:30", "2027-03-29T02:30:00+02:00", "2027-03-29T03:00:00+02:00").await;
}

#[tokio::test]
async fn in_autumn_no_hour_comes_twice_and_the_calendar_has_its_end() {
    let app = TestApp::at_night("00:00", "2027-10-20T10:00:00Z", &[]).await;
    let day = app.night("2027-10-31").await;
    assert_eq!(times(&day), half_hours(&[]));
    books_and_keeps(&app, "2027-10-31", "01:30", "2027-10-31T01:30:00+02:00", "2027-10-31T02:00:00+02:00").await;
    books_and_keeps(&app, "2027-10-31", "02:30", "2027-10-31T02:30:00+02:00", "2027-10-31T02:00:00+01:00").await;
    books_and_keeps(&app, "2027-10-31", "03:00", "2027-10-31T03:00:00+01:00", "2027-10-31T03:30:00+01:00").await;
    // While the second 02:15 passes, the hours of 02:00 and 02:30 are over.
    app.set_clock("2027-10-31T01:15:00Z");
    assert_eq!(times(&app.night("2027-10-31").await)[0], "03:00");
    app.try_night("2027-10-31", "02:30").await.problem(409, "slot-past");
}

#[tokio::test]
async fn the_kiosks_window_has_its_true_length_across_both_nights() {
    for (booked_at, date, time, early, opens, opens_at, last, late) in [
        (
            "2027-03-20T10:00:00Z",
            "2027-03-28",
            "03:00",
            "2027-03-28T00:29:59.999Z",
            "2027-03-28T00:30:00Z",
            "2027-03-28T01:30:00+01:00",
            "2027-03-28T01:10:00Z",
            "2027-03-28T01:10:00.001Z",
        ),
        (
            "2027-10-20T10:00:00Z",
            "2027-10-31",
            "03:00",
            "2027-10-31T01:29:59.999Z",
            "2027-10-31T01:30:00Z",
            "2027-10-31T02:30:00+01:00",
            "2027-10-31T02:10:00Z",
            "2027-10-31T02:10:00.001Z",
        ),
    ] {
        let app = TestApp::at_night("00:00", booked_at, &[]).await;
        let kiosk = app.token(Role::Kiosk, Some("night")).await;
        let mut codes = Vec::new();
        for _ in 0..2 {
            codes.push(app.code_of(&app.book_night(date, time).await).await);
        }
        app.set_clock(early);
        let problem = draw(&app, &kiosk, &codes[0]).await.problem(409, "too-early");
        assert_eq!(problem["opens_at"], opens_at);
        app.set_clock(late);
        draw(&app, &kiosk, &codes[0]).await.problem(409, "too-late");
        app.set_clock(opens);
        assert_eq!(draw(&app, &kiosk, &codes[0]).await.status, 201);
        app.set_clock(last);
        let ticket = draw(&app, &kiosk, &codes[1]).await;
        assert_eq!((ticket.status, &ticket.json()["ticket"]["number"]), (201, &json!("N002")));
    }
}

#[tokio::test]
async fn a_leap_day_is_a_day_like_any_other() {
    let app = TestApp::at_night("00:00", "2028-01-29T22:59:59Z", &[]).await;
    let unreleased = app.night("2028-02-29").await;
    assert_eq!(
        (unreleased["status"].as_str(), unreleased["released_at"].as_str()),
        (Some("unreleased"), Some("2028-01-30T00:00:00+01:00"))
    );
    app.set_clock("2028-02-20T10:00:00Z");
    let days = app.get("/api/v1/services/night/days?from=2028-02-28&to=2028-03-01").await.json();
    let dates: Vec<_> = days["days"].as_array().unwrap().iter().map(|day| day["date"].clone()).collect();
    assert_eq!(dates, ["2028-02-28", "2028-02-29", "2028-03-01"]);
    books_and_keeps(&app, "2028-02-29", "23:00", "2028-02-29T23:00:00+01:00", "2028-02-29T23:30:00+01:00").await;
    assert_eq!(app.get("/api/v1/services/night/days/2027-02-29").await.status, 422);
}

#[tokio::test]
async fn at_the_end_of_a_year_day_and_ticket_numbers_begin_anew() {
    let app = TestApp::at_night("00:00", "2026-12-31T12:00:00Z", &[]).await;
    let kiosk = app.token(Role::Kiosk, Some("night")).await;
    let last =
        books_and_keeps(&app, "2026-12-31", "23:00", "2026-12-31T23:00:00+01:00", "2026-12-31T23:30:00+01:00").await;
    let first =
        books_and_keeps(&app, "2027-01-01", "00:00", "2027-01-01T00:00:00+01:00", "2027-01-01T00:30:00+01:00").await;
    let (last, first) = (app.code_of(&last).await, app.code_of(&first).await);
    app.set_clock("2026-12-31T22:00:00Z");
    assert_eq!(draw(&app, &kiosk, &last).await.json()["ticket"]["number"], "N001");
    let today = async || app.get("/api/v1/services/night/days").await.json()["days"][0]["date"].clone();
    app.set_clock("2026-12-31T22:59:59.999Z");
    assert_eq!(today().await, "2026-12-31");
    // Still the old year, and already the new day's first number.
    assert_eq!(draw(&app, &kiosk, &first).await.json()["ticket"]["number"], "N001");
    app.set_clock("2026-12-31T23:00:00Z");
    assert_eq!(today().await, "2027-01-01");
}
