//! What every request works with.

use crate::audit::Auditor;
use crate::clock::Clock;
use crate::config::PlaceSettings;
use crate::crypto::Secrets;
use crate::db::{Db, DbError};
use crate::domain::plan::Plan;
use crate::mail::Identity;
use crate::store::answers::Answers;
use crate::store::brand::BrandFiles;
use crate::store::housekeeping;
use crate::store::in_flight::InFlight;
use crate::store::kept_answers::KeptAnswers;
use crate::store::occupancy::Occupancy;
use crate::store::replicas::{self, Freshness};
use crate::store::returning::{FreedPlaces, Returning};
use crate::store::writer::WriterHandle;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The running service, shared by all requests.
pub struct AppState {
    /// What the offices offer.
    pub plan: Arc<Plan>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The database.
    pub db: Db,
    /// Hashes, seals and tokens.
    pub secrets: Arc<Secrets>,
    /// The way to a booking.
    pub writer: WriterHandle,
    /// Places taken, in memory.
    pub occupancy: Arc<Occupancy>,
    /// Whether memory shows what all replicas wrote.
    pub freshness: Arc<Freshness>,
    /// The public reads.
    pub answers: Answers,
    /// The files of the offices' look.
    pub brand_files: BrandFiles,
    /// Answers that are kept for idempotency keys.
    pub kept_answers: KeptAnswers,
    /// Requests with a key that are in work.
    pub in_flight: Arc<InFlight>,
    /// Rung when a mail was written, so that it is sent at once.
    pub mail_written: Arc<Notify>,
    /// Rung when reminders were written.
    pub reminders_written: Arc<Notify>,
    /// What becomes of places that are given up, or held.
    pub freed: FreedPlaces,
    /// Rung when an address was erased, so that its traces follow at once.
    pub erased: Arc<Notify>,
    /// Whether the data is as it must be.
    pub auditor: Arc<Auditor>,
    /// What links and senders are made of.
    pub identity: Identity,
}

impl AppState {
    /// Reads the plan and the counters and starts the writer. What runs beside the requests ends with `stop`.
    pub async fn start(
        db: Db,
        clock: Arc<dyn Clock>,
        secrets: Secrets,
        identity: Identity,
        places: PlaceSettings,
        stop: CancellationToken,
    ) -> Result<Self, DbError> {
        let mut plan = db.read(crate::db::plan::load).await?;
        plan.holds = places.holds;
        let plan = Arc::new(plan);
        let occupancy = Arc::new(Occupancy::default());
        let writer = WriterHandle::start(db.clone(), Arc::clone(&clock), Arc::clone(&occupancy));
        let freshness = Arc::new(Freshness::new(db.engine()));
        replicas::load(&db, &*clock, &occupancy).await?;
        tokio::spawn(replicas::follow(
            db.clone(),
            Arc::clone(&clock),
            Arc::clone(&occupancy),
            Arc::clone(&freshness),
            writer.replica(),
            stop.clone(),
        ));
        let freed = FreedPlaces::new(places.freed_delay);
        let returning = Returning {
            db: db.clone(),
            clock: Arc::clone(&clock),
            occupancy: Arc::clone(&occupancy),
            replica: writer.replica(),
            waiting: Arc::clone(&freed.waiting),
            next_expiry: Arc::clone(&freed.next_expiry),
        };
        tokio::spawn(returning.keep(stop.clone()));
        tokio::spawn(housekeeping::keep(db.clone(), Arc::clone(&clock), Arc::clone(&occupancy), stop));
        Ok(Self {
            freed,
            auditor: Arc::new(Auditor::new(db.clone(), Arc::clone(&clock))),
            answers: Answers::new(Arc::clone(&plan), Arc::clone(&occupancy), Arc::clone(&clock)),
            brand_files: BrandFiles::of(&plan),
            plan,
            clock,
            kept_answers: KeptAnswers::new(db.clone()),
            db,
            secrets: Arc::new(secrets),
            writer,
            occupancy,
            freshness,
            in_flight: Arc::default(),
            mail_written: Arc::default(),
            reminders_written: Arc::default(),
            erased: Arc::default(),
            identity,
        })
    }
}
