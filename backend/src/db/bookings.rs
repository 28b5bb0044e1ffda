//! Bookings.

use super::DbConn;
use super::schema::{bookings, outbox};
use super::slot_counters::Stretch;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use diesel::dsl::{exists, min, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

/// A booking as it is stored. Instants are UTC.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bookings)]
pub struct BookingRow {
    /// UUID.
    pub id: String,
    /// The office's slug.
    pub office_id: String,
    /// The service's slug.
    pub service_id: String,
    /// The pool's slug.
    pub pool_id: String,
    /// A [`shared::booking::BookingStatus`] by its name.
    pub status: String,
    /// The day at the office.
    pub date: NaiveDate,
    /// The local start.
    pub time: NaiveTime,
    /// The start.
    pub starts_at: NaiveDateTime,
    /// The end.
    pub ends_at: NaiveDateTime,
    /// Keyed hash of the canonical address.
    pub email_key: Vec<u8>,
    /// The address, sealed.
    pub email_sealed: Vec<u8>,
    /// Language of the e-mails, by its code.
    pub language: String,
    /// The terms that were accepted; of a hold, those in force when it began.
    pub terms_version: String,
    /// Which manage token is valid.
    pub generation: i32,
    /// Rises with every change.
    pub version: i32,
    /// Keyed hash of the reservation code, until it is cleared.
    pub code_key: Option<Vec<u8>>,
    /// The code, sealed, until it is cleared.
    pub code_sealed: Option<Vec<u8>>,
    /// When it was booked.
    pub created_at: NaiveDateTime,
    /// When it was last changed.
    pub changed_at: NaiveDateTime,
    /// Until when the place is held, if it is only that.
    pub held_until: Option<NaiveDateTime>,
}

/// What a change of a booking sets; `None` leaves a column as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = bookings)]
pub struct BookingChange {
    /// The new state.
    pub status: Option<String>,
    /// Until when the place is held; none inside if it no longer is only that.
    pub held_until: Option<Option<NaiveDateTime>>,
    /// The terms that were accepted.
    pub terms_version: Option<String>,
    /// The pool that serves it by the plan of now.
    pub pool_id: Option<String>,
    /// The new day.
    pub date: Option<NaiveDate>,
    /// The new local start.
    pub time: Option<NaiveTime>,
    /// The new start.
    pub starts_at: Option<NaiveDateTime>,
    /// The new end.
    pub ends_at: Option<NaiveDateTime>,
    /// Hash of the corrected address.
    pub email_key: Option<Vec<u8>>,
    /// The corrected address, sealed.
    pub email_sealed: Option<Vec<u8>>,
    /// The new token's generation.
    pub generation: Option<i32>,
    /// Hash of the new code.
    pub code_key: Option<Vec<u8>>,
    /// The new code, sealed.
    pub code_sealed: Option<Vec<u8>>,
    /// When it is changed.
    pub changed_at: Option<NaiveDateTime>,
}

/// A live booking of an address, as its limits count it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bookings)]
pub struct LiveRow {
    /// Hash of the address.
    pub email_key: Vec<u8>,
    /// The booking.
    pub id: String,
    /// The service.
    pub service_id: String,
    /// The day.
    pub date: NaiveDate,
    /// The end of the visit.
    pub ends_at: NaiveDateTime,
    /// Until when it is held, if it is only that.
    pub held_until: Option<NaiveDateTime>,
}

impl LiveRow {
    /// Whether it is a hold that has run out, though nobody has noticed yet.
    pub fn is_overdue(&self, now: NaiveDateTime) -> bool {
        self.held_until.is_some_and(|until| until <= now)
    }
}

/// A hold and the time that it takes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bookings)]
pub struct HoldRow {
    /// The booking.
    pub id: String,
    /// The pool's slug.
    pub pool_id: String,
    /// The start.
    pub starts_at: NaiveDateTime,
    /// The end.
    pub ends_at: NaiveDateTime,
}

impl HoldRow {
    /// The time that it takes.
    pub fn stretch(&self) -> Stretch {
        Stretch { pool_id: self.pool_id.clone(), from: self.starts_at, to: self.ends_at }
    }
}

/// Adds a booking, outside of a batch. A code that is taken, or an id, is a `UniqueViolation`.
pub fn insert(conn: &mut DbConn, row: &BookingRow) -> QueryResult<usize> {
    diesel::insert_into(bookings::table).values(row).execute(conn)
}

/// The booking with this id.
pub fn find(conn: &mut DbConn, id: &str) -> QueryResult<Option<BookingRow>> {
    bookings::table.find(id).select(BookingRow::as_select()).first(conn).optional()
}

/// The live bookings of these addresses whose visit ends after `since`.
pub fn live_of(conn: &mut DbConn, email_keys: &[&[u8]], since: NaiveDateTime) -> QueryResult<Vec<LiveRow>> {
    bookings::table
        .filter(bookings::email_key.eq_any(email_keys))
        .filter(bookings::ends_at.gt(since))
        .filter(bookings::status.eq_any(["held", "booked", "checked_in"]))
        .select(LiveRow::as_select())
        .load(conn)
}

/// When and where the live visits are that end after `since`, each time once.
pub fn stretches(conn: &mut DbConn, since: NaiveDateTime) -> QueryResult<Vec<Stretch>> {
    let rows: Vec<(String, NaiveDateTime, NaiveDateTime)> = bookings::table
        .filter(bookings::ends_at.gt(since))
        .filter(bookings::status.eq_any(["held", "booked", "checked_in"]))
        .select((bookings::pool_id, bookings::starts_at, bookings::ends_at))
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().map(|(pool_id, from, to)| Stretch { pool_id, from, to }).collect())
}

/// Which of these codes are taken.
pub fn taken_codes(conn: &mut DbConn, code_keys: &[&[u8]]) -> QueryResult<Vec<Vec<u8>>> {
    let rows: Vec<Option<Vec<u8>>> =
        bookings::table.filter(bookings::code_key.eq_any(code_keys)).select(bookings::code_key).load(conn)?;
    Ok(rows.into_iter().flatten().collect())
}

/// Changes a booking if it still has this version, which then rises. False if it has another, or was erased meanwhile,
/// which is no event and leaves the version as it is.
pub fn change(conn: &mut DbConn, id: &str, version: i32, change: &BookingChange) -> QueryResult<bool> {
    change_with(conn, id, version, change, false)
}

/// The same for a change that no letter tells of, which is counted for the auditor.
pub fn change_silently(conn: &mut DbConn, id: &str, version: i32, change: &BookingChange) -> QueryResult<bool> {
    change_with(conn, id, version, change, true)
}

fn change_with(conn: &mut DbConn, id: &str, version: i32, change: &BookingChange, silent: bool) -> QueryResult<bool> {
    let row = bookings::table
        .filter(bookings::id.eq(id))
        .filter(bookings::version.eq(version))
        .filter(bookings::erased_at.is_null());
    let silent = silent.then(|| bookings::silent_changes.eq(bookings::silent_changes + 1));
    let changed = diesel::update(row).set((change, bookings::version.eq(version + 1), silent)).execute(conn)?;
    Ok(changed == 1)
}

/// Holds that have run out: all, or the first to do so.
pub fn overdue_holds(conn: &mut DbConn, now: NaiveDateTime, most: Option<i64>) -> QueryResult<Vec<HoldRow>> {
    let overdue = bookings::table.filter(bookings::held_until.le(now)).select(HoldRow::as_select());
    match most {
        Some(most) => overdue.order(bookings::held_until).limit(most).load(conn),
        // Without a limit, since a bound one makes SQLite prepare the statement anew each time.
        None => overdue.load(conn),
    }
}

/// Those of these bookings that are holds.
pub fn holds(conn: &mut DbConn, ids: &[&str]) -> QueryResult<Vec<HoldRow>> {
    let held = bookings::table.filter(bookings::id.eq_any(ids)).filter(bookings::held_until.is_not_null());
    held.select(HoldRow::as_select()).load(conn)
}

/// When the next hold runs out.
pub fn next_expiry(conn: &mut DbConn) -> QueryResult<Option<NaiveDateTime>> {
    bookings::table.filter(bookings::held_until.is_not_null()).select(min(bookings::held_until)).first(conn)
}

/// How many holds there are that have not run out.
pub fn count_holds(conn: &mut DbConn, now: NaiveDateTime) -> QueryResult<i64> {
    bookings::table.filter(bookings::held_until.gt(now)).count().get_result(conn)
}

/// Ends those of these holds that have run out, and erases their addresses: they are of no use any more. The token stays, for
/// who comes too late. Its places are the caller's matter.
pub fn expire(conn: &mut DbConn, ids: &[&str], now: NaiveDateTime) -> QueryResult<Vec<HoldRow>> {
    let overdue = bookings::table.filter(bookings::id.eq_any(ids)).filter(bookings::held_until.le(now));
    let ended = diesel::update(overdue).set((
        bookings::status.eq("expired"),
        bookings::held_until.eq(None::<NaiveDateTime>),
        bookings::version.eq(bookings::version + 1),
        bookings::silent_changes.eq(bookings::silent_changes + 1),
        bookings::changed_at.eq(now),
        Nobody::default(),
    ));
    match conn {
        DbConn::Pg(conn) => ended.returning(HoldRow::as_returning()).get_results(conn),
        DbConn::Sqlite(conn) => ended.returning(HoldRow::as_returning()).get_results(conn),
    }
}

/// Erases the address and the code of a hold that was given up. The token stays.
pub fn forget_hold(conn: &mut DbConn, id: &str) -> QueryResult<usize> {
    diesel::update(bookings::table.find(id)).set(&Nobody::default()).execute(conn)
}

/// Nothing of a person.
#[derive(Default, AsChangeset)]
#[diesel(table_name = bookings, treat_none_as_null = true)]
struct Nobody {
    email_key: Vec<u8>,
    email_sealed: Vec<u8>,
    code_key: Option<Vec<u8>>,
    code_sealed: Option<Vec<u8>>,
}

/// Notes that the ticket of a booking was printed, unless the visit has gone on already.
pub fn check_in(conn: &mut DbConn, id: &str, at: NaiveDateTime) -> QueryResult<usize> {
    let row = bookings::table.filter(bookings::id.eq(id)).filter(bookings::status.eq("booked"));
    let set =
        (bookings::status.eq("checked_in"), bookings::version.eq(bookings::version + 1), bookings::changed_at.eq(at));
    diesel::update(row).set(set).execute(conn)
}

/// What SQLite's `bookings_to_erase` is ordered by: the tens of the date. It pays for each place in an index that a batch of
/// bookings touches, PostgreSQL for each entry; so there it is the date.
const TENS: &str = "substr(bookings.date, 1, 9)";

/// The days on which a visit can have ended before `before`, wherever the office is.
fn days_until(conn: &DbConn, before: NaiveDateTime) -> SqlLiteral<Bool> {
    let last = before.date().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    sql(&match conn {
        DbConn::Pg(_) => format!("bookings.date <= '{last}'"),
        DbConn::Sqlite(_) => format!("{TENS} <= substr('{last}', 1, 9)"),
    })
}

/// Visits of a day.
fn on_day(conn: &DbConn, date: NaiveDate) -> SqlLiteral<Bool> {
    sql(&match conn {
        DbConn::Pg(_) => format!("bookings.date = '{date}'"),
        DbConn::Sqlite(_) => format!("{TENS} = substr('{date}', 1, 9) AND bookings.date = '{date}'"),
    })
}

/// Some visits of an office on a day that are ahead at `now`, after the booking `after` in the order of ids: those whose
/// holder has been told nothing of them since `since`, by no letter and by no reminder ever.
pub fn to_remind(
    conn: &mut DbConn,
    (office_id, date): (&str, NaiveDate),
    since: NaiveDateTime,
    now: NaiveDateTime,
    (after, most): (&str, i64),
) -> QueryResult<Vec<BookingRow>> {
    let of_it = outbox::table.filter(outbox::booking_id.eq(bookings::id));
    let told = outbox::kind.eq_any(["confirmation", "moved"]).and(outbox::created_at.ge(since));
    let reminded = outbox::reminds_of.is_not_null().and(outbox::reminds_of.eq(date));
    bookings::table
        .filter(bookings::erased_at.is_null())
        .filter(on_day(conn, date))
        .filter(bookings::office_id.eq(office_id))
        .filter(bookings::status.eq("booked"))
        .filter(bookings::starts_at.gt(now))
        .filter(bookings::id.gt(after))
        .filter(not(exists(of_it.filter(told.or(reminded.assume_not_null())))))
        .order(bookings::id)
        .limit(most)
        .select(BookingRow::as_select())
        .load(conn)
}

/// Locks these bookings until the transaction ends, in one order for all, and tells their versions: whoever has seen one may
/// act on it. In SQLite the transaction holds the one write lock already.
pub fn lock_versions(conn: &mut DbConn, ids: &[&str]) -> QueryResult<Vec<(String, i32)>> {
    let rows = bookings::table
        .filter(bookings::id.eq_any(ids))
        .filter(bookings::erased_at.is_null())
        .order(bookings::id)
        .select((bookings::id, bookings::version));
    match conn {
        DbConn::Pg(conn) => rows.for_update().load(conn),
        DbConn::Sqlite(conn) => rows.load(conn),
    }
}

/// The visits of an address on a day that are not over at `now`.
pub fn to_come(
    conn: &mut DbConn,
    email_key: &[u8],
    date: NaiveDate,
    now: NaiveDateTime,
) -> QueryResult<Vec<BookingRow>> {
    bookings::table
        .filter(bookings::email_key.eq(email_key))
        .filter(bookings::erased_at.is_null())
        .filter(bookings::date.eq(date))
        .filter(bookings::status.eq_any(["booked", "checked_in"]))
        .filter(bookings::ends_at.gt(now))
        .order(bookings::id)
        .select(BookingRow::as_select())
        .load(conn)
}

/// Some bookings whose code can still be read though their visit ended before `before`.
pub fn with_readable_code(conn: &mut DbConn, before: NaiveDateTime, most: i64) -> QueryResult<Vec<String>> {
    bookings::table
        .filter(bookings::erased_at.is_null())
        .filter(days_until(conn, before))
        .filter(bookings::code_sealed.is_not_null())
        .filter(bookings::ends_at.lt(before))
        .limit(most)
        .select(bookings::id)
        .load(conn)
}

/// Forgets what the codes of these bookings are; a kiosk still knows them when it sees them.
pub fn forget_codes(conn: &mut DbConn, ids: &[String]) -> QueryResult<usize> {
    let rows = bookings::table.filter(bookings::id.eq_any(ids));
    diesel::update(rows).set(bookings::code_sealed.eq(None::<Vec<u8>>)).execute(conn)
}

/// Some bookings whose code can't be drawn again though their visit ended before `before`.
pub fn with_kept_code(conn: &mut DbConn, before: NaiveDateTime, most: i64) -> QueryResult<Vec<String>> {
    bookings::table
        .filter(bookings::erased_at.is_null())
        .filter(days_until(conn, before))
        .filter(bookings::code_key.is_not_null())
        .filter(bookings::code_sealed.is_null())
        .filter(bookings::ends_at.lt(before))
        .limit(most)
        .select(bookings::id)
        .load(conn)
}

/// Lets the codes of these bookings be drawn again.
pub fn free_codes(conn: &mut DbConn, ids: &[String]) -> QueryResult<usize> {
    let rows = bookings::table.filter(bookings::id.eq_any(ids));
    diesel::update(rows).set(bookings::code_key.eq(None::<Vec<u8>>)).execute(conn)
}

/// Some bookings whose address is still there though their visit ended before `before`, the oldest days first.
pub fn to_erase(conn: &mut DbConn, before: NaiveDateTime, most: i64) -> QueryResult<Vec<String>> {
    let days = if matches!(conn, DbConn::Pg(_)) { "bookings.date" } else { TENS };
    bookings::table
        .filter(bookings::erased_at.is_null())
        .filter(days_until(conn, before))
        .filter(bookings::ends_at.lt(before))
        .order(sql::<Text>(days))
        .limit(most)
        .select(bookings::id)
        .load(conn)
}

/// All bookings of an address that were not erased.
pub fn of_address(conn: &mut DbConn, email_key: &[u8]) -> QueryResult<Vec<BookingRow>> {
    bookings::table
        .filter(bookings::email_key.eq(email_key))
        .filter(bookings::erased_at.is_null())
        .order((bookings::starts_at, bookings::id))
        .select(BookingRow::as_select())
        .load(conn)
}

/// Erases the addresses and codes of these bookings, and kills their tokens; what was booked stays known. No event, so
/// the version stays.
pub fn erase(conn: &mut DbConn, ids: &[String], now: NaiveDateTime) -> QueryResult<usize> {
    let nothing = Vec::<u8>::new();
    diesel::update(bookings::table.filter(bookings::id.eq_any(ids)).filter(bookings::erased_at.is_null()))
        .set((
            bookings::email_key.eq(&nothing),
            bookings::email_sealed.eq(&nothing),
            bookings::code_key.eq(None::<Vec<u8>>),
            bookings::code_sealed.eq(None::<Vec<u8>>),
            bookings::generation.eq(bookings::generation + 1),
            bookings::erased_at.eq(now),
        ))
        .execute(conn)
}

/// Which of these bookings were erased.
pub fn erased_of(conn: &mut DbConn, ids: &[String]) -> QueryResult<Vec<String>> {
    let rows = bookings::table.filter(bookings::id.eq_any(ids)).filter(bookings::erased_at.is_not_null());
    rows.select(bookings::id).load(conn)
}

/// How many bookings there are.
pub fn count(conn: &mut DbConn) -> QueryResult<i64> {
    bookings::table.count().get_result(conn)
}
