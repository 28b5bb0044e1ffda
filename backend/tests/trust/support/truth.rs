//! What the database holds, and whether it is what it must be.

use super::ledger::{Ledger, Stand, UNKNOWN_TICKET, Visit};
use super::office;
use backend::audit::inspect;
use backend::clock::{Clock as _, SystemClock};
use backend::db::schema::{bookings, outbox, tickets};
use backend::db::{Db, DbConn};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

type Booking = (String, String, NaiveDate, NaiveTime, NaiveDateTime);

/// The database at one moment.
pub struct Truth {
    bookings: HashMap<String, Booking>,
    /// Booking, number.
    tickets: HashMap<String, i32>,
    /// What the auditor says of it.
    findings: Vec<String>,
    /// Id, booking, status.
    letters: Vec<(String, String, String)>,
    integrity: String,
}

impl Truth {
    /// Reads it all, as of one moment.
    pub async fn read(db: &Db) -> Self {
        db.write(|conn| {
            let report = inspect(conn, SystemClock.now())?;
            let rows: Vec<Booking> = bookings::table
                .select((bookings::id, bookings::status, bookings::date, bookings::time, bookings::starts_at))
                .load(conn)?;
            Ok(Self {
                bookings: rows.into_iter().map(|row| (row.0.clone(), row)).collect(),
                tickets: tickets::table
                    .select((tickets::booking_id, tickets::number))
                    .load::<(String, i32)>(conn)?
                    .into_iter()
                    .collect(),
                letters: outbox::table.select((outbox::id, outbox::booking_id, outbox::status)).load(conn)?,
                findings: report.findings.iter().map(ToString::to_string).collect(),
                integrity: match conn {
                    DbConn::Sqlite(conn) => {
                        diesel::sql_query("PRAGMA integrity_check").get_result::<Word>(conn)?.integrity_check
                    }
                    DbConn::Pg(_) => "ok".to_owned(),
                },
            })
        })
        .await
        .unwrap()
    }

    /// How many bookings there are.
    pub fn stored(&self) -> usize {
        self.bookings.len()
    }

    /// Checks that these bookings are stored, and that some of them are cancelled.
    pub fn check_stored(&self, booked: &HashSet<&str>, cancelled: &HashSet<&str>) {
        assert_eq!(self.integrity, "ok");
        let status = |id: &str| self.bookings.get(id).map(|(_, status, ..)| status.as_str());
        let lost: Vec<_> = booked.iter().filter(|id| status(id).is_none()).collect();
        assert!(lost.is_empty(), "answered, and lost: {lost:?}");
        let alive: Vec<_> = cancelled.iter().filter(|id| status(id) != Some("cancelled")).collect();
        assert!(alive.is_empty(), "cancelled, and there again: {alive:?}");
    }

    /// How many letters wait.
    pub async fn queued(db: &Db) -> i64 {
        let queued = |conn: &mut DbConn| outbox::table.filter(outbox::status.eq("queued")).count().get_result(conn);
        db.read(queued).await.unwrap()
    }

    /// Lets the claims of a worker that was killed run out, as some minutes would.
    pub async fn minutes_pass(db: &Db) {
        db.write(|conn| diesel::update(outbox::table).set(outbox::lease_until.eq(None::<NaiveDateTime>)).execute(conn))
            .await
            .unwrap();
    }

    /// Checks it against what residents know.
    pub fn check(&self, ledger: &Ledger) {
        assert_eq!(ledger.wrong, Vec::<String>::new(), "answers that should not be");
        assert_eq!(self.integrity, "ok");
        self.check_occupancy();
        // Every 201 is there.
        for visit in ledger.visits.values() {
            let stored = self.bookings.get(&visit.id);
            let (_, status, date, time, _) = stored.unwrap_or_else(|| panic!("{visit:?} is lost"));
            let stand = match status.as_str() {
                "cancelled" => Stand::Cancelled,
                _ => Stand::At(date.to_string(), time.format("%H:%M").to_string()),
            };
            assert!(visit.stands.contains(&stand), "{visit:?} is stored as {stand:?}");
            self.check_ticket(visit);
        }
        // Acknowledged ≤ stored ≤ acknowledged + in flight; nobody unknown is there twice.
        let (acked, stored, unknown) = (ledger.visits.len(), self.bookings.len(), ledger.unknown.len());
        assert!(stored <= acked + unknown, "{stored} stored, {acked} confirmed, {unknown} in flight");
    }

    /// No slot has more bookings than desks, and the auditor has nothing to say.
    pub fn check_occupancy(&self) {
        let mut live: BTreeMap<NaiveDateTime, i32> = BTreeMap::new();
        for (_, status, _, _, starts_at) in self.bookings.values() {
            if ["held", "booked", "checked_in"].contains(&status.as_str()) {
                *live.entry(*starts_at).or_default() += 1;
            }
        }
        let desks = i32::try_from(office::DESKS).unwrap();
        assert!(live.values().all(|taken| *taken <= desks), "oversold");
        assert_eq!(self.findings, Vec::<String>::new(), "the auditor");
    }

    fn check_ticket(&self, visit: &Visit) {
        let stored = self.tickets.get(&visit.id).map(|number| format!("S{number:03}"));
        if visit.ticket.as_deref() != Some(UNKNOWN_TICKET) {
            assert_eq!(visit.ticket, stored, "{visit:?}");
        }
    }

    /// Checks that every booking has its letters, that each was sent, and that no other came.
    pub fn check_letters(&self, ledger: &Ledger, received: &BTreeSet<String>) {
        let mut letters: HashMap<&str, usize> = HashMap::new();
        for (id, booking, status) in &self.letters {
            assert_eq!(status, "sent", "letter {id}");
            *letters.entry(booking).or_default() += 1;
        }
        for visit in ledger.visits.values() {
            let (least, most) = visit.letters;
            let count = letters.get(visit.id.as_str()).copied().unwrap_or(0);
            assert!((least..=most).contains(&count), "{visit:?} has {count} letters");
        }
        let sent: BTreeSet<String> = self.letters.iter().map(|(id, ..)| id.replace('-', "")).collect();
        assert_eq!(*received, sent, "mails are not the letters");
    }
}
