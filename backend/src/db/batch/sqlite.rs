//! A batch on SQLite. Its transaction holds the one write lock already.

use super::{Accepted, Found, Touched};
use crate::db::bookings::{BookingRow, LiveRow};
use crate::db::idempotency_records::{self, IdempotencyRow};
use crate::db::outbox::OutboxRow;
use crate::db::prepared::prepared;
use crate::db::slot_counters::CounterRow;
use crate::db::stamp::{day, hour, stamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::query_builder::Query;
use diesel::sql_types::{BigInt, Binary, Date, Integer, Nullable, Text, Timestamp};
use diesel::sqlite::Sqlite;

prepared! {
    struct Counter<'a> on SqliteConnection, Sqlite {
        pool_id: &'a str => Text,
        starts_at: &'a str => Text,
    }
    "SELECT capacity, booked, version FROM slot_counters WHERE pool_id = ? AND starts_at = ?"
}

impl Query for Counter<'_> {
    type SqlType = (Integer, Integer, BigInt);
}

prepared! {
    struct NewCounter<'a> on SqliteConnection, Sqlite {
        pool_id: &'a str => Text,
        starts_at: &'a str => Text,
        capacity: i32 => Integer,
    }
    "INSERT INTO slot_counters (pool_id, starts_at, capacity, booked, version) VALUES (?, ?, ?, 0, 0)"
}

prepared! {
    struct Take<'a> on SqliteConnection, Sqlite {
        delta: i32 => Integer,
        pool_id: &'a str => Text,
        starts_at: &'a str => Text,
        again: i32 => Integer,
    }
    "UPDATE slot_counters SET booked = booked + ?, version = version + 1 \
     WHERE pool_id = ? AND starts_at = ? AND booked + ? <= capacity"
}

prepared! {
    struct Live<'a> on SqliteConnection, Sqlite {
        email_key: &'a [u8] => Binary,
        since: &'a str => Text,
    }
    "SELECT email_key, id, service_id, date, ends_at, held_until FROM bookings \
     WHERE email_key = ? AND ends_at > ? AND status IN ('held', 'booked', 'checked_in')"
}

impl Query for Live<'_> {
    type SqlType = (Binary, Text, Text, Date, Timestamp, Nullable<Timestamp>);
}

prepared! {
    struct TakenCode<'a> on SqliteConnection, Sqlite {
        code_key: &'a [u8] => Binary,
    }
    "SELECT code_key FROM bookings WHERE code_key = ?"
}

impl Query for TakenCode<'_> {
    type SqlType = Binary;
}

prepared! {
    struct NewBooking<'a> on SqliteConnection, Sqlite {
        id: &'a str => Text,
        office_id: &'a str => Text,
        service_id: &'a str => Text,
        pool_id: &'a str => Text,
        status: &'a str => Text,
        date: &'a str => Text,
        time: &'a str => Text,
        starts_at: &'a str => Text,
        ends_at: &'a str => Text,
        email_key: &'a [u8] => Binary,
        email_sealed: &'a [u8] => Binary,
        language: &'a str => Text,
        terms_version: &'a str => Text,
        generation: i32 => Integer,
        version: i32 => Integer,
        code_key: Option<&'a [u8]> => Nullable<Binary>,
        code_sealed: Option<&'a [u8]> => Nullable<Binary>,
        created_at: &'a str => Text,
        changed_at: &'a str => Text,
        held_until: Option<&'a str> => Nullable<Text>,
        request_key: Option<&'a [u8]> => Nullable<Binary>,
        answer_id: Option<i64> => Nullable<BigInt>,
    }
    "INSERT INTO bookings (id, office_id, service_id, pool_id, status, date, time, starts_at, ends_at, email_key, \
     email_sealed, language, terms_version, generation, version, code_key, code_sealed, created_at, changed_at, \
     held_until, request_key, answer_id) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
}

prepared! {
    struct NewAnswer<'a> on SqliteConnection, Sqlite {
        booking_id: &'a str => Text,
        body_hash: &'a [u8] => Binary,
        answer: &'a [u8] => Binary,
        created_at: &'a str => Text,
    }
    "INSERT INTO booking_answers (booking_id, body_hash, answer, created_at) VALUES (?, ?, ?, ?) RETURNING id"
}

impl Query for NewAnswer<'_> {
    type SqlType = BigInt;
}

prepared! {
    struct NewMail<'a> on SqliteConnection, Sqlite {
        id: &'a str => Text,
        booking_id: &'a str => Text,
        kind: &'a str => Text,
        status: &'a str => Text,
        recipient: &'a [u8] => Binary,
        message: &'a [u8] => Binary,
        due_at: &'a str => Text,
        created_at: &'a str => Text,
    }
    "INSERT INTO outbox (id, booking_id, kind, status, recipient, message, due_at, created_at, attempts) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
}

prepared! {
    struct NewRecord<'a> on SqliteConnection, Sqlite {
        key_hash: &'a [u8] => Binary,
        body_hash: &'a [u8] => Binary,
        answer: &'a [u8] => Binary,
        created_at: &'a str => Text,
    }
    "INSERT INTO idempotency_records (key_hash, body_hash, answer, created_at) VALUES (?, ?, ?, ?)"
}

pub(super) fn look(conn: &mut SqliteConnection, touched: &Touched, since: NaiveDateTime) -> QueryResult<Found> {
    let mut found = Found::default();
    for wanted in &touched.counters {
        found.counters.push(counter(conn, wanted)?);
    }
    let since = &stamp(since);
    for email_key in &touched.emails {
        found.live.extend(Live { email_key, since }.load::<LiveRow>(conn)?);
    }
    for code_key in &touched.codes {
        found.codes.extend(TakenCode { code_key }.load::<Vec<u8>>(conn)?);
    }
    found.records = idempotency_records::find_in_file(conn, &touched.keys)?;
    Ok(found)
}

/// The counter of a slot, made if it is not there.
fn counter(conn: &mut SqliteConnection, wanted: &CounterRow) -> QueryResult<CounterRow> {
    let (pool_id, starts_at) = wanted.place();
    let starts_at = &stamp(starts_at);
    if let Some((capacity, booked, version)) = (Counter { pool_id, starts_at }).get_result(conn).optional()? {
        return Ok(CounterRow { capacity, booked, version, ..wanted.clone() });
    }
    NewCounter { pool_id, starts_at, capacity: wanted.capacity }.execute(conn)?;
    Ok(wanted.clone())
}

pub(super) fn write(conn: &mut SqliteConnection, accepted: &Accepted) -> QueryResult<()> {
    for (slot, delta) in &accepted.deltas {
        let (pool_id, starts_at) = (slot.pool.as_str(), &stamp(slot.starts_at.naive_utc()));
        if (Take { delta: *delta, pool_id, starts_at, again: *delta }).execute(conn)? != 1 {
            return Err(diesel::result::Error::RollbackTransaction);
        }
    }
    accepted.bookings.iter().try_for_each(|(row, answer)| insert_booking(conn, row, *answer))?;
    accepted.mails.iter().try_for_each(|row| insert_mail(conn, row))?;
    accepted.records.iter().try_for_each(|row| insert_record(conn, row))
}

fn insert_booking(conn: &mut SqliteConnection, row: &BookingRow, answer: Option<&IdempotencyRow>) -> QueryResult<()> {
    let created_at = &stamp(row.created_at);
    let held_until = row.held_until.map(stamp);
    let answer_id = answer.map(|kept| {
        let IdempotencyRow { body_hash, answer, created_at, .. } = kept;
        NewAnswer { booking_id: &row.id, body_hash, answer, created_at: &stamp(*created_at) }.get_result(conn)
    });
    let statement = NewBooking {
        id: &row.id,
        office_id: &row.office_id,
        service_id: &row.service_id,
        pool_id: &row.pool_id,
        status: &row.status,
        date: &day(row.date),
        time: &hour(row.time),
        starts_at: &stamp(row.starts_at),
        ends_at: &stamp(row.ends_at),
        email_key: &row.email_key,
        email_sealed: &row.email_sealed,
        language: &row.language,
        terms_version: &row.terms_version,
        generation: row.generation,
        version: row.version,
        code_key: row.code_key.as_deref(),
        code_sealed: row.code_sealed.as_deref(),
        created_at,
        changed_at: &stamp(row.changed_at),
        held_until: held_until.as_deref(),
        request_key: answer.map(|kept| kept.key_hash.as_slice()),
        answer_id: answer_id.transpose()?,
    };
    statement.execute(conn).map(drop)
}

fn insert_mail(conn: &mut SqliteConnection, row: &OutboxRow) -> QueryResult<()> {
    let statement = NewMail {
        id: &row.id,
        booking_id: &row.booking_id,
        kind: &row.kind,
        status: &row.status,
        recipient: &row.recipient,
        message: &row.message,
        due_at: &stamp(row.due_at),
        created_at: &stamp(row.created_at),
    };
    statement.execute(conn).map(drop)
}

fn insert_record(conn: &mut SqliteConnection, row: &IdempotencyRow) -> QueryResult<()> {
    let IdempotencyRow { key_hash, body_hash, answer, created_at } = row;
    NewRecord { key_hash, body_hash, answer, created_at: &stamp(*created_at) }.execute(conn).map(drop)
}
