//! The writer: takes what has queued, writes it in one transaction, answers each.
//!
//! A batch is what arrived while the last one was committed; it never waits for more. So one commit serves many under
//! load, and one alone is served at once.

use super::asker::{Asker, RETRY_AFTER, write_one_by_one};
use super::batch::{self, Outcome, Prepared};
use super::occupancy::Occupancy;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::problem::ApiError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use tokio::sync::mpsc;

/// Bookings that may wait; more are turned away at once.
const QUEUE: usize = 1_024;

/// Most bookings in one transaction.
const BATCH: usize = 256;

struct Waiting {
    prepared: Prepared,
    asker: Asker,
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
    stale: AtomicBool,
    in_doubt: AtomicBool,
}

impl Replica {
    /// Its name, new at each start.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Notes that memory must look again.
    pub fn look_again(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Whether memory must look again; asked once per reason.
    pub fn take_stale(&self) -> bool {
        self.stale.swap(false, Ordering::Relaxed)
    }

    /// Notes that a transaction failed. It may have been committed all the same, if no answer came; others may see that
    /// only later.
    pub fn doubt(&self, error: &DbError) {
        let doubted = if matches!(error, DbError::Unavailable(_)) { &self.in_doubt } else { &self.stale };
        doubted.store(true, Ordering::Relaxed);
    }

    /// Whether memory must look again and again for a while; asked once per doubt.
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
            stale: AtomicBool::new(false),
            in_doubt: AtomicBool::new(false),
        });
        tokio::spawn(run(receiver, db, clock, occupancy, Arc::clone(&replica)));
        Self { queue, replica }
    }

    /// Books, when its turn comes.
    pub async fn book(&self, prepared: Prepared) -> Result<Outcome, ApiError> {
        let (asker, answer) = Asker::new();
        if self.queue.try_send(Waiting { prepared, asker }).is_err() {
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
    let write = |batch| write_together(&db, &*clock, &occupancy, &replica, batch);
    let mut waiting = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut waiting, BATCH).await > 0 {
        let ready = waiting.drain(..).filter_map(|one| Some((one.prepared, one.asker.patient()?)));
        let (batch, askers): (Vec<Prepared>, Vec<Asker>) = ready.unzip();
        if batch.is_empty() {
            continue;
        }
        let batch = Arc::new(batch);
        match write(Arc::clone(&batch)).await {
            Ok(outcomes) => {
                for (asker, outcome) in askers.into_iter().zip(outcomes) {
                    asker.answer(Ok(outcome));
                }
            }
            // It failed as a whole: one bad booking must not sink the others.
            Err(DbError::Query(_) | DbError::Locked) if batch.len() > 1 => {
                write_one_by_one(&batch, askers, |one| write(Arc::new(vec![one.clone()]))).await;
            }
            Err(error) => fail(&error, askers),
        }
    }
}

fn fail(error: &DbError, askers: Vec<Asker>) {
    tracing::error!(error = %error, bookings = askers.len(), "A batch of bookings could not be written");
    let retry = matches!(error, DbError::Unavailable(_) | DbError::Locked);
    for asker in askers {
        if retry {
            asker.turn_away();
        } else {
            asker.answer(Err(ApiError::internal("batch failed")));
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
    let (outcomes, counters) = written.inspect_err(|error| replica.doubt(error))?;
    occupancy.apply(&counters);
    Ok(outcomes)
}
