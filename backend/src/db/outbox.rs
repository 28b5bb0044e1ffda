//! E-mails that wait to be sent, or were.

use super::DbConn;
use super::schema::outbox;
use chrono::{Duration, NaiveDate, NaiveDateTime};
use diesel::dsl::{count_star, min, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

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
    /// What the mail tells, sealed.
    pub message: Vec<u8>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is to be tried next; as long as it was not put off, when it was written.
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

/// Adds a mail, in the transaction of what it tells.
pub fn insert(conn: &mut DbConn, row: &OutboxRow) -> QueryResult<usize> {
    diesel::insert_into(outbox::table).values(row).execute(conn)
}

/// Adds reminders of visits on `date`, but for those that were written already; how many were added. They are due a moment
/// before they were written, which puts them beside the letters that were put off: nobody waits for a reminder, and a
/// confirmation must not wait for a whole day's.
pub fn insert_reminders(conn: &mut DbConn, rows: &[OutboxRow], date: NaiveDate) -> QueryResult<usize> {
    let reminders: Vec<_> = rows
        .iter()
        .map(|row| {
            let due_at = row.created_at - Duration::microseconds(1);
            (OutboxRow { due_at, ..row.clone() }, outbox::reminds_of.eq(date))
        })
        .collect();
    let mut written = 0;
    match conn {
        DbConn::Pg(conn) => {
            written += diesel::insert_into(outbox::table).values(reminders).on_conflict_do_nothing().execute(conn)?;
        }
        DbConn::Sqlite(conn) => {
            for reminder in reminders {
                written +=
                    diesel::insert_into(outbox::table).values(reminder).on_conflict_do_nothing().execute(conn)?;
            }
        }
    }
    Ok(written)
}

/// Gives up a reminder of a booking that nobody has begun to send: a newer letter tells what is so now. One that a worker
/// has is given up when it is not sent after all ([`give_up_overtaken`]).
pub fn supersede_reminders(conn: &mut DbConn, booking_id: &str, now: NaiveDateTime) -> QueryResult<usize> {
    let waiting = outbox::table
        .filter(outbox::booking_id.eq(booking_id))
        .filter(outbox::kind.eq("reminder"))
        .filter(outbox::status.eq("queued"))
        .filter(outbox::lease_until.is_null().or(outbox::lease_until.le(now)));
    let set = (outbox::status.eq("failed"), outbox::finished_at.eq(now), outbox::last_error.eq(SUPERSEDED));
    diesel::update(waiting).set(set).execute(conn)
}

/// What became of the booking's last confirmation.
pub fn confirmation_status(conn: &mut DbConn, booking_id: &str) -> QueryResult<Option<String>> {
    outbox::table
        .filter(outbox::booking_id.eq(booking_id))
        .filter(outbox::kind.ne_all(["cancelled", "reminder"]))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .select(outbox::status)
        .first(conn)
        .optional()
}

/// When the last of a booking's letters that wait was written.
pub fn last_written(conn: &mut DbConn, booking_id: &str) -> QueryResult<Option<NaiveDateTime>> {
    let waiting = outbox::table.filter(outbox::booking_id.eq(booking_id)).filter(sql::<Bool>(QUEUED));
    waiting.select(diesel::dsl::max(outbox::created_at)).first(conn)
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

/// Why a row was given up that nobody is to miss.
const SUPERSEDED: &str = "superseded";

/// Forgets what the finished mails of these bookings said and to whom; that there were some stays known.
pub fn clear_contents(conn: &mut DbConn, booking_ids: &[String]) -> QueryResult<usize> {
    let finished = outbox::table.filter(outbox::booking_id.eq_any(booking_ids)).filter(outbox::status.ne("queued"));
    let nothing = Vec::<u8>::new();
    diesel::update(finished).set((outbox::recipient.eq(&nothing), outbox::message.eq(&nothing))).execute(conn)
}

/// Forgets all that the mails of these bookings hold: to whom they went, what they said, what a server answered. Those that
/// wait are given up.
pub fn erase(conn: &mut DbConn, booking_ids: &[String], now: NaiveDateTime) -> QueryResult<usize> {
    supersede(conn, booking_ids, now)?;
    let of_them = || outbox::table.filter(outbox::booking_id.eq_any(booking_ids));
    let failed = of_them().filter(outbox::status.eq("failed"));
    diesel::update(failed).set(outbox::last_error.eq(SUPERSEDED)).execute(conn)?;
    let nothing = Vec::<u8>::new();
    diesel::update(of_them())
        .set((
            outbox::recipient.eq(&nothing),
            outbox::message.eq(&nothing),
            outbox::lease_until.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
}

/// What is known of a mail besides what it says.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct LetterFacts {
    /// A [`crate::mail::LetterKind`] by its name.
    pub kind: String,
    /// `queued`, `sent` or `failed`.
    pub status: String,
    /// When it was written.
    pub created_at: NaiveDateTime,
    /// When it was sent or given up.
    pub finished_at: Option<NaiveDateTime>,
}

/// The mails about a booking, in order.
pub fn facts_of(conn: &mut DbConn, booking_id: &str) -> QueryResult<Vec<LetterFacts>> {
    let rows = outbox::table.filter(outbox::booking_id.eq(booking_id)).order((outbox::created_at, outbox::id));
    rows.select(LetterFacts::as_select()).load(conn)
}

/// Which bookings these mails tell of.
pub fn bookings_of(conn: &mut DbConn, ids: &[String]) -> QueryResult<Vec<(String, String)>> {
    outbox::table.filter(outbox::id.eq_any(ids)).select((outbox::id, outbox::booking_id)).load(conn)
}

/// The row of a letter about a booking whose address is erased with it: it was to be told, and is not.
pub fn untold(id: String, booking_id: String, kind: &str, now: NaiveDateTime) -> OutboxRow {
    OutboxRow {
        id,
        booking_id,
        kind: kind.to_owned(),
        status: "failed".to_owned(),
        recipient: Vec::new(),
        message: Vec::new(),
        attempts: 0,
        due_at: now,
        lease_until: None,
        created_at: now,
        finished_at: Some(now),
        last_error: Some(SUPERSEDED.to_owned()),
    }
}

/// Gives up the mails of these bookings that still wait: what they carry is void.
pub fn supersede(conn: &mut DbConn, booking_ids: &[String], now: NaiveDateTime) -> QueryResult<usize> {
    let waiting = outbox::table.filter(outbox::booking_id.eq_any(booking_ids)).filter(outbox::status.eq("queued"));
    let set = (outbox::status.eq("failed"), outbox::finished_at.eq(now), outbox::last_error.eq(SUPERSEDED));
    diesel::update(waiting).set(set).execute(conn)
}

/// Which of the letters that wait a worker looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// All.
    All,
    /// Those that have not been put off: what is new never waits behind a mailbox that is known to be slow.
    Fresh,
    /// Those that were put off, for a reason of their own, and reminders.
    PutOff,
}

impl Lane {
    /// The condition on the alias `candidate`. A new letter is due when it is written.
    const fn of_candidate(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Fresh => "candidate.due_at = candidate.created_at",
            Self::PutOff => "candidate.due_at <> candidate.created_at",
        }
    }

    const fn of_row(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Fresh => "outbox.due_at = outbox.created_at",
            Self::PutOff => "outbox.due_at <> outbox.created_at",
        }
    }
}

/// A row that a worker has claimed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Claimed {
    /// UUID; the Message-ID is made of it.
    pub id: String,
    /// The booking it tells of.
    pub booking_id: String,
    /// A [`crate::mail::LetterKind`] by its name.
    pub kind: String,
    /// The address, sealed.
    pub recipient: Vec<u8>,
    /// What the mail tells, sealed.
    pub message: Vec<u8>,
    /// How often it was tried before.
    pub attempts: i32,
    /// Since when it has been due.
    pub due_at: NaiveDateTime,
    /// When it was written.
    pub created_at: NaiveDateTime,
}

/// How full the outbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// Rows that wait.
    pub queued: i64,
    /// Rows that were given up, though somebody waits for them.
    pub failed: i64,
    /// Since when the oldest waits.
    pub oldest_queued: Option<NaiveDateTime>,
}

/// Rows that wait. Written out, since an index over a part of a table is of no use to a condition with a parameter.
const QUEUED: &str = "outbox.status = 'queued'";

/// The same of the alias `candidate`, and first in line: a booking's letters go out in the order in which they were
/// written, so that no confirmation comes after its cancellation. Its earlier ones are few and found by their booking:
/// said so, that no planner takes the index of all that wait.
const FIRST_IN_LINE: &str = "candidate.status = 'queued' AND NOT EXISTS (SELECT 1 FROM outbox AS earlier \
    WHERE earlier.booking_id = candidate.booking_id AND coalesce(earlier.status, '') = 'queued' \
    AND (earlier.created_at, earlier.id) < (candidate.created_at, candidate.id))";

/// A reminder that a newer letter of its booking has overtaken.
const OVERTAKEN: &str = "outbox.kind = 'reminder' AND EXISTS (SELECT 1 FROM outbox AS later \
    WHERE later.booking_id = outbox.booking_id AND later.created_at > outbox.created_at)";

/// Claims up to `limit` due rows of a lane until `lease_until`, oldest first; reminders, of which a whole day's are due at
/// once, only when nothing else is due. No row is claimed twice at the same time: the condition is checked again on the row
/// itself when it is locked.
pub fn claim(
    conn: &mut DbConn,
    lane: Lane,
    now: NaiveDateTime,
    lease_until: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<Claimed>> {
    let claimed = claim_of(conn, "candidate.reminds_of IS NULL", lane, now, lease_until, limit)?;
    if claimed.is_empty() && lane != Lane::Fresh {
        return claim_of(conn, "candidate.reminds_of IS NOT NULL", lane, now, lease_until, limit);
    }
    Ok(claimed)
}

fn claim_of(
    conn: &mut DbConn,
    sort: &str,
    lane: Lane,
    now: NaiveDateTime,
    lease_until: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<Claimed>> {
    let candidate = diesel::alias!(outbox as candidate);
    let due = candidate
        .filter(sql::<Bool>(FIRST_IN_LINE))
        .filter(sql::<Bool>(lane.of_candidate()))
        .filter(sql::<Bool>(sort))
        .filter(candidate.field(outbox::due_at).le(now))
        .filter(candidate.field(outbox::lease_until).is_null().or(candidate.field(outbox::lease_until).le(now)))
        .order((candidate.field(outbox::due_at), candidate.field(outbox::id)))
        .limit(limit)
        .select(candidate.field(outbox::id));
    let rows = outbox::table
        .filter(outbox::id.eq_any(due))
        .filter(sql::<Bool>(QUEUED))
        .filter(outbox::lease_until.is_null().or(outbox::lease_until.le(now)));
    let mut claimed: Vec<Claimed> = diesel::update(rows)
        .set(outbox::lease_until.eq(lease_until))
        .returning((
            outbox::id,
            outbox::booking_id,
            outbox::kind,
            outbox::recipient,
            outbox::message,
            outbox::attempts,
            outbox::due_at,
            outbox::created_at,
        ))
        .get_results(conn)?;
    claimed.sort_by(|a, b| (a.due_at, &a.id).cmp(&(b.due_at, &b.id)));
    Ok(claimed)
}

/// Gives up those of the rows claimed until `lease` that are reminders and overtaken: nobody is to be reminded of a visit
/// that was moved or cancelled meanwhile, nor to wait for that. Returns their ids.
pub fn give_up_overtaken(
    conn: &mut DbConn,
    ids: &[&str],
    lease: NaiveDateTime,
    now: NaiveDateTime,
) -> QueryResult<Vec<String>> {
    let rows = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::lease_until.eq(lease));
    diesel::update(rows.filter(sql::<Bool>(QUEUED)).filter(sql::<Bool>(OVERTAKEN)))
        .set((
            outbox::status.eq("failed"),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::finished_at.eq(now),
            outbox::last_error.eq(SUPERSEDED),
        ))
        .returning(outbox::id)
        .get_results(conn)
}

/// When the next row of a lane is to be looked at, claimed ones at the end of their lease.
pub fn next_due(conn: &mut DbConn, lane: Lane) -> QueryResult<Option<NaiveDateTime>> {
    let free: Option<NaiveDateTime> = outbox::table
        .filter(sql::<Bool>(QUEUED))
        .filter(sql::<Bool>(lane.of_row()))
        .filter(outbox::lease_until.is_null())
        .select(min(outbox::due_at))
        .first(conn)?;
    let leased: Option<NaiveDateTime> = outbox::table
        .filter(sql::<Bool>(QUEUED))
        .filter(sql::<Bool>(lane.of_row()))
        .select(min(outbox::lease_until))
        .first(conn)?;
    Ok(free.into_iter().chain(leased).min())
}

/// Marks rows as sent, whoever holds their lease by now: it is true, and nobody is to send them again.
pub fn mark_sent(conn: &mut DbConn, ids: &[&str], now: NaiveDateTime) -> QueryResult<usize> {
    let rows = outbox::table.filter(outbox::id.eq_any(ids)).filter(sql::<Bool>(QUEUED));
    diesel::update(rows)
        .set((
            outbox::status.eq("sent"),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::finished_at.eq(now),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(conn)
}

/// Puts off a row that was claimed until `lease`.
pub fn mark_retry(
    conn: &mut DbConn,
    id: &str,
    lease: NaiveDateTime,
    due_at: NaiveDateTime,
    reason: &str,
) -> QueryResult<usize> {
    let row = outbox::table.filter(outbox::id.eq(id)).filter(outbox::lease_until.eq(lease)).filter(sql::<Bool>(QUEUED));
    diesel::update(row)
        .set((
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::due_at.eq(due_at),
            outbox::last_error.eq(reason),
        ))
        .execute(conn)
}

/// Gives up a row that was claimed until `lease`.
pub fn mark_failed(
    conn: &mut DbConn,
    id: &str,
    lease: NaiveDateTime,
    now: NaiveDateTime,
    reason: &str,
) -> QueryResult<usize> {
    let row = outbox::table.filter(outbox::id.eq(id)).filter(outbox::lease_until.eq(lease)).filter(sql::<Bool>(QUEUED));
    diesel::update(row)
        .set((
            outbox::status.eq("failed"),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::finished_at.eq(now),
            outbox::last_error.eq(reason),
        ))
        .execute(conn)
}

/// Gives rows back untried that were claimed until `lease`.
pub fn release(conn: &mut DbConn, ids: &[&str], lease: NaiveDateTime) -> QueryResult<usize> {
    let rows = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::lease_until.eq(lease));
    diesel::update(rows.filter(sql::<Bool>(QUEUED))).set(outbox::lease_until.eq(None::<NaiveDateTime>)).execute(conn)
}

/// How full the outbox is.
pub fn levels(conn: &mut DbConn) -> QueryResult<Levels> {
    let (queued, oldest_queued) =
        outbox::table.filter(sql::<Bool>(QUEUED)).select((count_star(), min(outbox::created_at))).first(conn)?;
    let failed = outbox::table
        .filter(sql::<Bool>("outbox.status = 'failed'"))
        .filter(outbox::last_error.is_null().or(outbox::last_error.ne(SUPERSEDED)))
        .count()
        .get_result(conn)?;
    Ok(Levels { queued, failed, oldest_queued })
}
