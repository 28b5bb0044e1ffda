//! Tickets and the numbers on them.

use super::DbConn;
use super::schema::{ticket_counters, tickets};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
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

/// The next number of a service on a day. Given back if the transaction fails, so there are no gaps.
pub fn next_number(conn: &mut DbConn, service_id: &str, date: NaiveDate) -> QueryResult<i32> {
    let first = Counter { service_id, date, last: 1 };
    let counter = (ticket_counters::service_id, ticket_counters::date);
    // `excluded` is 1: what there was, plus one.
    let next = ticket_counters::last.eq(ticket_counters::last + excluded(ticket_counters::last));
    let insert = diesel::insert_into(ticket_counters::table).values(first).on_conflict(counter).do_update().set(next);
    match conn {
        DbConn::Pg(conn) => insert.returning(ticket_counters::last).get_result(conn),
        DbConn::Sqlite(conn) => insert.returning(ticket_counters::last).get_result(conn),
    }
}

/// Adds a ticket. A second one for the same booking is a `UniqueViolation`.
pub fn insert(conn: &mut DbConn, row: &TicketRow) -> QueryResult<usize> {
    diesel::insert_into(tickets::table).values(row).execute(conn)
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
