//! The life of a booking has few steps, and the database knows them: any other is refused, whoever writes it.

use crate::support::app::TestApp;
use backend::db::bookings::{self, BookingRow};
use backend::db::schema::bookings as table;
use diesel::prelude::*;

const STATES: [&str; 7] = ["held", "booked", "checked_in", "completed", "cancelled", "no_show", "expired"];

/// What follows what.
const STEPS: [(&str, &[&str]); 3] = [
    ("held", &["booked", "cancelled", "expired"]),
    ("booked", &["checked_in", "completed", "cancelled", "no_show"]),
    ("checked_in", &["completed", "no_show"]),
];

#[tokio::test]
async fn no_other_state_follows_than_can() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await.id.to_string();
    let row = app.state.db.read(move |conn| bookings::find(conn, &booked)).await.unwrap().unwrap();
    for from in STATES {
        for to in STATES {
            let id = uuid::Uuid::now_v7().to_string();
            let row = BookingRow { id: id.clone(), status: from.to_owned(), code_key: None, ..row.clone() };
            let key = id.clone();
            let written = app.state.db.write(move |conn| {
                bookings::insert(conn, &row)?;
                diesel::update(table::table.find(&key)).set(table::status.eq(to)).execute(conn)
            });
            let follows = from == to || STEPS.iter().any(|(state, next)| *state == from && next.contains(&to));
            assert_eq!(written.await.is_ok(), follows, "{from} to {to}");
        }
    }
}
