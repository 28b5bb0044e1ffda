//! Asking one check's question.

use super::checks::Check;
use super::report::{Counted, Finding};
use crate::db::DbConn;
use chrono::{DateTime, Duration, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

/// Cases that are named in a line.
pub(super) const EXAMPLES: usize = 5;

/// What the server's own connections forbid and an audit needs: to read whole tables, and time for that.
const POSTGRES: &str =
    "SET LOCAL enable_seqscan = on; SET LOCAL statement_timeout = '10min'; SET LOCAL work_mem = '64MB'";

#[derive(QueryableByName)]
struct Case {
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Readies the transaction.
pub(super) fn prepare(conn: &mut DbConn) -> QueryResult<()> {
    match conn {
        DbConn::Pg(conn) => conn.batch_execute(POSTGRES),
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// What a check finds as of `now`, if anything.
pub(super) fn run(conn: &mut DbConn, check: &Check, now: DateTime<Utc>) -> QueryResult<Option<Finding>> {
    let cases = cases(conn, &sql(check, now))?;
    let Some(count) = cases.first().map(|case| case.total) else { return Ok(None) };
    let examples = cases.into_iter().map(|case| case.subject).collect();
    Ok(Some(Finding { check: check.name, what: check.what, count, examples }))
}

/// How much there is.
pub(super) fn counted(conn: &mut DbConn) -> QueryResult<Counted> {
    Ok(Counted {
        bookings: count(conn, "bookings")?,
        slots: count(conn, "slot_counters")?,
        letters: count(conn, "outbox")?,
        tickets: count(conn, "tickets")?,
    })
}

fn count(conn: &mut DbConn, table: &str) -> QueryResult<i64> {
    let query = sql_query(format!("SELECT count(*) AS total FROM {table}"));
    let number: Number = match conn {
        DbConn::Pg(conn) => query.get_result(conn)?,
        DbConn::Sqlite(conn) => query.get_result(conn)?,
    };
    Ok(number.total)
}

fn cases(conn: &mut DbConn, sql: &str) -> QueryResult<Vec<Case>> {
    match conn {
        DbConn::Pg(conn) => sql_query(sql).load(conn),
        DbConn::Sqlite(conn) => sql_query(sql).load(conn),
    }
}

/// The check's statement: some of its cases, each with the number of all.
fn sql(check: &Check, now: DateTime<Utc>) -> String {
    // As both engines read it, and as SQLite keeps it.
    let at = |instant: DateTime<Utc>| format!("'{}'", instant.naive_utc().format("%F %T%.f"));
    let cases = check
        .cases
        .replace("{soon}", &at(now + Duration::minutes(5)))
        .replace("{recently}", &at(now - Duration::hours(1)))
        .replace("{yesterday}", &at(now - Duration::hours(25)))
        .replace("{occupying}", "('held', 'booked', 'checked_in', 'completed', 'no_show')");
    format!("SELECT subject, count(*) OVER () AS total FROM ({cases}) AS cases ORDER BY subject LIMIT {EXAMPLES}")
}
