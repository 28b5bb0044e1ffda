//! The limit of PostgreSQL.

use super::{Source, Visit, book};
use crate::Outcome;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Integer, Text, Timestamp};
use std::collections::BTreeMap;

/// Writes one booking per commit.
pub(super) fn step(mut conn: PgConnection, mut source: Source) -> impl FnMut() -> Outcome<u64> + Send {
    move || {
        let visit = source.visit();
        conn.transaction::<_, diesel::result::Error, _>(|conn| book!(conn, visit))?;
        Ok(1)
    }
}

/// Writes so many bookings per commit, with one statement for each table.
pub(super) fn batches(mut conn: PgConnection, mut source: Source, batch: usize) -> impl FnMut() -> Outcome<u64> + Send {
    move || {
        let visits = source.visits(batch);
        conn.transaction(|conn| {
            insert_bookings(conn, &visits)?;
            insert_letters(conn, &visits)?;
            count(conn, &visits)
        })?;
        Ok(visits.len() as u64)
    }
}

fn insert_bookings(conn: &mut PgConnection, visits: &[Visit]) -> QueryResult<()> {
    let Some(Visit { booking: first, .. }) = visits.first() else { return Ok(()) };
    let bookings = || visits.iter().map(|visit| &visit.booking);
    diesel::sql_query(
        "INSERT INTO bookings (id, office_id, service_id, pool_id, status, date, time, starts_at, ends_at, email_key, \
         email_sealed, language, terms_version, generation, version, code_key, code_sealed, created_at, changed_at) \
         SELECT r.id, $1, $2, $3, 'booked', r.starts_at::date, r.starts_at::time, r.starts_at, r.ends_at, r.email_key, \
         r.email_sealed, 'en', $4, 1, 1, r.code_key, r.code_sealed, r.starts_at, r.starts_at \
         FROM unnest($5, $6, $7, $8, $9, $10, $11) \
         AS r (id, starts_at, ends_at, email_key, email_sealed, code_key, code_sealed)",
    )
    .bind::<Text, _>(&first.office_id)
    .bind::<Text, _>(&first.service_id)
    .bind::<Text, _>(&first.pool_id)
    .bind::<Text, _>(&first.terms_version)
    .bind::<Array<Text>, _>(bookings().map(|row| row.id.as_str()).collect::<Vec<_>>())
    .bind::<Array<Timestamp>, _>(bookings().map(|row| row.starts_at).collect::<Vec<_>>())
    .bind::<Array<Timestamp>, _>(bookings().map(|row| row.ends_at).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(bookings().map(|row| row.email_key.as_slice()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(bookings().map(|row| row.email_sealed.as_slice()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(bookings().filter_map(|row| row.code_key.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(bookings().filter_map(|row| row.code_sealed.as_deref()).collect::<Vec<_>>())
    .execute(conn)
    .map(drop)
}

fn insert_letters(conn: &mut PgConnection, visits: &[Visit]) -> QueryResult<()> {
    let mails = || visits.iter().map(|visit| &visit.mail);
    diesel::sql_query(
        "INSERT INTO outbox (id, booking_id, kind, status, recipient, message, attempts, due_at, created_at) \
         SELECT r.id, r.booking_id, 'confirmation', 'queued', r.recipient, r.message, 0, r.due_at, r.due_at \
         FROM unnest($1, $2, $3, $4, $5) AS r (id, booking_id, recipient, message, due_at)",
    )
    .bind::<Array<Text>, _>(mails().map(|row| row.id.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(mails().map(|row| row.booking_id.as_str()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(mails().map(|row| row.recipient.as_slice()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(mails().map(|row| row.message.as_slice()).collect::<Vec<_>>())
    .bind::<Array<Timestamp>, _>(mails().map(|row| row.due_at).collect::<Vec<_>>())
    .execute(conn)
    .map(drop)
}

fn count(conn: &mut PgConnection, visits: &[Visit]) -> QueryResult<()> {
    let Some(Visit { booking: first, .. }) = visits.first() else { return Ok(()) };
    let mut deltas: BTreeMap<NaiveDateTime, i32> = BTreeMap::new();
    for visit in visits {
        *deltas.entry(visit.booking.starts_at).or_default() += 1;
    }
    let updated = diesel::sql_query(
        "UPDATE slot_counters AS c SET booked = c.booked + d.delta, version = c.version + 1 \
         FROM unnest($2, $3) AS d (starts_at, delta) \
         WHERE c.pool_id = $1 AND c.starts_at = d.starts_at AND c.booked + d.delta <= c.capacity",
    )
    .bind::<Text, _>(&first.pool_id)
    .bind::<Array<Timestamp>, _>(deltas.keys().copied().collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(deltas.values().copied().collect::<Vec<_>>())
    .execute(conn)?;
    if updated == deltas.len() { Ok(()) } else { Err(diesel::result::Error::RollbackTransaction) }
}
