//! The instant at which a day is released: once, to the millisecond, also at an hour that the clock skips or repeats.

use crate::support::app::TestApp;
use reqwest::Method;

/// When days open, the day, the instant before, the instant, and how it is announced.
const RELEASES: [(&str, &str, &str, &str, &str); 4] = [
    // An ordinary night.
    ("00:00", "2027-01-15", "2026-12-15T22:59:59.999Z", "2026-12-15T23:00:00Z", "2026-12-16T00:00:00+01:00"),
    // The hour does not exist: as soon as the clock has been put forward.
    ("02:30", "2027-04-27", "2027-03-28T00:59:59.999Z", "2027-03-28T01:00:00Z", "2027-03-28T03:00:00+02:00"),
    // The hour comes twice: at the first.
    ("02:30", "2027-11-30", "2027-10-31T00:29:59.999Z", "2027-10-31T00:30:00Z", "2027-10-31T02:30:00+02:00"),
    // Across both nights and a year.
    ("09:00", "2028-02-29", "2028-01-30T07:59:59.999Z", "2028-01-30T08:00:00Z", "2028-01-30T09:00:00+01:00"),
];

async fn status(app: &TestApp, date: &str) -> String {
    app.night(date).await["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_day_opens_once_and_not_a_millisecond_too_early() {
    for (opens_at, date, before, at, announced) in RELEASES {
        let app = TestApp::at_night(opens_at, before, &[]).await;
        let day = app.night(date).await;
        assert_eq!((day["status"].as_str(), day["released_at"].as_str()), (Some("unreleased"), Some(announced)));
        let problem = app.try_night(date, "10:00").await.problem(409, "day-unreleased");
        assert_eq!(problem["released_at"], announced);
        app.set_clock(at);
        assert_eq!(status(&app, date).await, "available", "{date}");
        app.book_night(date, "10:00").await;
        // Open it stays, also when the clock shows the hour a second time.
        for minutes in [1, 59, 60, 61, 24 * 60] {
            app.set_clock(at);
            app.minutes_pass(minutes);
            assert_eq!(status(&app, date).await, "available", "{date}, {minutes} min later");
        }
    }
}

#[tokio::test]
async fn while_the_clock_is_set_back_over_a_release_all_answers_agree() {
    let (opens_at, date, before, at, announced) = RELEASES[0];
    let app = TestApp::at_night(opens_at, at, &[]).await;
    app.minutes_pass(1);
    assert_eq!(status(&app, date).await, "available");
    let list = async || app.get(&format!("/api/v1/services/night/days?from={date}&to={date}")).await.json();
    assert_eq!(list().await["days"][0]["status"], "available");
    let booked = app.book_night(date, "10:00").await;
    // Five minutes back, before the release: nobody is shown what nobody can book.
    app.minutes_pass(-5);
    assert_eq!(status(&app, date).await, "unreleased");
    assert_eq!(list().await["days"][0]["released_at"], announced);
    app.try_night(date, "10:30").await.problem(409, "day-unreleased");
    // What was booked stays, and can be given up.
    assert_eq!(app.show(&booked).await.json()["status"], "booked");
    assert_eq!(app.cancel(&booked).await.json()["status"], "cancelled");
    app.set_clock(before);
    assert_eq!(status(&app, date).await, "unreleased");
    app.set_clock(at);
    assert_eq!(status(&app, date).await, "available");
}

#[tokio::test]
async fn a_kept_answer_is_not_passed_on_after_the_release() {
    let (opens_at, date, before, at, _) = RELEASES[1];
    let app = TestApp::at_night(opens_at, before, &[]).await;
    let path = format!("/api/v1/services/night/days/{date}");
    let etag = app.get(&path).await.header("etag").to_owned();
    assert_eq!(app.get_with(&path, "if-none-match", &etag).await.status, 304);
    app.set_clock(at);
    assert_eq!(app.get_with(&path, "if-none-match", &etag).await.status, 200);
    let head = app.request(Method::HEAD, &path).send().await.unwrap();
    assert_ne!(head.headers()["etag"].to_str().unwrap(), etag);
}
