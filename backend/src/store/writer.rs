//! The writer: takes what has queued, writes it in one transaction, answers each.
//!
//! A batch is what arrived while the last one was committed; it never waits for more. So one commit serves many under
//! load, and one alone is served at once.

use super::batch::{self, Outcome, Prepared};
use super::occupancy::Occupancy;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::problem::ApiError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Bookings that may wait; more are turned away at once.
const QUEUE: usize = 1_024;

/// Most bookings in one transaction.
const BATCH: usize = 256;

/// How long a booking may wait before it is dropped, unwritten.
const PATIENCE: Duration = Duration::from_secs(10);

/// Seconds after which one who was turned away may try again.
const RETRY_AFTER: u32 = 2;

struct Waiting {
    prepared: Prepared,
    since: Instant,
    reply: oneshot::Sender<Result<Outcome, ApiError>>,
}

/// The way to the writer.
#[derive(Clone)]
pub struct WriterHandle {
    queue: mpsc::Sender<Waiting>,
    replica: Arc<Replica>,
}

/// This process, as the other replicas see it.
#[derive(Debug)]
pub struct Replica {
    id: String,
    version: AtomicI64,
    in_doubt: AtomicBool,
}

impl Replica {
    /// Its name, new at each start.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Notes that a transaction may have been committed though no answer came: memory must look again.
    pub fn doubt(&self) {
        self.in_doubt.store(true, Ordering::Relaxed);
    }

    /// Whether memory must look again; asked once per doubt.
    pub fn take_doubt(&self) -> bool {
        self.in_doubt.swap(false, Ordering::Relaxed)
    }

    /// What the next transaction that changes occupancy announces.
    pub fn announce(&self) -> batch::Writer {
        let version = self.version.fetch_add(1, Ordering::Relaxed) + 1;
        batch::Writer { id: self.id.clone(), version }
    }
}

impl WriterHandle {
    /// Starts the writer. It ends when the last handle is gone and the queue is empty.
    pub fn start(db: Db, clock: Arc<dyn Clock>, occupancy: Arc<Occupancy>) -> Self {
        let (queue, receiver) = mpsc::channel(QUEUE);
        let replica = Arc::new(Replica {
            id: uuid::Uuid::now_v7().to_string(),
            version: AtomicI64::new(0),
            in_doubt: AtomicBool::new(false),
        });
        tokio::spawn(run(receiver, db, clock, occupancy, Arc::clone(&replica)));
        Self { queue, replica }
    }

    /// Books, when its turn comes.
    pub async fn book(&self, prepared: Prepared) -> Result<Outcome, ApiError> {
        let (reply, answer) = oneshot::channel();
        let waiting = Waiting { prepared, since: Instant::now(), reply };
        if self.queue.try_send(waiting).is_err() {
            return Err(ApiError::unavailable(RETRY_AFTER));
        }
        answer.await.unwrap_or_else(|_| Err(ApiError::unavailable(RETRY_AFTER)))
    }

    /// This process, as the other replicas see it.
    pub fn replica(&self) -> Arc<Replica> {
        Arc::clone(&self.replica)
    }

    /// How many bookings wait.
    pub fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }
}

async fn run(
    mut queue: mpsc::Receiver<Waiting>,
    db: Db,
    clock: Arc<dyn Clock>,
    occupancy: Arc<Occupancy>,
    replica: Arc<Replica>,
) {
    let mut waiting = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut waiting, BATCH).await > 0 {
        let mut batch = Vec::with_capacity(waiting.len());
        let mut replies = Vec::with_capacity(waiting.len());
        for one in waiting.drain(..) {
            // Dropped before it is written, never after.
            if one.since.elapsed() > PATIENCE {
                let _ = one.reply.send(Err(ApiError::unavailable(RETRY_AFTER)));
            } else if !one.reply.is_closed() {
                batch.push(one.prepared);
                replies.push(one.reply);
            }
        }
        if batch.is_empty() {
            continue;
        }
        let outcomes = write(&db, &*clock, &occupancy, &replica, batch).await;
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            let _ = reply.send(outcome);
        }
    }
}

/// Writes a batch; if it fails as a whole, each of it alone, so that one bad booking does not sink the others.
async fn write(
    db: &Db,
    clock: &dyn Clock,
    occupancy: &Occupancy,
    replica: &Replica,
    batch: Vec<Prepared>,
) -> Vec<Result<Outcome, ApiError>> {
    let batch = Arc::new(batch);
    match write_together(db, clock, occupancy, replica, Arc::clone(&batch)).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(DbError::Query(_) | DbError::Locked) if batch.len() > 1 => {
            let mut outcomes = Vec::with_capacity(batch.len());
            for one in batch.iter() {
                let alone = write_together(db, clock, occupancy, replica, Arc::new(vec![one.clone()])).await;
                outcomes.push(alone.map_err(ApiError::from).and_then(first));
            }
            outcomes
        }
        Err(error) => {
            let retry = matches!(error, DbError::Unavailable(_) | DbError::Locked);
            tracing::error!(error = %error, bookings = batch.len(), "A batch of bookings could not be written");
            let failure =
                || if retry { ApiError::unavailable(RETRY_AFTER) } else { ApiError::internal("batch failed") };
            batch.iter().map(|_| Err(failure())).collect()
        }
    }
}

async fn write_together(
    db: &Db,
    clock: &dyn Clock,
    occupancy: &Occupancy,
    replica: &Replica,
    batch: Arc<Vec<Prepared>>,
) -> Result<Vec<Outcome>, DbError> {
    let (now, writer) = (clock.now(), replica.announce());
    let written = db.write(move |conn| batch::write(conn, &batch, &writer, now)).await;
    if written.is_err() {
        replica.doubt();
    }
    let (outcomes, counters) = written?;
    occupancy.apply(&counters);
    Ok(outcomes)
}

fn first(outcomes: Vec<Outcome>) -> Result<Outcome, ApiError> {
    outcomes.into_iter().next().ok_or_else(|| ApiError::internal("no outcome"))
}
