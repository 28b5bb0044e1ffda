//! Years of bookings, written in bulk.

use crate::Outcome;
use crate::engine::{Database, Direct};
use crate::office::{TERMS, Use, office_id, slots};
use backend::db::DatabaseUrl;
use chrono::{Days, NaiveDate};
use std::fs::File;

/// Days of the past over which nine in ten bookings are spread; the rest lies ahead.
const PAST_DAYS: u32 = 1_095;

/// Writes so many bookings of the first round's office: most over, sent and erased, a tenth ahead of us with codes and
/// places.
pub(crate) fn fill(database: &Database, today: NaiveDate, count: u32) -> Outcome<()> {
    let mut conn = database.connect()?;
    let indexes = drop_indexes(&mut conn)?;
    let is_sqlite = matches!(conn, Direct::Sqlite(_));
    conn.execute(if is_sqlite { SQLITE_QUICK } else { POSTGRES_QUICK })?;
    let ahead: Vec<String> = slots(today).iter().map(|slot| slot.format("%Y-%m-%d %H:%M:%S").to_string()).collect();
    let (first, last) = (ahead.first().cloned().unwrap_or_default(), ahead.last().cloned().unwrap_or_default());
    let past = today.checked_sub_days(Days::new(PAST_DAYS.into())).unwrap_or(today);
    let statement = if is_sqlite { sqlite(count, past, today) } else { postgres(count, past, today) };
    conn.execute(&statement)?;
    conn.execute(&counters(&first, &last))?;
    conn.execute(LETTERS)?;
    for index in indexes {
        conn.execute(&index)?;
    }
    for statement in if is_sqlite { SQLITE_USUAL } else { POSTGRES_USUAL } {
        conn.execute(statement)?;
    }
    // What is still to be written would be written while the server is measured.
    if let DatabaseUrl::Sqlite(path) = &database.url {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}

/// What makes a bulk of writes quick, and needs not survive a power failure.
const SQLITE_QUICK: &str = "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -524288; \
    PRAGMA temp_store = MEMORY; PRAGMA threads = 2;";
const SQLITE_USUAL: [&str; 2] = ["PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"];
const POSTGRES_QUICK: &str = "SET session_replication_role = replica; SET synchronous_commit = off; \
    SET maintenance_work_mem = '512MB'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;";
const POSTGRES_USUAL: [&str; 2] = ["ANALYZE", "CHECKPOINT"];

const COLUMNS: &str = "id, office_id, service_id, pool_id, status, date, time, starts_at, ends_at, email_key, \
    email_sealed, language, terms_version, generation, version, code_key, code_sealed, created_at, changed_at, erased_at";

/// Every 10th booking is ahead, in 29 days of 40 slots; the others lie behind, in 40 slots of each day.
fn sqlite(count: u32, past: NaiveDate, today: NaiveDate) -> String {
    let (office, service) = (office_id(0), Use::Direct.service(0));
    format!(
        "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count}), \
         starts AS (SELECT i, i % 10 = 0 AS ahead, CASE WHEN i % 10 = 0 \
             THEN datetime('{today}', '+' || (1 + i / 10 % 29) || ' days', '+' || (i / 290 % 40 * 30) || ' minutes') \
             ELSE datetime('{past}', '+' || (i % {PAST_DAYS}) || ' days', '+' || (i / {PAST_DAYS} % 40 * 30) || ' minutes') \
             END AS start FROM numbers) \
         INSERT INTO bookings ({COLUMNS}) SELECT printf('00000000-0000-7000-8000-%012x', i), '{office}', '{service}', \
             '{service}', CASE WHEN ahead THEN 'booked' ELSE 'completed' END, date(start), time(start), start, \
             datetime(start, '+30 minutes'), CASE WHEN ahead THEN randomblob(32) ELSE x'' END, \
             CASE WHEN ahead THEN randomblob(48) ELSE x'' END, 'pl', '{TERMS}', 1, 1, \
             CASE WHEN ahead THEN randomblob(32) END, CASE WHEN ahead THEN randomblob(36) END, start, start, \
             CASE WHEN NOT ahead THEN start END FROM starts"
    )
}

fn postgres(count: u32, past: NaiveDate, today: NaiveDate) -> String {
    let (office, service) = (office_id(0), Use::Direct.service(0));
    let random = |salt: &str| format!("sha256((i || '{salt}')::bytea)");
    format!(
        "INSERT INTO bookings ({COLUMNS}) SELECT '00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'), '{office}', \
             '{service}', '{service}', CASE WHEN ahead THEN 'booked' ELSE 'completed' END, start::date, start::time, \
             start, start + interval '30 minutes', CASE WHEN ahead THEN {} ELSE '' END, \
             CASE WHEN ahead THEN {} ELSE '' END, 'pl', '{TERMS}', 1, 1, \
             CASE WHEN ahead THEN {} END, CASE WHEN ahead THEN {} END, start, start, CASE WHEN NOT ahead THEN start END \
         FROM (SELECT i, i % 10 = 0 AS ahead, CASE WHEN i % 10 = 0 \
             THEN timestamp '{today}' + make_interval(days => 1 + i / 10 % 29, mins => i / 290 % 40 * 30) \
             ELSE timestamp '{past}' + make_interval(days => i % {PAST_DAYS}, mins => i / {PAST_DAYS} % 40 * 30) \
             END AS start FROM generate_series(1, {count}) AS i) AS starts",
        random("a"),
        random("b"),
        random("c"),
        random("d"),
    )
}

/// Counters of the slots that lie ahead, with as many desks as it takes.
fn counters(first: &str, last: &str) -> String {
    format!(
        "INSERT INTO slot_counters (pool_id, starts_at, capacity, booked, version) \
         SELECT pool_id, starts_at, count(*), count(*), 1 FROM bookings \
         WHERE starts_at BETWEEN '{first}' AND '{last}' GROUP BY pool_id, starts_at"
    )
}

/// A letter for each, sent long ago and cleared.
const LETTERS: &str = "INSERT INTO outbox \
    (id, booking_id, kind, status, recipient, message, attempts, due_at, created_at, finished_at) \
    SELECT '1' || substr(id, 2), id, 'confirmation', 'sent', '', '', 1, created_at, created_at, created_at FROM bookings";

/// Removes the indexes that are no constraints; gives what makes them again, at once and not row by row.
fn drop_indexes(conn: &mut Direct) -> Outcome<Vec<String>> {
    let list = match conn {
        Direct::Sqlite(_) => {
            "(SELECT group_concat(name || ':' || sql, ';') FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
             AND tbl_name IN ('bookings', 'outbox'))"
        }
        Direct::Postgres(_) => {
            "(SELECT string_agg(indexname || ':' || indexdef, ';') FROM pg_indexes WHERE schemaname = 'public' \
             AND tablename IN ('bookings', 'outbox') AND indexdef LIKE 'CREATE INDEX%')"
        }
    };
    let mut made = Vec::new();
    for index in conn.text(list)?.split(';') {
        let Some((name, sql)) = index.split_once(':') else { continue };
        conn.execute(&format!("DROP INDEX {name}"))?;
        made.push(sql.to_owned());
    }
    Ok(made)
}
