//! The worker: claims due rows, sends them, marks them, sleeps.

use super::letters::{self, Outcome};
use super::pauses::Pauses;
use crate::clock::Clock;
use crate::db::outbox::{self, Claimed};
use crate::db::{Db, DbError};
use crate::mail::Stationery;
use crate::mail::transport::{Blame, Failure, LETTER_LIMIT, Session, Transport};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

/// How much a worker takes at once, and how long it waits.
#[derive(Debug, Clone)]
pub struct OutboxSettings {
    /// Rows claimed at once, and letters per connection.
    pub batch: i64,
    /// How long a claim holds: after a crash its rows wait so long. Well above [`LETTER_LIMIT`].
    pub lease: TimeDelta,
    /// Looks for due rows at least so often: another replica may have written some and died.
    pub poll: Duration,
    /// Pauses after failures.
    pub pauses: Pauses,
}

impl Default for OutboxSettings {
    fn default() -> Self {
        Self { batch: 32, lease: TimeDelta::minutes(5), poll: Duration::from_secs(15), pauses: Pauses::default() }
    }
}

/// A worker of the outbox.
pub struct Outbox {
    db: Db,
    stationery: Stationery,
    transport: Transport,
    clock: Arc<dyn Clock>,
    settings: OutboxSettings,
    /// Rung after every commit that wrote a letter.
    written: Arc<Notify>,
    /// Sent, but the database could not be told yet.
    unmarked: Vec<String>,
    /// How often in a row the mail server was out of reach.
    outages: u32,
}

/// How a round ended, and so what comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// There may be more to send at once.
    More,
    /// Nothing is due before then.
    Idle(Option<DateTime<Utc>>),
    /// The mail server is out of reach.
    Outage,
}

impl Outbox {
    /// A worker that sends through `transport`. It looks for letters at once when `written` is rung.
    pub const fn new(
        db: Db,
        stationery: Stationery,
        transport: Transport,
        clock: Arc<dyn Clock>,
        settings: OutboxSettings,
        written: Arc<Notify>,
    ) -> Self {
        Self { db, stationery, transport, clock, settings, written, unmarked: Vec::new(), outages: 0 }
    }

    /// Works until `stop`; then finishes the letter in flight and gives the rest of its claim back.
    pub async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.round(&stop).await {
                Ok(Round::More) => {}
                Ok(Round::Idle(next_due)) => {
                    self.outages = 0;
                    tokio::select! {
                        () = self.written.notified() => {}
                        () = tokio::time::sleep(self.until(next_due)) => {}
                        () = stop.cancelled() => {}
                    }
                }
                Ok(Round::Outage) => {
                    self.outages = self.outages.saturating_add(1);
                    self.rest(&stop).await;
                }
                Err(error) => {
                    self.outages = self.outages.saturating_add(1);
                    warn!(error = &error as &dyn std::error::Error, "The outbox can't work: {error}");
                    self.rest(&stop).await;
                }
            }
        }
        if let Err(error) = self.flush().await {
            warn!(error = &error as &dyn std::error::Error, "Letters may be sent again: {error}");
        }
    }

    /// Leaves the mail server or the database alone for a while, whatever is written meanwhile.
    async fn rest(&self, stop: &CancellationToken) {
        tokio::select! {
            () = tokio::time::sleep(self.settings.pauses.outage(self.outages)) => {}
            () = stop.cancelled() => {}
        }
    }

    fn until(&self, due: Option<DateTime<Utc>>) -> Duration {
        let wait = due.and_then(|due| (due - self.clock.now()).to_std().ok());
        wait.map_or(self.settings.poll, |wait| wait.min(self.settings.poll))
    }

    /// Claims what is due, and sends it.
    pub(super) async fn round(&mut self, stop: &CancellationToken) -> Result<Round, DbError> {
        self.flush().await?;
        let now = self.clock.now();
        let lease_until = now + self.settings.lease;
        let (from, to, batch) = (now.naive_utc(), lease_until.naive_utc(), self.settings.batch);
        let claimed = self.db.write(move |conn| outbox::claim(conn, from, to, batch)).await?;
        if claimed.is_empty() {
            let next_due = self.db.read(outbox::next_due).await?;
            return Ok(Round::Idle(next_due.map(|due| due.and_utc())));
        }
        self.deliver(claimed, lease_until, stop).await
    }

    /// Sends a claim's letters, one after the other, over as few connections as possible.
    async fn deliver(
        &mut self,
        claimed: Vec<Claimed>,
        lease_until: DateTime<Utc>,
        stop: &CancellationToken,
    ) -> Result<Round, DbError> {
        // Borrowed apart from the rest, since a session lives as long as its transport.
        let Self { db, stationery, transport, clock, settings, unmarked, outages, .. } = self;
        let limit = TimeDelta::from_std(LETTER_LIMIT).unwrap_or_default();
        let mut session: Option<Session> = None;
        let mut outage: Option<Failure> = None;
        let mut outcomes = Vec::new();
        for row in claimed {
            if let Some(failure) = &outage {
                outcomes.push((row.id.clone(), letters::outcome(&settings.pauses, &row, failure, clock.now())));
                continue;
            }
            if stop.is_cancelled() || clock.now() + limit >= lease_until {
                outcomes.push((row.id, Outcome::Released));
                continue;
            }
            let result = match letters::open(stationery, &row) {
                Ok(outgoing) => match ready(&mut session, transport, stop).await {
                    Ok(Some(session)) => session.send(&outgoing).await,
                    Ok(None) => {
                        outcomes.push((row.id, Outcome::Released));
                        continue;
                    }
                    Err(failure) => Err(failure),
                },
                Err(failure) => Err(failure),
            };
            match result {
                Ok(name) => {
                    report_sent(&row, &name, transport);
                    *outages = 0;
                    unmarked.push(row.id);
                    if !transport.repeats_are_harmless() && mark_sent(db, clock.as_ref(), unmarked).await.is_err() {
                        // Tried again before the next claim; what else is in hand is given back by its lease.
                        break;
                    }
                }
                Err(failure) => {
                    let outcome = letters::outcome(&settings.pauses, &row, &failure, clock.now());
                    report_failure(&row, &outcome, &failure);
                    outcomes.push((row.id, outcome));
                    if failure.blame == Blame::Transport {
                        outage = Some(failure);
                    }
                }
            }
        }
        if let Some(session) = session {
            session.close().await;
        }
        letters::mark(db, lease_until, clock.now(), outcomes).await?;
        Ok(if outage.is_some() { Round::Outage } else { Round::More })
    }

    async fn flush(&mut self) -> Result<(), DbError> {
        mark_sent(&self.db, self.clock.as_ref(), &mut self.unmarked).await
    }
}

/// A session that can send: the one at hand, or a new one. None if the worker is to stop.
async fn ready<'a, 's>(
    session: &'s mut Option<Session<'a>>,
    transport: &'a Transport,
    stop: &CancellationToken,
) -> Result<Option<&'s mut Session<'a>>, Failure> {
    if !session.as_ref().is_some_and(Session::is_usable) {
        *session = None;
        let opened = tokio::select! {
            opened = transport.open() => opened?,
            () = stop.cancelled() => return Ok(None),
        };
        *session = Some(opened);
    }
    Ok(session.as_mut())
}

/// Marks what was sent. What can't be marked stays in `unmarked`.
async fn mark_sent(db: &Db, clock: &dyn Clock, unmarked: &mut Vec<String>) -> Result<(), DbError> {
    let sent: Vec<_> = unmarked.iter().map(|id| (id.clone(), Outcome::Sent)).collect();
    let now = clock.now();
    letters::mark(db, now, now, sent).await?;
    unmarked.clear();
    Ok(())
}

fn report_sent(row: &Claimed, name: &str, transport: &Transport) {
    if transport.repeats_are_harmless() {
        debug!(outbox.id = %row.id, mail.kind = row.kind, "Wrote letter {} ({})", row.id, row.kind);
    } else {
        info!(outbox.id = %row.id, mail.kind = row.kind, mail.queue = name, "Sent letter {} ({})", row.id, row.kind);
    }
}

fn report_failure(row: &Claimed, outcome: &Outcome, failure: &Failure) {
    let fate = if matches!(outcome, Outcome::Failed(_)) { "failed for good" } else { "waits" };
    warn!(
        outbox.id = %row.id, mail.kind = row.kind, outbox.attempts = row.attempts + 1,
        "Letter {} {fate}: {failure}", row.id
    );
}
