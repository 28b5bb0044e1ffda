//! Tickets and the numbers on them.

use super::DbConn;
use super::bookings::{self, BookingChange, BookingRow};
use super::prepared::prepared;
use super::schema::{bookings as booking_rows, ticket_counters, tickets};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::Query;
use diesel::sql_types::{Integer, Text, Timestamp};
use diesel::upsert::excluded;

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tickets)]
pub struct TicketRow {
    /// UUID.
    pub id: String,
    /// The booking it is for.
    pub booking_id: String,
    /// The service whose letter it bears.
    pub service_id: String,
    /// The day whose numbers it counts with.
    pub date: NaiveDate,
    /// From 1 on, without gaps.
    pub number: i32,
    /// When the number was given.
    pub issued_at: NaiveDateTime,
    /// When the kiosk confirmed the print.
    pub printed_at: Option<NaiveDateTime>,
}

#[derive(Insertable)]
#[diesel(table_name = ticket_counters)]
struct Counter<'a> {
    service_id: &'a str,
    date: NaiveDate,
    last: i32,
}

prepared! {
    /// Takes the booking if it is as it was, counts on, and adds the ticket, all in one step: each waits for the server.
    struct Draw<'a> on PgConnection, Pg {
        now: NaiveDateTime => Timestamp,
        booking_id: &'a str => Text,
        version: i32 => Integer,
        ticket_id: &'a str => Text,
    }
    "WITH taken AS ( \
         UPDATE bookings SET changed_at = ?, version = version + 1 WHERE id = ? AND version = ? AND erased_at IS NULL \
         RETURNING id, service_id, date, changed_at \
     ), counted AS ( \
         INSERT INTO ticket_counters (service_id, date, last) SELECT service_id, date, 1 FROM taken \
         ON CONFLICT (service_id, date) DO UPDATE SET last = ticket_counters.last + 1 RETURNING last \
     ) \
     INSERT INTO tickets (id, booking_id, service_id, date, number, issued_at) \
     SELECT ?, id, service_id, date, last, changed_at FROM taken, counted RETURNING number"
}

impl Query for Draw<'_> {
    type SqlType = Integer;
}

/// Draws the next number of its service and day for a booking, and so gives it another version. None if the booking has
/// changed since it was read. The number is given back if the transaction fails, so there are no gaps.
pub fn draw(conn: &mut DbConn, booking: &BookingRow, id: String, now: NaiveDateTime) -> QueryResult<Option<TicketRow>> {
    let number = match conn {
        DbConn::Pg(conn) => {
            let draw = Draw { now, booking_id: &booking.id, version: booking.version, ticket_id: &id };
            draw.get_result::<i32>(conn).optional()?
        }
        DbConn::Sqlite(_) => {
            let touch = BookingChange { changed_at: Some(now), ..BookingChange::default() };
            if bookings::change(conn, &booking.id, booking.version, &touch)? {
                Some(next_number(conn, booking)?)
            } else {
                None
            }
        }
    };
    let Some(number) = number else { return Ok(None) };
    let ticket = TicketRow {
        id,
        booking_id: booking.id.clone(),
        service_id: booking.service_id.clone(),
        date: booking.date,
        number,
        issued_at: now,
        printed_at: None,
    };
    if let DbConn::Sqlite(conn) = conn {
        diesel::insert_into(tickets::table).values(&ticket).execute(conn)?;
    }
    Ok(Some(ticket))
}

/// Counts one more ticket of the booking's service and day.
fn next_number(conn: &mut DbConn, booking: &BookingRow) -> QueryResult<i32> {
    let first = Counter { service_id: &booking.service_id, date: booking.date, last: 1 };
    let counter = (ticket_counters::service_id, ticket_counters::date);
    // `excluded` is 1: what there was, plus one.
    let next = ticket_counters::last.eq(ticket_counters::last + excluded(ticket_counters::last));
    let insert = diesel::insert_into(ticket_counters::table).values(first).on_conflict(counter).do_update().set(next);
    let numbered = insert.returning(ticket_counters::last);
    match conn {
        DbConn::Pg(conn) => numbered.get_result(conn),
        DbConn::Sqlite(conn) => numbered.get_result(conn),
    }
}

/// The booking with this code, and its ticket.
pub fn find_by_code(conn: &mut DbConn, code_key: &[u8]) -> QueryResult<Option<(BookingRow, Option<TicketRow>)>> {
    let ticket = tickets::table.on(tickets::booking_id.eq(booking_rows::id));
    let found = booking_rows::table.left_join(ticket).filter(booking_rows::code_key.eq(code_key));
    // Not `first`: a bound LIMIT makes SQLite prepare the statement anew each time.
    found.select((BookingRow::as_select(), Option::<TicketRow>::as_select())).get_result(conn).optional()
}

/// The ticket with this id.
pub fn find(conn: &mut DbConn, id: &str) -> QueryResult<Option<TicketRow>> {
    tickets::table.find(id).select(TicketRow::as_select()).first(conn).optional()
}

/// The ticket of a booking.
pub fn of_booking(conn: &mut DbConn, booking_id: &str) -> QueryResult<Option<TicketRow>> {
    tickets::table.filter(tickets::booking_id.eq(booking_id)).select(TicketRow::as_select()).first(conn).optional()
}

/// Notes that a ticket was printed, unless that is noted already.
pub fn set_printed(conn: &mut DbConn, id: &str, at: NaiveDateTime) -> QueryResult<usize> {
    let unprinted = tickets::table.filter(tickets::id.eq(id)).filter(tickets::printed_at.is_null());
    diesel::update(unprinted).set(tickets::printed_at.eq(at)).execute(conn)
}
