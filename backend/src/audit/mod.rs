//! The auditor: whether what must always be true of the data is true, asked of a live database in one read transaction.
//!
//! It changes nothing and names ids and counts only. `wizyta audit` runs it once, the server every so often.

mod checks;
mod gauges;
mod places;
mod query;
mod report;
mod watch;

pub use report::{Finding, Report};
pub use watch::{Auditor, keep};

use crate::db::{Db, DbConn, DbError};
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use std::time::Instant;

/// Audits a database as it stands at `now`.
pub async fn audit(db: &Db, now: DateTime<Utc>) -> Result<Report, DbError> {
    db.snapshot(move |conn| inspect(conn, now)).await
}

/// The same in a transaction of the caller's, who sees to it that the data does not change meanwhile.
pub fn inspect(conn: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Report> {
    let began = Instant::now();
    query::prepare(conn)?;
    let mut findings = Vec::new();
    for check in checks::CHECKS {
        findings.extend(query::run(conn, check, now)?);
    }
    let places = places::check(conn, now)?;
    findings.extend(places.findings);
    let counted = query::counted(conn)?;
    Ok(Report { at: now, took: began.elapsed(), findings, crowded: places.crowded, counted })
}

/// The names of all checks, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    checks::CHECKS.iter().map(|check| check.name).chain(places::NAMES)
}
