//! A worker: claims due rows of its lane, sends them, marks them, sleeps.

use super::counters::LetterCounters;
use super::letters::{self, Outcome};
use super::report;
use super::settings::OutboxSettings;
use crate::clock::Clock;
use crate::db::outbox::{self, Claimed, Lane};
use crate::db::{Db, DbError};
use crate::mail::transport::{Blame, Failure, Outgoing, Session, Transport};
use crate::mail::{LetterKind, Stationery};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::warn;

/// What all workers of a server share.
#[derive(Clone)]
pub struct Outbox {
    /// Where the letters wait.
    pub db: Db,
    /// What they are put together with.
    pub stationery: Stationery,
    /// Where they go.
    pub transport: Arc<Transport>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How many at once, with which pauses.
    pub settings: OutboxSettings,
    /// What wakes the workers.
    pub bells: Bells,
    /// What became of the letters.
    pub counters: LetterCounters,
}

/// What wakes workers before their time.
#[derive(Debug, Clone, Default)]
pub struct Bells {
    /// Rung after every commit that wrote a letter.
    pub written: Arc<Notify>,
    /// Rung when a letter was put off, and after every commit that wrote reminders.
    pub put_off: Arc<Notify>,
}

impl Outbox {
    /// A worker for each connection that there may be.
    pub fn workers(&self) -> Vec<Worker> {
        self.settings.lanes().into_iter().map(|lane| self.worker(lane)).collect()
    }

    pub(super) fn worker(&self, lane: Lane) -> Worker {
        Worker { outbox: self.clone(), lane, unmarked: Vec::new(), outages: 0 }
    }
}

/// A worker of the outbox.
pub struct Worker {
    outbox: Outbox,
    lane: Lane,
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

impl Worker {
    /// Works until `stop`; then finishes the letter in flight and gives the rest of its claim back.
    pub async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.round(&stop).await {
                Ok(Round::More) => {}
                Ok(Round::Idle(next_due)) => {
                    self.outages = 0;
                    tokio::select! {
                        () = self.rung() => {}
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

    /// What wakes those who work as this one does.
    fn bell(&self) -> &Notify {
        if self.lane == Lane::PutOff { &self.outbox.bells.put_off } else { &self.outbox.bells.written }
    }

    /// Waits for what wakes this worker.
    async fn rung(&self) {
        let Bells { written, put_off } = &self.outbox.bells;
        match self.lane {
            Lane::Fresh => written.notified().await,
            Lane::PutOff => put_off.notified().await,
            Lane::All => tokio::select! {
                () = written.notified() => {}
                () = put_off.notified() => {}
            },
        }
    }

    /// Leaves the mail server or the database alone for a while, whatever is written meanwhile.
    async fn rest(&self, stop: &CancellationToken) {
        tokio::select! {
            () = tokio::time::sleep(self.outbox.settings.pauses.outage(self.outages)) => {}
            () = stop.cancelled() => {}
        }
    }

    fn until(&self, due: Option<DateTime<Utc>>) -> Duration {
        let wait = due.and_then(|due| (due - self.outbox.clock.now()).to_std().ok());
        let poll = self.outbox.settings.poll;
        wait.map_or(poll, |wait| wait.min(poll))
    }

    /// Claims what is due, and sends it.
    pub(super) async fn round(&mut self, stop: &CancellationToken) -> Result<Round, DbError> {
        self.flush().await?;
        let outbox = &self.outbox;
        let now = outbox.clock.now();
        let lease_until = now + outbox.settings.lease();
        let (lane, from, to, batch) = (self.lane, now.naive_utc(), lease_until.naive_utc(), outbox.settings.batch);
        let claimed = outbox.db.write(move |conn| {
            let mut claimed = outbox::claim(conn, lane, from, to, batch)?;
            // Left by who died with them.
            let ids: Vec<&str> = claimed.iter().map(|row| row.id.as_str()).collect();
            let overtaken = outbox::give_up_overtaken(conn, &ids, to, from)?;
            claimed.retain(|row| !overtaken.contains(&row.id));
            Ok((claimed, !overtaken.is_empty()))
        });
        let (claimed, made_way) = claimed.await?;
        if made_way {
            outbox.bells.written.notify_one();
        }
        if claimed.is_empty() {
            let next_due = outbox.db.read(move |conn| outbox::next_due(conn, lane)).await?;
            return Ok(Round::Idle(next_due.map(|due| due.and_utc())));
        }
        if i64::try_from(claimed.len()).is_ok_and(|claimed| claimed == batch) {
            // There may be more than one connection carries.
            self.bell().notify_one();
        }
        self.deliver(claimed.into(), lease_until, stop).await
    }

    /// Sends a claim's letters, one after the other, over as few connections as possible.
    async fn deliver(
        &mut self,
        mut claimed: VecDeque<Claimed>,
        lease_until: DateTime<Utc>,
        stop: &CancellationToken,
    ) -> Result<Round, DbError> {
        // Borrowed apart from the rest, since a session lives as long as its transport.
        let Self { outbox, lane, unmarked, outages } = self;
        let limit = TimeDelta::from_std(outbox.settings.letter_limit).unwrap_or_default();
        let pauses = &outbox.settings.pauses;
        let mut session: Option<Session> = None;
        let mut outage: Option<Failure> = None;
        let mut outcomes = Vec::new();
        while let Some(row) = claimed.pop_front() {
            let now = outbox.clock.now();
            if let Some(failure) = &outage {
                let outcome = letters::outcome(pauses, &row, failure, now);
                outcomes.push((row.id, outcome));
                continue;
            }
            if stop.is_cancelled() || now + limit >= lease_until {
                outcomes.push((row.id, Outcome::Released));
                continue;
            }
            let result = match letters::open(&outbox.stationery, &row) {
                Ok(outgoing) => match ready(&mut session, &outbox.transport, stop).await {
                    Ok(Some(session)) => {
                        send_alone_if_slow(outbox, *lane, session, &outgoing, &mut claimed, lease_until).await
                    }
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
                    report::sent(outbox, &row, &name);
                    *outages = 0;
                    unmarked.push(row.id);
                    if !outbox.transport.repeats_are_harmless() && mark_sent(outbox, unmarked).await.is_err() {
                        // Tried again before the next claim; what else is in hand is given back by its lease.
                        break;
                    }
                }
                Err(failure) => {
                    let outcome = letters::outcome(pauses, &row, &failure, outbox.clock.now());
                    report::failure(outbox, &row, &outcome, &failure);
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
        let has_put_off = outcomes.iter().any(|(_, outcome)| matches!(outcome, Outcome::Retry(..)));
        letters::mark(&outbox.db, lease_until, outbox.clock.now(), outcomes).await?;
        match lane {
            Lane::Fresh if has_put_off => outbox.bells.put_off.notify_one(),
            // A newer letter of the same booking may have waited for it.
            Lane::PutOff => outbox.bells.written.notify_one(),
            Lane::Fresh | Lane::All => {}
        }
        Ok(if outage.is_some() { Round::Outage } else { Round::More })
    }

    async fn flush(&mut self) -> Result<(), DbError> {
        mark_sent(&self.outbox, &mut self.unmarked).await
    }
}

/// Sends a letter. When it takes long, say because the mail server asks another one about the mailbox, the others of the
/// claim are given back: new letters, so that they need not wait for it; reminders, so that what comes meanwhile need not
/// wait for all of them.
async fn send_alone_if_slow(
    outbox: &Outbox,
    lane: Lane,
    session: &mut Session<'_>,
    outgoing: &Outgoing,
    others: &mut VecDeque<Claimed>,
    lease_until: DateTime<Utc>,
) -> Result<String, Failure> {
    let mut sending = std::pin::pin!(session.send(outgoing));
    tokio::select! {
        result = &mut sending => return result,
        () = tokio::time::sleep(outbox.settings.slow) => {}
    }
    let (released, kept): (VecDeque<_>, VecDeque<_>) =
        others.drain(..).partition(|row| lane == Lane::Fresh || row.kind == LetterKind::Reminder.as_str());
    *others = kept;
    let released: Vec<_> = released.into_iter().map(|row| (row.id, Outcome::Released)).collect();
    if !released.is_empty() {
        if let Err(error) = letters::mark(&outbox.db, lease_until, outbox.clock.now(), released).await {
            // They come back when their lease ends.
            warn!(error = &error as &dyn std::error::Error, "Letters wait for the end of their lease: {error}");
        }
        outbox.bells.written.notify_one();
    }
    sending.await
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
async fn mark_sent(outbox: &Outbox, unmarked: &mut Vec<String>) -> Result<(), DbError> {
    let sent: Vec<_> = unmarked.iter().map(|id| (id.clone(), Outcome::Sent)).collect();
    let now = outbox.clock.now();
    letters::mark(&outbox.db, now, now, sent).await?;
    unmarked.clear();
    Ok(())
}
