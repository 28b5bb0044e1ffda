//! What the tests of the outbox stand on: a database of each engine with an office, and rows to send.

use crate::clock::{Clock as _, ManualClock};
use crate::crypto::{Purpose, Secrets};
use crate::db::bookings::{self, BookingRow};
use crate::db::outbox::{self, Lane, OutboxRow};
use crate::db::schema::outbox::dsl;
use crate::db::{Db, DbSettings, plan};
use crate::domain::plan::Plan;
use crate::import::{OPOLE, parse_office};
use crate::mail::transport::{Smtp, Transport};
use crate::mail::{Facts, Identity, Stationery};
use crate::outbox::{Bells, LetterCounters, Outbox, OutboxSettings, Pauses, Worker};
use chrono::{Duration, TimeZone, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use shared::{Language, ReservationCode};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

/// A database with an office, and what a worker needs.
pub(super) struct Bed {
    pub(super) db: Db,
    pub(super) secrets: Arc<Secrets>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) bells: Bells,
    pub(super) home: TempDir,
    _on_server: Option<OnServer>,
}

/// A database on the test server, dropped at the end.
struct OnServer {
    server: String,
    name: String,
}

impl Drop for OnServer {
    fn drop(&mut self) {
        if let Ok(mut conn) = PgConnection::establish(&self.server) {
            let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).execute(&mut conn);
        }
    }
}

impl Bed {
    /// One on SQLite and, with `WIZYTA_TEST_POSTGRES_URL`, one on PostgreSQL.
    pub(super) async fn each() -> Vec<Self> {
        let home = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", home.path().join("wizyta.db").display());
        let mut beds = vec![Self::on(&url, home, None).await];
        if let Ok(server) = std::env::var("WIZYTA_TEST_POSTGRES_URL") {
            let name = format!("wizyta_outbox_{}", Uuid::now_v7().simple());
            let mut conn = PgConnection::establish(&server).unwrap();
            diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn).unwrap();
            let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
            beds.push(Self::on(&url, tempfile::tempdir().unwrap(), Some(OnServer { server, name })).await);
        }
        beds
    }

    async fn on(url: &str, home: TempDir, on_server: Option<OnServer>) -> Self {
        let settings = DbSettings { connections: 4, ..DbSettings::default() };
        let db = Db::open(&url.parse().unwrap(), settings).unwrap();
        let office = parse_office(OPOLE).unwrap();
        db.write(move |conn| plan::insert_office(conn, &office, 0)).await.unwrap();
        Self {
            db,
            secrets: Arc::new(Secrets::new(b"a secret of the tests, long enough").unwrap()),
            clock: Arc::new(ManualClock::new(Utc.with_ymd_and_hms(2026, 11, 23, 7, 30, 0).unwrap())),
            bells: Bells::default(),
            home,
            _on_server: on_server,
        }
    }

    /// A booking to write letters about.
    pub(super) async fn booking(&self) -> String {
        let id = Uuid::now_v7().to_string();
        let office = parse_office(OPOLE).unwrap();
        let now = self.clock.now().naive_utc();
        let row = BookingRow {
            id: id.clone(),
            office_id: office.id,
            service_id: office.services[0].id.clone(),
            pool_id: office.services[0].pool_id.clone(),
            status: "booked".into(),
            date: now.date(),
            time: now.time(),
            starts_at: now,
            ends_at: now + Duration::minutes(20),
            email_key: Vec::new(),
            email_sealed: Vec::new(),
            language: "pl".into(),
            terms_version: office.terms[0].version.clone(),
            generation: 0,
            version: 0,
            code_key: Some(id.as_bytes().to_vec()),
            code_sealed: Some(Vec::new()),
            created_at: now,
            changed_at: now,
            held_until: None,
        };
        self.db.write(move |conn| bookings::insert(conn, &row)).await.unwrap();
        id
    }

    /// A letter about a booking of its own.
    pub(super) async fn queue(&self, to: &str) -> String {
        let booking = self.booking().await;
        self.queue_for(&booking, "confirmation", to).await
    }

    /// A letter about `booking`. Each is written a little later than the one before.
    pub(super) async fn queue_for(&self, booking: &str, kind: &str, to: &str) -> String {
        let id = Uuid::now_v7();
        self.clock.advance(Duration::microseconds(1));
        let now = self.clock.now().naive_utc();
        let of_booking = booking.to_owned();
        let visit = self.db.read(move |conn| bookings::find(conn, &of_booking)).await.unwrap().unwrap();
        let facts = Facts {
            language: Language::En,
            service_id: visit.service_id,
            starts_at: visit.starts_at.and_utc(),
            ends_at: visit.ends_at.and_utc(),
            sequence: 1,
            generation: 1,
            code: ReservationCode::from_number(1),
        };
        let row = OutboxRow {
            id: id.to_string(),
            booking_id: booking.to_owned(),
            kind: kind.to_owned(),
            status: "queued".into(),
            recipient: self.secrets.seal(Purpose::Mail, id.as_bytes(), to.as_bytes()).unwrap(),
            message: facts.seal(&self.secrets, id).unwrap(),
            attempts: 0,
            due_at: now,
            lease_until: None,
            created_at: now,
            finished_at: None,
            last_error: None,
        };
        let date = visit.date;
        let write = self.db.write(move |conn| match row.kind.as_str() {
            "reminder" => outbox::insert_reminders(conn, std::slice::from_ref(&row), date),
            _ => outbox::insert(conn, &row),
        });
        write.await.unwrap();
        id.to_string()
    }

    /// The row as it stands.
    pub(super) async fn row(&self, id: &str) -> OutboxRow {
        let id = id.to_owned();
        self.db.read(move |conn| dsl::outbox.find(&id).select(OutboxRow::as_select()).first(conn)).await.unwrap()
    }

    /// How many rows have this status.
    pub(super) async fn count(&self, status: &'static str) -> i64 {
        self.db.read(move |conn| dsl::outbox.filter(dsl::status.eq(status)).count().get_result(conn)).await.unwrap()
    }

    /// Takes a letter out of the way of what follows.
    pub(super) async fn give_up(&self, id: &str) {
        let id = id.to_owned();
        let gone = diesel::update(dsl::outbox.find(id)).set(dsl::status.eq("failed"));
        self.db.write(move |conn| gone.clone().execute(conn)).await.unwrap();
    }

    /// Takes all letters out of the way.
    pub(super) async fn clear(&self) {
        self.db.write(|conn| diesel::delete(dsl::outbox).execute(conn)).await.unwrap();
    }

    /// A worker for all letters that sends to the mail server at `url`.
    pub(super) fn worker(&self, url: &str) -> Worker {
        self.outbox(Self::smtp(url)).worker(Lane::All)
    }

    pub(super) fn worker_on(&self, transport: Transport) -> Worker {
        self.outbox(transport).worker(Lane::All)
    }

    pub(super) fn smtp(url: &str) -> Transport {
        let from = "wizyta@opole.example".parse().unwrap();
        Transport::Smtp(Smtp::new(url.parse().unwrap(), &from).unwrap())
    }

    /// What its workers share.
    pub(super) fn outbox(&self, transport: Transport) -> Outbox {
        let pauses = Pauses { outage_first: std::time::Duration::from_millis(1), jitter: || 0.0, ..Pauses::default() };
        // Whatever comes, comes by the bell.
        let settings = OutboxSettings { poll: std::time::Duration::from_hours(1), pauses, ..OutboxSettings::default() };
        let plan = Plan { offices: vec![parse_office(OPOLE).unwrap()], ..Plan::default() };
        let identity = Identity {
            public_url: "https://wizyta.example".to_owned(),
            mail_from: "wizyta@opole.example".parse().unwrap(),
        };
        Outbox {
            db: self.db.clone(),
            stationery: Stationery { plan: Arc::new(plan), secrets: Arc::clone(&self.secrets), identity },
            transport: Arc::new(transport),
            clock: self.clock.clone(),
            settings,
            bells: self.bells.clone(),
            counters: LetterCounters::default(),
        }
    }
}
