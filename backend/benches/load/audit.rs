//! Afterwards: is everything that was booked in the database, and is all true that `wizyta audit` looks for?

use crate::Outcome;
use crate::engine::Database;
use backend::audit::audit;
use backend::clock::{Clock as _, SystemClock};

/// Audits the database, which must hold so many bookings; says what was checked, or what is wrong.
pub(crate) fn check(database: &Database, booked: u64) -> Outcome<String> {
    let engine = database.engine;
    let stored = database.connect()?.number("(SELECT count(*) FROM bookings)")?;
    if u64::try_from(stored)? != booked {
        return Err(format!("{engine}: {stored} bookings are stored, but {booked} were confirmed").into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report =
        runtime.block_on(async { Ok::<_, crate::Failure>(audit(&database.open()?, SystemClock.now()).await?) })?;
    if report.is_clean() {
        Ok(format!("{engine}: all that was confirmed is there. {report}."))
    } else {
        Err(format!("{engine}: {report}").into())
    }
}
