//! D1 and D64: bookings straight through diesel, what the database itself can do. Counter, booking and letter, by the
//! server's own statements and as long as its own, durable with each commit; nothing is read or judged before.

use crate::Outcome;
use crate::engine::Direct;
use crate::office::{self, DESKS, TERMS, Use, office_id};
use crate::options::EngineName;
use crate::repeat::repeat;
use crate::requests::scatter;
use crate::sample::Sample;
use crate::target::Target;
use backend::db::DbConn;
use backend::db::batch::{self, Accepted};
use backend::db::bookings::BookingRow;
use backend::db::outbox::OutboxRow;
use backend::domain::standing::SlotKey;
use chrono::{DateTime, Utc};
use diesel::{Connection as _, QueryResult};
use std::time::Duration;
use uuid::Uuid;

/// Connections that write at the same time, one booking each.
const CONNECTIONS: usize = 32;

/// Connections that write many bookings per commit; more only wait for each other.
const BATCHING: usize = 4;

/// How bookings are committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// One per commit. SQLite has one connection, since only one can write; PostgreSQL has many.
    OneEach,
    /// 64 per commit.
    Batches,
    /// One per commit, each on a connection of a pool, also with SQLite: how it is done commonly.
    Pooled,
}

impl Style {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OneEach => "D1",
            Self::Batches => "D64",
            Self::Pooled => "DP",
        }
    }

    const fn batch(self) -> usize {
        if matches!(self, Self::Batches) { 64 } else { 1 }
    }

    const fn connections(self, engine: EngineName) -> usize {
        match (self, engine) {
            (Self::Pooled, _) | (Self::OneEach, EngineName::Postgres) => CONNECTIONS,
            (Self::Batches, EngineName::Postgres) => BATCHING,
            (_, EngineName::Sqlite) => 1,
        }
    }
}

type Step = Box<dyn FnMut() -> Outcome<u64> + Send>;

/// Books so for a while.
pub(crate) fn run(target: &Target, round: u32, style: Style, letter: usize, time: Duration) -> Outcome<Sample> {
    let slots = target.slots();
    prepare(&mut target.database.connect()?, round, &slots)?;
    let connections = style.connections(target.database.engine);
    let steps: Outcome<Vec<Step>> = (0..connections)
        .map(|index| {
            // Many at a time would wait for each other in circles if they shared slots in any order.
            let apart = if style == Style::Batches { connections } else { 1 };
            let own = slots.iter().skip(index % apart).step_by(apart).copied().collect();
            let source = Source { round, slots: own, letter, made: scatter(index as u64) };
            let conn = match target.database.connect()? {
                Direct::Sqlite(conn) => DbConn::Sqlite(conn),
                Direct::Postgres(conn) => DbConn::Pg(conn),
            };
            Ok(Box::new(step(conn, source, style.batch())) as Step)
        })
        .collect();
    let sample = repeat(time, steps?)?;
    target.note(sample.total);
    Ok(sample)
}

/// The counters are there beforehand.
fn prepare(conn: &mut Direct, round: u32, slots: &[DateTime<Utc>]) -> Outcome<()> {
    let pool = Use::Direct.service(round);
    let row = |slot: &DateTime<Utc>| format!("('{pool}', '{}', {DESKS}, 0, 0)", slot.format("%Y-%m-%d %H:%M:%S"));
    let rows: Vec<String> = slots.iter().map(row).collect();
    conn.execute(&format!(
        "INSERT INTO slot_counters (pool_id, starts_at, capacity, booked, version) VALUES {} ON CONFLICT DO NOTHING",
        rows.join(", ")
    ))
}

/// A booking with its letter.
struct Visit {
    slot: SlotKey,
    booking: BookingRow,
    mail: OutboxRow,
}

/// Where one connection's bookings come from.
struct Source {
    round: u32,
    slots: Vec<DateTime<Utc>>,
    /// How long a letter is.
    letter: usize,
    made: u64,
}

impl Source {
    fn visits(&mut self, count: usize) -> Vec<Visit> {
        (0..count).map(|_| self.visit()).collect()
    }

    fn visit(&mut self) -> Visit {
        self.made = self.made.wrapping_add(1);
        let index = usize::try_from(scatter(self.made) % self.slots.len().max(1) as u64).unwrap_or_default();
        let slot = self.slots.get(index).copied().unwrap_or_default();
        let (id, service) = (Uuid::now_v7().to_string(), Use::Direct.service(self.round));
        let now = slot.naive_utc();
        let booking = BookingRow {
            id: id.clone(),
            office_id: office_id(self.round),
            service_id: service.clone(),
            pool_id: service,
            status: "booked".to_owned(),
            date: now.date(),
            time: now.time(),
            starts_at: now,
            ends_at: now + office::slot_length(),
            email_key: rand::random::<[u8; 32]>().to_vec(),
            email_sealed: vec![7; 48],
            language: "en".to_owned(),
            terms_version: TERMS.to_owned(),
            generation: 1,
            version: 1,
            code_key: Some(rand::random::<[u8; 32]>().to_vec()),
            code_sealed: Some(vec![7; 36]),
            created_at: now,
            changed_at: now,
            held_until: None,
        };
        let mail = OutboxRow {
            id: Uuid::now_v7().to_string(),
            booking_id: id,
            kind: "confirmation".to_owned(),
            status: "queued".to_owned(),
            recipient: vec![7; 48],
            message: vec![7; self.letter],
            attempts: 0,
            due_at: now,
            lease_until: None,
            created_at: now,
            finished_at: None,
            last_error: None,
        };
        let slot = SlotKey { pool: booking.pool_id.clone(), starts_at: slot };
        Visit { slot, booking, mail }
    }
}

/// Writes so many bookings per commit.
fn step(mut conn: DbConn, mut source: Source, batch: usize) -> impl FnMut() -> Outcome<u64> + Send {
    let writer = Uuid::now_v7().to_string();
    move || {
        let visits = source.visits(batch);
        conn.transaction(|conn| write(conn, &visits, &writer))?;
        Ok(visits.len() as u64)
    }
}

fn write(conn: &mut DbConn, visits: &[Visit], writer: &str) -> QueryResult<()> {
    let mut accepted = Accepted::default();
    for visit in visits {
        accepted.bookings.push((&visit.booking, None));
        accepted.mails.push(&visit.mail);
        *accepted.deltas.entry(&visit.slot).or_default() += 1;
    }
    let now = visits.first().map(|visit| visit.booking.created_at).unwrap_or_default();
    batch::write(conn, &accepted, &mut [], (writer, 0), now)
}
