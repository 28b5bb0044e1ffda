//! Who is let in when everybody comes at once: so many bookings are in work, others wait in the order of their arrival,
//! and whoever would wait too long is told so at once.
//!
//! What waits here costs nothing but its memory. So kiosks and readers are served between the few that are in work, and
//! not after a whole crowd.

use crate::problem::ApiError;
use crate::store::asker::PATIENCE;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bookings that one worker has in work: enough for the writer's batches.
const IN_WORK: usize = 32;

/// Bookings that wait at one worker: what even a small machine gets through in about two seconds.
const WAITING: usize = 4_096;

/// Seconds after which one who was turned away may try again.
const RETRY_AFTER: u32 = 3;

/// One worker's door.
#[derive(Debug, Clone)]
pub struct Admission {
    places: Arc<Semaphore>,
    waiting: Rc<Cell<usize>>,
    patience: Duration,
}

/// Somebody who waits; no longer when dropped.
struct Waiting(Rc<Cell<usize>>);

impl Admission {
    /// Nobody is there yet.
    pub fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(IN_WORK)), waiting: Rc::default(), patience: PATIENCE }
    }

    /// Lets somebody in, perhaps after a while; what it gives is to be kept until the work is done.
    pub async fn enter(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let places = Arc::clone(&self.places);
        // Whoever waits already comes first, which `try_acquire` respects.
        if let Ok(permit) = Arc::clone(&places).try_acquire_owned() {
            return Ok(permit);
        }
        let _waiting = Waiting::at(&self.waiting).ok_or_else(|| ApiError::unavailable(RETRY_AFTER))?;
        let permit = tokio::time::timeout(self.patience, places.acquire_owned()).await;
        permit.map_err(|_| ApiError::unavailable(RETRY_AFTER))?.map_err(ApiError::internal)
    }
}

impl Default for Admission {
    fn default() -> Self {
        Self::new()
    }
}

impl Waiting {
    fn at(count: &Rc<Cell<usize>>) -> Option<Self> {
        let waiting = count.get();
        (waiting < WAITING).then(|| {
            count.set(waiting + 1);
            Self(Rc::clone(count))
        })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, IN_WORK, WAITING};
    use futures_util::FutureExt as _;
    use shared::ProblemCode;
    use std::time::Duration;

    #[tokio::test]
    async fn so_many_work_so_many_wait_and_the_next_is_turned_away() {
        let admission = Admission::new();
        let mut working = Vec::new();
        for _ in 0..IN_WORK {
            working.push(admission.enter().now_or_never().unwrap().unwrap());
        }
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(admission.enter())).collect();
        assert!(waiting.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
        let refused = admission.enter().now_or_never().unwrap().unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Unavailable);
        assert!(refused.parts().retry_after.is_some());
        drop(working.pop());
        let first = waiting.remove(0).now_or_never().unwrap();
        assert!(first.is_ok() && admission.enter().now_or_never().is_none(), "in the order of arrival");
        drop((working, waiting, first));
        assert!(admission.enter().now_or_never().unwrap().is_ok(), "those who gave up are not waited for");
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let admission = Admission { patience: Duration::from_millis(1), ..Admission::new() };
        let mut working = Vec::new();
        for _ in 0..IN_WORK {
            working.push(admission.enter().await.unwrap());
        }
        let refused = admission.enter().await.unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Unavailable);
        assert!(refused.parts().retry_after.is_some());
    }
}
