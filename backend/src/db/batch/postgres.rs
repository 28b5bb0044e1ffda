//! A batch on PostgreSQL.

use super::{Accepted, Found, Touched};
use crate::db::bookings::{BookingRow, LiveRow};
use crate::db::idempotency_records::IdempotencyRow;
use crate::db::outbox::OutboxRow;
use crate::db::prepared::prepared;
use crate::db::slot_counters::{CounterRow, lock_on_server};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::Query;
use diesel::sql_types::{Array, BigInt, Binary, Date, Integer, Nullable, Text, Time, Timestamp};

prepared! {
    /// Locks addresses and then counters.
    struct Lock<'a> on PgConnection, Pg {
        now: NaiveDateTime => Timestamp,
        emails: Vec<&'a [u8]> => Array<Binary>,
        pools: Vec<&'a str> => Array<Text>,
        starts: Vec<NaiveDateTime> => Array<Timestamp>,
    }
    // The upsert locks rows whether they are new or not; it comes first, since the rest waits for its count. Pools are
    // ordered by their bytes, as all other writers lock them, and not as the database's language would.
    "WITH addresses AS ( \
         INSERT INTO address_locks (used_at, email_key) SELECT ?, key FROM unnest(?) AS a (key) \
         ON CONFLICT (email_key) DO UPDATE SET used_at = excluded.used_at RETURNING 1 \
     ) \
     SELECT c.pool_id, c.starts_at, c.capacity, c.booked, c.version \
     FROM unnest(?, ?) AS w (pool_id, starts_at) \
     JOIN slot_counters AS c ON c.pool_id = w.pool_id AND c.starts_at = w.starts_at \
     WHERE (SELECT count(*) FROM addresses) > 0 \
     ORDER BY c.pool_id COLLATE \"C\", c.starts_at FOR UPDATE OF c"
}

impl Query for Lock<'_> {
    type SqlType = (Text, Timestamp, Integer, Integer, BigInt);
}

prepared! {
    /// Reads what stands, in one statement: three kinds of rows, told apart by their first column.
    struct Look<'a> on PgConnection, Pg {
        emails: Vec<&'a [u8]> => Array<Binary>,
        since: NaiveDateTime => Timestamp,
        codes: Vec<&'a [u8]> => Array<Binary>,
        keys: Vec<&'a [u8]> => Array<Binary>,
    }
    "SELECT 0, email_key, NULL::bytea, NULL::bytea, id, service_id, date, ends_at, held_until FROM bookings \
     WHERE email_key = ANY(?) AND ends_at > ? AND status IN ('held', 'booked', 'checked_in') \
     UNION ALL SELECT 1, code_key, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM bookings WHERE code_key = ANY(?) \
     UNION ALL SELECT 2, key_hash, body_hash, answer, NULL, NULL, NULL, created_at, NULL FROM idempotency_records \
     WHERE key_hash = ANY(?)"
}

impl Query for Look<'_> {
    type SqlType = (
        Integer,
        Nullable<Binary>,
        Nullable<Binary>,
        Nullable<Binary>,
        Nullable<Text>,
        Nullable<Text>,
        Nullable<Date>,
        Nullable<Timestamp>,
        Nullable<Timestamp>,
    );
}

type Looked = (
    i32,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<String>,
    Option<String>,
    Option<NaiveDate>,
    Option<NaiveDateTime>,
    Option<NaiveDateTime>,
);

prepared! {
    /// Writes it all; the result is how many counters had the places.
    struct Write<'a> on PgConnection, Pg {
        pools: Vec<&'a str> => Array<Text>,
        starts: Vec<NaiveDateTime> => Array<Timestamp>,
        deltas: Vec<i32> => Array<Integer>,
        ids: Vec<&'a str> => Array<Text>,
        office_ids: Vec<&'a str> => Array<Text>,
        service_ids: Vec<&'a str> => Array<Text>,
        pool_ids: Vec<&'a str> => Array<Text>,
        statuses: Vec<&'a str> => Array<Text>,
        dates: Vec<NaiveDate> => Array<Date>,
        times: Vec<NaiveTime> => Array<Time>,
        starts_at: Vec<NaiveDateTime> => Array<Timestamp>,
        ends_at: Vec<NaiveDateTime> => Array<Timestamp>,
        email_keys: Vec<&'a [u8]> => Array<Binary>,
        emails_sealed: Vec<&'a [u8]> => Array<Binary>,
        languages: Vec<&'a str> => Array<Text>,
        terms_versions: Vec<&'a str> => Array<Text>,
        generations: Vec<i32> => Array<Integer>,
        versions: Vec<i32> => Array<Integer>,
        code_keys: Vec<Option<&'a [u8]>> => Array<Nullable<Binary>>,
        codes_sealed: Vec<Option<&'a [u8]>> => Array<Nullable<Binary>>,
        created_at: Vec<NaiveDateTime> => Array<Timestamp>,
        changed_at: Vec<NaiveDateTime> => Array<Timestamp>,
        held_until: Vec<Option<NaiveDateTime>> => Array<Nullable<Timestamp>>,
        mail_ids: Vec<&'a str> => Array<Text>,
        mail_bookings: Vec<&'a str> => Array<Text>,
        mail_kinds: Vec<&'a str> => Array<Text>,
        mail_statuses: Vec<&'a str> => Array<Text>,
        recipients: Vec<&'a [u8]> => Array<Binary>,
        messages: Vec<&'a [u8]> => Array<Binary>,
        mail_due: Vec<NaiveDateTime> => Array<Timestamp>,
        mail_created: Vec<NaiveDateTime> => Array<Timestamp>,
        keys: Vec<&'a [u8]> => Array<Binary>,
        bodies: Vec<&'a [u8]> => Array<Binary>,
        answers: Vec<&'a [u8]> => Array<Binary>,
        answered_at: Vec<NaiveDateTime> => Array<Timestamp>,
        writer: &'a str => Text,
        version: i64 => BigInt,
        now: NaiveDateTime => Timestamp,
    }
    "WITH taken AS ( \
         UPDATE slot_counters AS c SET booked = c.booked + d.delta, version = c.version + 1 \
         FROM unnest(?, ?, ?) AS d (pool_id, starts_at, delta) \
         WHERE c.pool_id = d.pool_id AND c.starts_at = d.starts_at AND c.booked + d.delta <= c.capacity \
         RETURNING 1 \
     ), booked AS ( \
         INSERT INTO bookings (id, office_id, service_id, pool_id, status, date, time, starts_at, ends_at, email_key, \
         email_sealed, language, terms_version, generation, version, code_key, code_sealed, created_at, changed_at, \
         held_until) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
     ), written AS ( \
         INSERT INTO outbox (id, booking_id, kind, status, recipient, message, due_at, created_at, attempts) \
         SELECT *, 0 FROM unnest(?, ?, ?, ?, ?, ?, ?, ?) \
     ), kept AS ( \
         INSERT INTO idempotency_records (key_hash, body_hash, answer, created_at) SELECT * FROM unnest(?, ?, ?, ?) \
     ), told AS ( \
         INSERT INTO occupancy_changes (writer, version, changed_at) VALUES (?, ?, ?) \
         ON CONFLICT (writer) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at \
     ) \
     SELECT count(*) FROM taken"
}

impl Query for Write<'_> {
    type SqlType = BigInt;
}

pub(super) fn look(
    conn: &mut PgConnection,
    touched: Touched,
    since: NaiveDateTime,
    now: NaiveDateTime,
) -> QueryResult<Found> {
    let Touched { emails, codes, keys, counters: wanted } = touched;
    let lock = Lock {
        now,
        emails: emails.clone(),
        pools: wanted.iter().map(|row| row.pool_id.as_str()).collect(),
        starts: wanted.iter().map(|row| row.starts_at).collect(),
    };
    let mut counters: Vec<CounterRow> = lock.load(conn)?;
    if counters.len() < wanted.len() {
        counters = lock_on_server(conn, &wanted)?;
    }
    // A statement of its own: it has to see what others committed before the locks were given.
    let keys = keys.iter().map(|key| key.hash).collect();
    let rows: Vec<Looked> = Look { emails, since, codes, keys }.load(conn)?;
    let mut found = Found { counters, ..Found::default() };
    for row in rows {
        match row {
            (0, Some(email_key), _, _, Some(id), Some(service_id), Some(date), Some(ends_at), held_until) => {
                found.live.push(LiveRow { email_key, id, service_id, date, ends_at, held_until });
            }
            (1, Some(code), ..) => found.codes.push(code),
            (2, Some(key_hash), Some(body_hash), Some(answer), .., Some(created_at), _) => {
                found.records.push(IdempotencyRow { key_hash, body_hash, answer, created_at });
            }
            _ => return Err(diesel::result::Error::NotFound),
        }
    }
    Ok(found)
}

pub(super) fn write(
    conn: &mut PgConnection,
    accepted: &Accepted,
    (writer, version): (&str, i64),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let Accepted { bookings, mails, records, deltas } = accepted;
    // All answers lie in one table: the version before looks for them there.
    let records: &Vec<&IdempotencyRow> =
        &records.iter().copied().chain(bookings.iter().filter_map(|one| one.1)).collect();
    let bookings: &Vec<&BookingRow> = &bookings.iter().map(|one| one.0).collect();
    let write = Write {
        pools: deltas.keys().map(|slot| slot.pool.as_str()).collect(),
        starts: deltas.keys().map(|slot| slot.starts_at.naive_utc()).collect(),
        deltas: deltas.values().copied().collect(),
        ids: column(bookings, |row: &BookingRow| row.id.as_str()),
        office_ids: column(bookings, |row| row.office_id.as_str()),
        service_ids: column(bookings, |row| row.service_id.as_str()),
        pool_ids: column(bookings, |row| row.pool_id.as_str()),
        statuses: column(bookings, |row| row.status.as_str()),
        dates: column(bookings, |row| row.date),
        times: column(bookings, |row| row.time),
        starts_at: column(bookings, |row| row.starts_at),
        ends_at: column(bookings, |row| row.ends_at),
        email_keys: column(bookings, |row| row.email_key.as_slice()),
        emails_sealed: column(bookings, |row| row.email_sealed.as_slice()),
        languages: column(bookings, |row| row.language.as_str()),
        terms_versions: column(bookings, |row| row.terms_version.as_str()),
        generations: column(bookings, |row| row.generation),
        versions: column(bookings, |row| row.version),
        code_keys: column(bookings, |row| row.code_key.as_deref()),
        codes_sealed: column(bookings, |row| row.code_sealed.as_deref()),
        created_at: column(bookings, |row| row.created_at),
        changed_at: column(bookings, |row| row.changed_at),
        held_until: column(bookings, |row| row.held_until),
        mail_ids: column(mails, |row: &OutboxRow| row.id.as_str()),
        mail_bookings: column(mails, |row| row.booking_id.as_str()),
        mail_kinds: column(mails, |row| row.kind.as_str()),
        mail_statuses: column(mails, |row| row.status.as_str()),
        recipients: column(mails, |row| row.recipient.as_slice()),
        messages: column(mails, |row| row.message.as_slice()),
        mail_due: column(mails, |row| row.due_at),
        mail_created: column(mails, |row| row.created_at),
        keys: column(records, |row: &IdempotencyRow| row.key_hash.as_slice()),
        bodies: column(records, |row| row.body_hash.as_slice()),
        answers: column(records, |row| row.answer.as_slice()),
        answered_at: column(records, |row| row.created_at),
        writer,
        version,
        now,
    };
    let taken: i64 = write.get_result(conn)?;
    if usize::try_from(taken) == Ok(deltas.len()) { Ok(()) } else { Err(diesel::result::Error::RollbackTransaction) }
}

fn column<'a, Row, Value>(rows: &[&'a Row], value: impl Fn(&'a Row) -> Value) -> Vec<Value> {
    rows.iter().map(|row| value(row)).collect()
}
