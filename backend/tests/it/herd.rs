//! A day is released, and everybody who has waited for it asks at the same instant.

use crate::support::app::TestApp;
use crate::support::raw::Waiting;
use backend::db::schema::{bookings, outbox, slot_counters};
use diesel::prelude::*;
use std::collections::HashMap;

/// The day, and the instant at which it opens for booking: midnight at the office.
const DAY: &str = "2026-12-28";
const RELEASE: &str = "2026-11-27T23:00:00Z";

/// Hours of the day, a quarter each from 8:00 on, and desks of each.
const HOURS: usize = 28;
const DESKS: usize = 4;

const CROWD: usize = 400;

fn request(body: &str) -> String {
    let length = body.len();
    format!(
        "POST /api/v1/bookings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_released_day_goes_to_as_many_as_there_are_places() {
    let app = TestApp::start().await;
    let release = RELEASE.parse().unwrap();
    app.clock.set(release - chrono::Duration::microseconds(1));
    let mut wish = app.wish("08:00", "early@example.pl").await;
    wish["date"] = DAY.into();
    app.post("/api/v1/bookings", &wish).await.problem(409, "day-unreleased");
    let crowd = (0..CROWD).map(|one| {
        let quarter = one % HOURS;
        wish["time"] = format!("{:02}:{:02}", 8 + quarter / 4, quarter % 4 * 15).into();
        wish["email"] = format!("resident{one}@example.pl").into();
        Waiting::with(app.address, &request(&wish.to_string()))
    });
    let mut crowd: Vec<Waiting> = crowd.collect();
    app.clock.set(release);
    let answers = tokio::task::spawn_blocking(move || {
        crowd.iter_mut().for_each(Waiting::ask);
        crowd.into_iter().map(Waiting::answer).collect::<Vec<_>>()
    });
    // Others are served meanwhile.
    let other = app.get("/api/v1/services/flota/days").await;
    assert_eq!(other.status, 200);
    let mut statuses: HashMap<String, usize> = HashMap::new();
    for answer in answers.await.unwrap() {
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(status != "409" || answer.contains("slot-full"), "{answer}");
        *statuses.entry(status).or_default() += 1;
    }
    let places = HOURS * DESKS;
    assert_eq!(statuses, HashMap::from([("201".to_owned(), places), ("409".to_owned(), CROWD - places)]));
    let stored = app.state.db.read(|conn| {
        let live: i64 = bookings::table.filter(bookings::status.eq("booked")).count().get_result(conn)?;
        let counted: Vec<i32> = slot_counters::table.select(slot_counters::booked).load(conn)?;
        let letters: i64 = outbox::table.count().get_result(conn)?;
        Ok((live, counted, letters))
    });
    let (live, counted, letters) = stored.await.unwrap();
    let places = i64::try_from(places).unwrap();
    assert_eq!((live, letters), (places, places));
    assert_eq!(counted, vec![4; HOURS]);
}
