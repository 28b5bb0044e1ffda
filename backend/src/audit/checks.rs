//! What must be true of the rows: each check is a query for the cases in which it is not.
//!
//! The queries read each table as a whole and in one go, so that millions of bookings take seconds. `{soon}` is a few
//! minutes after the instant of the audit, since clocks differ; `{recently}` and `{yesterday}` leave an hour for
//! housekeeping, which does not come at once.

/// A check of the rows alone.
pub(super) struct Check {
    /// Its name: stable, kebab-case.
    pub(super) name: &'static str,
    /// What is wrong, after a number.
    pub(super) what: &'static str,
    /// A query for the cases, with their ids as `subject`.
    pub(super) cases: &'static str,
}

/// All checks of the rows.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "counter-differs",
        what: "slots whose counter is not what occupies them",
        // A booking occupies every slot that begins within it: a level that rises where visits begin and falls where they
        // end. A join of visits and slots by their times would be slow, since its work grows with the square of the slots.
        cases: "WITH visits AS (
                SELECT pool_id, starts_at, ends_at, count(*) AS places FROM bookings WHERE status IN {occupying}
                GROUP BY pool_id, starts_at, ends_at
            ), steps AS (
                SELECT pool_id, starts_at AS at, places AS step FROM visits
                UNION ALL SELECT pool_id, ends_at, -places FROM visits
                UNION ALL SELECT pool_id, starts_at, 0 FROM slot_counters
            ), levels AS (
                SELECT pool_id, at, sum(step) OVER (PARTITION BY pool_id ORDER BY at) AS places FROM steps
            ), occupied AS (
                SELECT DISTINCT pool_id, at AS starts_at, places FROM levels
            ), waiting AS (
                SELECT pool_id, starts_at, count(*) AS places FROM freed_places GROUP BY pool_id, starts_at
            ), compared AS (
                SELECT c.pool_id, c.starts_at, c.booked, coalesce(o.places, 0) + coalesce(w.places, 0) AS places
                FROM slot_counters AS c
                LEFT JOIN occupied AS o ON o.pool_id = c.pool_id AND o.starts_at = c.starts_at
                LEFT JOIN waiting AS w ON w.pool_id = c.pool_id AND w.starts_at = c.starts_at
            )
            SELECT pool_id || ' ' || starts_at || ' UTC, ' || booked || ' counted, ' || places || ' there' AS subject
            FROM compared WHERE booked <> places",
    },
    Check {
        name: "counter-missing",
        what: "occupied slots without a counter",
        cases: "SELECT v.pool_id || ' ' || v.starts_at || ' UTC' AS subject FROM (
                SELECT DISTINCT pool_id, starts_at FROM bookings WHERE status IN {occupying}
            ) AS v WHERE NOT EXISTS (
                SELECT 1 FROM slot_counters AS c WHERE c.pool_id = v.pool_id AND c.starts_at = v.starts_at
            )",
    },
    Check {
        name: "counter-beyond-capacity",
        what: "slots with more places taken than their counter allows",
        cases: "SELECT pool_id || ' ' || starts_at || ' UTC, ' || booked || ' of ' || capacity AS subject
            FROM slot_counters WHERE booked > capacity OR booked < 0",
    },
    Check {
        name: "place-overdue",
        what: "freed places that should have come back",
        cases: "SELECT pool_id || ' ' || starts_at || ' UTC' AS subject FROM freed_places
            WHERE returns_at < {recently}",
    },
    Check {
        name: "hold-overdue",
        what: "holds that should have ended, or have ended and still hold an address",
        cases: "SELECT id AS subject FROM bookings WHERE held_until < {recently}
            UNION ALL
            SELECT id AS subject FROM bookings
            WHERE status = 'expired' AND (length(email_sealed) > 0 OR length(email_key) > 0 OR code_key IS NOT NULL)",
    },
    Check {
        name: "code-missing",
        what: "visits ahead without a reservation code",
        cases: "SELECT id AS subject FROM bookings
            WHERE status IN ('booked', 'checked_in') AND ends_at > {soon} AND (code_key IS NULL OR code_sealed IS NULL)",
    },
    Check {
        name: "code-doubled",
        what: "reservation codes of more than one booking",
        cases: "SELECT min(id) || ' and ' || (count(*) - 1) || ' more' AS subject FROM bookings
            WHERE code_key IS NOT NULL GROUP BY code_key HAVING count(*) > 1",
    },
    Check {
        name: "code-kept",
        what: "reservation codes that should be forgotten",
        cases: "SELECT id AS subject FROM bookings WHERE code_key IS NOT NULL AND ends_at < {recently}
            AND (code_sealed IS NOT NULL OR ends_at < {yesterday})",
    },
    Check {
        name: "letters-differ",
        what: "bookings without exactly one letter for each event",
        // Every event raises the version: booking, moving, cancelling and resending write a letter each; drawing the
        // ticket and confirming its print do not. A reminder is a letter of no event. What becomes of a hold is told by no
        // letter: silent changes. One that never became a visit has no events.
        cases: "WITH written AS (
                SELECT booking_id, count(*) - count(reminds_of) AS letters, sum(CASE kind WHEN 'confirmation' THEN 1 ELSE 0 END) AS confirmed,
                    sum(CASE kind WHEN 'cancelled' THEN 1 ELSE 0 END) AS cancelled
                FROM outbox GROUP BY booking_id
            ), compared AS (
                SELECT b.id, b.status, coalesce(w.letters, 0) AS letters, coalesce(w.confirmed, 0) AS confirmed,
                    coalesce(w.cancelled, 0) AS cancelled, b.version - b.silent_changes
                    - (CASE WHEN t.id IS NULL THEN 0 ELSE 1 END) - (CASE WHEN t.printed_at IS NULL THEN 0 ELSE 1 END)
                    AS events
                FROM bookings AS b LEFT JOIN written AS w ON w.booking_id = b.id
                LEFT JOIN tickets AS t ON t.booking_id = b.id
            )
            SELECT id || ', ' || letters || ' letters (' || confirmed || ' confirmations, ' || cancelled
                || ' cancellations) for ' || events || ' events, ' || status AS subject
            FROM compared WHERE letters <> events
                OR (events = 0 AND status NOT IN ('held', 'expired', 'cancelled'))
                OR (events > 0 AND (confirmed = 0 OR status IN ('held', 'expired')
                    OR cancelled <> (CASE status WHEN 'cancelled' THEN 1 ELSE 0 END)))",
    },
    Check {
        name: "reminder-doubled",
        what: "visits with more than one reminder of a day",
        cases: "SELECT booking_id || ', ' || count(*) || ' reminders of ' || reminds_of AS subject FROM outbox
            WHERE reminds_of IS NOT NULL GROUP BY booking_id, reminds_of HAVING count(*) > 1",
    },
    Check {
        name: "letter-state",
        what: "letters in a state that cannot be",
        cases: "SELECT id || ', ' || status AS subject FROM outbox
            WHERE (status = 'queued' AND (finished_at IS NOT NULL OR length(message) = 0 OR length(recipient) = 0))
                OR (status <> 'queued' AND finished_at IS NULL)",
    },
    Check {
        name: "letter-kept",
        what: "letters whose contents should be forgotten",
        // In this order for SQLite too: few letters have contents.
        cases: "SELECT o.id AS subject FROM outbox AS o CROSS JOIN bookings AS b
            WHERE b.id = o.booking_id AND b.ends_at < {recently} AND (length(o.message) > 0 OR length(o.recipient) > 0)",
    },
    Check {
        name: "erased-kept",
        what: "erased bookings that still hold an address or a code",
        cases: "SELECT id AS subject FROM bookings WHERE erased_at IS NOT NULL
            AND (length(email_sealed) > 0 OR length(email_key) > 0 OR code_key IS NOT NULL OR code_sealed IS NOT NULL)",
    },
    Check {
        name: "reference-missing",
        what: "services, terms or bookings that are referred to and are not there",
        cases: "SELECT 'service ' || service_id AS subject FROM (SELECT DISTINCT service_id FROM bookings) AS b
            WHERE NOT EXISTS (SELECT 1 FROM services AS s WHERE s.id = b.service_id)
            UNION ALL
            SELECT 'terms ' || terms_version || ' of ' || office_id AS subject
            FROM (SELECT DISTINCT office_id, terms_version FROM bookings) AS b WHERE NOT EXISTS (
                SELECT 1 FROM terms AS t WHERE t.office_id = b.office_id AND t.version = b.terms_version
            )
            UNION ALL
            SELECT 'booking of letter ' || o.id AS subject FROM outbox AS o
            WHERE NOT EXISTS (SELECT 1 FROM bookings AS b WHERE b.id = o.booking_id)",
    },
    Check {
        name: "code-request-kept",
        what: "requests for lost codes that should be forgotten",
        cases: "SELECT id AS subject FROM code_requests WHERE asked_at < {yesterday}",
    },
    Check {
        name: "ticket-gap",
        what: "services and days whose tickets are not numbered from 1 on without gaps",
        cases: "WITH issued AS (
                SELECT service_id, date, count(*) AS tickets, min(number) AS lowest, max(number) AS highest FROM tickets
                GROUP BY service_id, date
            )
            SELECT i.service_id || ' ' || i.date || ', ' || i.tickets || ' tickets up to ' || i.highest AS subject
            FROM issued AS i LEFT JOIN ticket_counters AS c ON c.service_id = i.service_id AND c.date = i.date
            WHERE i.lowest <> 1 OR i.highest <> i.tickets OR coalesce(c.last, 0) <> i.tickets
            UNION ALL
            SELECT c.service_id || ' ' || c.date || ', no tickets, but numbers up to ' || c.last AS subject
            FROM ticket_counters AS c WHERE NOT EXISTS (
                SELECT 1 FROM tickets AS t WHERE t.service_id = c.service_id AND t.date = c.date
            )",
    },
    Check {
        name: "ticket-state",
        what: "tickets and bookings that do not fit each other",
        cases: "SELECT t.id AS subject FROM tickets AS t LEFT JOIN bookings AS b ON b.id = t.booking_id
            WHERE b.id IS NULL OR b.service_id <> t.service_id OR b.date <> t.date
                OR b.status NOT IN ('booked', 'checked_in', 'completed', 'no_show')
                OR (t.printed_at IS NULL AND b.status = 'checked_in')
                OR (t.printed_at IS NOT NULL AND b.status = 'booked')
            UNION ALL
            SELECT b.id AS subject FROM bookings AS b WHERE b.status = 'checked_in'
                AND NOT EXISTS (SELECT 1 FROM tickets AS t WHERE t.booking_id = b.id)",
    },
    Check {
        name: "answer-broken",
        what: "kept answers that cannot be repeated",
        cases: "SELECT 'of ' || created_at || ' UTC' AS subject FROM kept_answers
            WHERE length(key_hash) <> 32 OR length(body_hash) <> 32 OR length(answer) = 0",
    },
    Check {
        name: "answer-kept",
        what: "kept answers that should be forgotten",
        cases: "SELECT 'of ' || created_at || ' UTC' AS subject FROM kept_answers WHERE created_at < {yesterday}",
    },
];
