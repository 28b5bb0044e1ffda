//! E-mails that wait to be sent, or were.

use super::DbConn;
use super::schema::outbox;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An e-mail of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
pub struct OutboxRow {
    /// UUID; the Message-ID is made of it.
    pub id: String,
    /// The booking it tells of.
    pub booking_id: String,
    /// A [`crate::mail::LetterKind`] by its name.
    pub kind: String,
    /// `queued`, `sent` or `failed`.
    pub status: String,
    /// The address, sealed.
    pub recipient: Vec<u8>,
    /// The rendered mail, sealed.
    pub message: Vec<u8>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is to be tried next.
    pub due_at: NaiveDateTime,
    /// Until when a worker has it.
    pub lease_until: Option<NaiveDateTime>,
    /// When it was written.
    pub created_at: NaiveDateTime,
    /// When it was sent or given up.
    pub finished_at: Option<NaiveDateTime>,
    /// What the mail server said last, without addresses.
    pub last_error: Option<String>,
}

/// Adds mails, in the transaction of what they tell.
pub fn insert(conn: &mut DbConn, rows: &[OutboxRow]) -> QueryResult<usize> {
    match conn {
        DbConn::Pg(conn) => diesel::insert_into(outbox::table).values(rows).execute(conn),
        DbConn::Sqlite(conn) => {
            for row in rows {
                diesel::insert_into(outbox::table).values(row).execute(conn)?;
            }
            Ok(rows.len())
        }
    }
}

/// What became of the booking's last confirmation.
pub fn confirmation_status(conn: &mut DbConn, booking_id: &str) -> QueryResult<Option<String>> {
    outbox::table
        .filter(outbox::booking_id.eq(booking_id))
        .filter(outbox::kind.ne("cancelled"))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .select(outbox::status)
        .first(conn)
        .optional()
}

/// How many confirmations of a booking were written since `since`.
pub fn confirmations_since(conn: &mut DbConn, booking_id: &str, since: NaiveDateTime) -> QueryResult<i64> {
    outbox::table
        .filter(outbox::booking_id.eq(booking_id))
        .filter(outbox::kind.eq("confirmation"))
        .filter(outbox::created_at.ge(since))
        .count()
        .get_result(conn)
}

/// Gives up the mails of a booking that still wait: what they carry is void.
pub fn supersede(conn: &mut DbConn, booking_id: &str, now: NaiveDateTime) -> QueryResult<usize> {
    let waiting = outbox::table.filter(outbox::booking_id.eq(booking_id)).filter(outbox::status.eq("queued"));
    let set = (outbox::status.eq("failed"), outbox::finished_at.eq(now), outbox::last_error.eq("superseded"));
    diesel::update(waiting).set(set).execute(conn)
}
