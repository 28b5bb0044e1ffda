//! Afterwards: is everything that was booked in the database, once, and nowhere more than there are desks?

use crate::Outcome;
use crate::engine::Database;

/// Bookings that take a place.
const LIVE: &str = "status IN ('held', 'booked', 'checked_in')";

/// Asks the database, which must hold so many bookings; says what was checked, or what is wrong.
pub(crate) fn check(database: &Database, booked: u64) -> Outcome<String> {
    let mut conn = database.connect()?;
    let engine = database.engine;
    // All services of the measurements take one slot, so that a booking counts for the slot in which it begins.
    let live = format!(
        "(SELECT count(*) FROM bookings b WHERE b.pool_id = c.pool_id AND b.starts_at = c.starts_at AND b.{LIVE})"
    );
    let desks = "(SELECT min(r.desks) FROM opening_rules r WHERE r.pool_id = c.pool_id)";
    let letters = "(SELECT count(*) FROM outbox o WHERE o.booking_id = b.id AND o.kind = 'confirmation')";
    let faults = [
        (
            "slots with more bookings than desks",
            format!("(SELECT count(*) FROM slot_counters c WHERE {live} > {desks})"),
        ),
        (
            "counters that are not their live bookings",
            format!("(SELECT count(*) FROM slot_counters c WHERE c.booked <> {live})"),
        ),
        (
            "live bookings without a counter",
            format!(
                "(SELECT count(*) FROM bookings b WHERE b.{LIVE} AND NOT EXISTS (SELECT 1 FROM slot_counters c \
                 WHERE c.pool_id = b.pool_id AND c.starts_at = b.starts_at))"
            ),
        ),
        ("bookings without exactly one letter", format!("(SELECT count(*) FROM bookings b WHERE {letters} <> 1)")),
    ];
    for (fault, query) in faults {
        match conn.number(&query)? {
            0 => {}
            count => return Err(format!("{engine}: {count} {fault}").into()),
        }
    }
    let stored = conn.number("(SELECT count(*) FROM bookings)")?;
    let slots = conn.number("(SELECT count(*) FROM slot_counters WHERE booked > 0)")?;
    if u64::try_from(stored)? != booked {
        return Err(format!("{engine}: {stored} bookings are stored, but {booked} were confirmed").into());
    }
    Ok(format!(
        "{engine}: {stored} bookings in {slots} slots, all of those confirmed, each once with one letter, none too many"
    ))
}
