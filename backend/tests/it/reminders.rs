//! Reminders: the day before, at the office's hour, once, and only of what nobody has been told of since.

use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY};
use crate::support::smtp::SmtpServer;
use backend::db::bookings::{self, BookingRow};
use backend::db::schema::{offices, outbox};
use backend::service::remind::remind;
use backend::store::housekeeping::clear_visits;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use serde_json::json;

/// At 17:00 in Opole on the day before.
const SETTINGS: &[(&str, &str)] = &[("reminder_at", "17:00")];
const DUE: &str = "2026-11-30T16:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The reminders that were written: of which booking, of which day, and whether each still waits to be sent.
async fn reminders(app: &TestApp) -> Vec<(String, NaiveDate, bool)> {
    let rows = app.state.db.read(|conn| {
        let reminders = outbox::table.filter(outbox::reminds_of.is_not_null()).order(outbox::booking_id);
        reminders.select((outbox::booking_id, outbox::reminds_of.assume_not_null(), outbox::status)).load::<(
            String,
            NaiveDate,
            String,
        )>(conn)
    });
    rows.await.unwrap().into_iter().map(|(id, date, status)| (id, date, status == "queued")).collect()
}

/// Waits until so many were written, in whatever state.
async fn until_written(app: &TestApp, count: usize) -> Vec<(String, NaiveDate, bool)> {
    let written = async {
        while reminders(app).await.len() < count {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(20), written).await;
    let reminders = reminders(app).await;
    assert!(waited.is_ok() && reminders.len() == count, "{count} reminders expected: {reminders:?}");
    reminders
}

/// Everything due is written, here and now.
async fn remind_now(app: &TestApp) {
    use backend::clock::Clock as _;
    remind(&app.state, NaiveTime::from_hms_opt(17, 0, 0).unwrap(), app.clock.now()).await.unwrap();
}

/// The auditor finds nothing, once the house is kept: visits are over by then.
async fn assert_sound(app: &TestApp) {
    use backend::clock::Clock as _;
    clear_visits(&app.state.db, app.clock.now().naive_utc()).await.unwrap();
    app.assert_sound().await;
}

fn of(booked: &Booked, date: &str, waits: bool) -> (String, NaiveDate, bool) {
    (booked.id.to_string(), date.parse().unwrap(), waits)
}

#[tokio::test]
async fn a_visit_is_reminded_of_on_the_day_before_at_the_offices_hour_and_once() {
    let app = TestApp::with(SETTINGS).await;
    let booked = app.book("10:00", "anna@example.pl").await;
    let later = app.book_on("2026-12-02", "10:00", "anna@example.pl").await;
    app.clock.set(at(DUE) - chrono::Duration::seconds(1));
    remind_now(&app).await;
    assert_eq!(reminders(&app).await, []);
    app.clock.set(at(DUE));
    assert_eq!(until_written(&app, 1).await, [of(&booked, DAY, true)]);
    // Whatever restarts.
    let app = app.restart(SETTINGS).await;
    remind_now(&app).await;
    assert_eq!(reminders(&app).await.len(), 1);
    app.clock.set(at(DUE) + chrono::Duration::days(1));
    let written = until_written(&app, 2).await;
    // The first one waits no more: its visit is over.
    assert_eq!((&written[0].0, &written[1]), (&booked.id.to_string(), &of(&later, "2026-12-02", true)));
    assert_sound(&app).await;
    let seen = app.show(&later).await;
    assert_eq!(seen.json()["confirmation_email"], "queued", "a reminder is no confirmation");
}

#[tokio::test]
async fn the_reminder_says_when_and_how_to_cancel_in_the_bookings_language() {
    let mut server = SmtpServer::start().await;
    let url = server.url();
    let settings = [("smtp_url", url.as_str()), ("public_url", "https://wizyta.example"), ("mail_connections", "1")];
    let app = TestApp::with(&[SETTINGS, &settings].concat()).await;
    let mut wish = app.wish("09:15", "anna@example.pl").await;
    wish["language"] = "de".into();
    let answer = app.post("/api/v1/bookings", &wish).await.json();
    server.next().await;
    app.clock.set(at(DUE));
    let mail = server.next().await;
    let letter = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
    assert_eq!(letter.subject(), Some("Terminerinnerung: Dienstag, 1.\u{a0}Dezember 2026, 9:15\u{a0}Uhr"));
    let text: String = letter.body_text(0).unwrap().split_whitespace().collect();
    let (id, token) = (answer["id"].as_str().unwrap(), answer["manage_token"].as_str().unwrap());
    assert!(text.contains(&format!("https://wizyta.example/rezerwacja/{id}#{token}")), "{text}");
    app.assert_sound().await;
}

#[tokio::test]
async fn what_was_booked_moved_or_told_since_needs_no_reminder() {
    let app = TestApp::with(&[]).await;
    let told_again = app.book("08:00", "anna@example.pl").await;
    let moved_in = app.book_on("2026-12-03", "08:15", "jan@example.pl").await;
    let moved_out = app.book("08:30", "ewa@example.pl").await;
    let given_up = app.book("08:45", "ola@example.pl").await;
    let reminded = app.book("09:00", "iza@example.pl").await;
    // No server reminds at the hour, and residents act in the meantime.
    app.clock.set(at(DUE) + chrono::Duration::hours(3));
    assert_eq!(app.resend(&told_again, &json!({})).await.status, 202);
    assert_eq!(app.move_to(&moved_in, DAY, "08:15").await.status, 200);
    assert_eq!(app.move_to(&moved_out, "2026-12-03", "08:30").await.status, 200);
    assert_eq!(app.cancel(&given_up).await.status, 200);
    app.book("09:15", "zoe@example.pl").await;
    let app = app.restart(SETTINGS).await;
    assert_eq!(until_written(&app, 1).await, [of(&reminded, DAY, true)], "what was missed is made up for");
    remind_now(&app).await;
    assert_eq!(reminders(&app).await.len(), 1);
    app.assert_sound().await;
    // The next day is another one.
    app.clock.set(at("2026-12-02T16:00:00Z"));
    assert!(until_written(&app, 2).await.contains(&of(&moved_out, "2026-12-03", true)));
}

#[tokio::test]
async fn a_server_that_comes_back_when_the_visit_has_begun_says_nothing() {
    let app = TestApp::with(&[]).await;
    app.book("08:00", "anna@example.pl").await;
    let still_ahead = app.book("08:15", "jan@example.pl").await;
    app.clock.set(at("2026-12-01T07:00:00Z"));
    let app = app.restart(SETTINGS).await;
    assert_eq!(until_written(&app, 1).await, [of(&still_ahead, DAY, true)]);
}

#[tokio::test]
async fn on_the_day_itself_only_who_can_still_cancel_is_reminded() {
    let app = TestApp::with(&[]).await;
    app.book("08:00", "anna@example.pl").await;
    let cancellable = app.book("09:00", "jan@example.pl").await;
    let tomorrow = app.book_on("2026-12-02", "08:00", "ewa@example.pl").await;
    let rule = app
        .state
        .db
        .write(|conn| diesel::update(offices::table).set(offices::change_until_minutes.eq(60)).execute(conn));
    rule.await.unwrap();
    // At 7:30 in Opole.
    app.clock.set(at("2026-12-01T06:30:00Z"));
    let app = app.restart(SETTINGS).await;
    assert_eq!(until_written(&app, 1).await, [of(&cancellable, DAY, true)]);
    app.clock.set(at(DUE) + chrono::Duration::days(1));
    assert!(until_written(&app, 2).await.contains(&of(&tomorrow, "2026-12-02", true)));
}

#[tokio::test]
async fn a_newer_letter_takes_the_place_of_a_reminder_that_waits_and_none_follows() {
    let app = TestApp::with(SETTINGS).await;
    let cancelled = app.book("08:00", "anna@example.pl").await;
    let moved = app.book("08:15", "jan@example.pl").await;
    let corrected = app.book("08:30", "ewa@example.pl").await;
    let erased = app.book("08:45", "ola@example.pl").await;
    app.clock.set(at(DUE));
    until_written(&app, 4).await;
    assert_eq!(app.cancel(&cancelled).await.status, 200);
    assert_eq!(app.move_to(&moved, DAY, "11:00").await.status, 200);
    assert_eq!(app.resend(&corrected, &json!({"email": "eve@example.pl"})).await.status, 202);
    let erasure = app.about(&erased, reqwest::Method::POST, "/erasure").send().await.unwrap();
    assert_eq!(erasure.status(), 204);
    remind_now(&app).await;
    let mut expected = [cancelled, moved, corrected, erased].map(|booked| of(&booked, DAY, false)).to_vec();
    expected.sort();
    assert_eq!(reminders(&app).await, expected);
    app.assert_sound().await;
}

#[tokio::test]
async fn a_visit_that_moves_away_and_back_is_reminded_of_once_a_day() {
    let app = TestApp::with(SETTINGS).await;
    let booked = app.book("08:00", "anna@example.pl").await;
    app.clock.set(at(DUE));
    until_written(&app, 1).await;
    assert_eq!(app.move_to(&booked, "2026-12-03", "08:00").await.status, 200);
    assert_eq!(app.move_to(&booked, DAY, "08:00").await.status, 200);
    remind_now(&app).await;
    assert_eq!(reminders(&app).await, [of(&booked, DAY, false)]);
    app.assert_sound().await;
}

#[tokio::test]
async fn only_booked_visits_are_reminded_of() {
    let app = TestApp::with(SETTINGS).await;
    let booked = app.book("08:00", "anna@example.pl").await;
    let id = booked.id.to_string();
    let hold = app.state.db.write(move |conn| {
        let row = bookings::find(conn, &id)?.unwrap();
        let id = uuid::Uuid::now_v7().to_string();
        let held_until = Some(row.starts_at);
        let (status, code_key, code_sealed) = ("held".to_owned(), None, None);
        bookings::insert(conn, &BookingRow { id, status, code_key, code_sealed, held_until, ..row })
    });
    hold.await.unwrap();
    app.clock.set(at(DUE));
    remind_now(&app).await;
    assert_eq!(reminders(&app).await, [of(&booked, DAY, true)]);
}

/// Books more visits than are reminded of in one transaction.
async fn crowd(app: &TestApp) -> Vec<Booked> {
    let mut booked = Vec::new();
    for n in 0..112 {
        let (hour, minute, desk) = (8 + n / 16, n % 16 / 4 * 15, n % 4);
        booked
            .push(app.book(&format!("{hour:02}:{minute:02}"), &format!("guest{hour}{minute}{desk}@example.pl")).await);
    }
    booked
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_that_remind_at_once_write_each_reminder_once() {
    let app = TestApp::with(&[]).await;
    let booked = crowd(&app).await;
    app.clock.set(at(DUE));
    tokio::join!(remind_now(&app), remind_now(&app), remind_now(&app), remind_now(&app));
    let mut expected: Vec<_> = booked.iter().map(|booked| of(booked, DAY, true)).collect();
    expected.sort();
    assert_eq!(reminders(&app).await, expected);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_cancels_while_reminders_are_written_gets_none_that_waits() {
    let app = TestApp::with(&[]).await;
    let booked = crowd(&app).await;
    app.clock.set(at(DUE));
    let cancelling = async {
        for booked in booked.iter().step_by(3) {
            assert_eq!(app.cancel(booked).await.status, 200);
        }
    };
    tokio::join!(remind_now(&app), cancelling, remind_now(&app));
    let waiting: Vec<String> = reminders(&app).await.into_iter().filter(|row| row.2).map(|row| row.0).collect();
    let mut expected: Vec<String> = booked.iter().map(|booked| booked.id.to_string()).collect();
    expected = expected.into_iter().enumerate().filter(|(n, _)| n % 3 != 0).map(|(_, id)| id).collect();
    expected.sort();
    assert_eq!(waiting, expected);
    app.assert_sound().await;
}
