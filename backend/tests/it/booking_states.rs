//! The life of a booking has few steps, and the database knows the same as the types: any other is refused, whoever writes it.

use crate::support::app::TestApp;
use backend::db::bookings::{self, BookingRow};
use backend::db::schema::bookings as table;
use diesel::prelude::*;
use shared::booking::BookingStatus;

#[tokio::test]
async fn no_other_state_follows_than_can() {
    let app = TestApp::start().await;
    let booked = app.book("10:00", "anna@example.pl").await.id.to_string();
    let row = app.state.db.read(move |conn| bookings::find(conn, &booked)).await.unwrap().unwrap();
    for from in BookingStatus::ALL {
        for to in BookingStatus::ALL {
            let id = uuid::Uuid::now_v7().to_string();
            // A hold has an end, nothing else has; and an address has one.
            let until = |status| (status == BookingStatus::Held).then_some(row.starts_at);
            let (status, email_key) = (from.name().to_owned(), id.as_bytes().to_vec());
            let held_until = until(from);
            let row = BookingRow { id: id.clone(), status, email_key, code_key: None, held_until, ..row.clone() };
            let (key, held_until) = (id.clone(), until(to));
            let written = app.state.db.write(move |conn| {
                bookings::insert(conn, &row)?;
                let set = (table::status.eq(to.name()), table::held_until.eq(held_until));
                diesel::update(table::table.find(&key)).set(set).execute(conn)
            });
            assert_eq!(written.await.is_ok(), from == to || from.may_become(to), "{from:?} to {to:?}");
        }
    }
}
