//! Who is let in when everybody comes at once: so many bookings are in work, others wait in the order of their arrival,
//! and whoever would wait too long is told so at once.
//!
//! Nearly all of them wait before anything of their request is read (`line`). That costs nothing but memory, and hardly
//! that. So kiosks and readers are served between the few that are in work, and not after a whole crowd.

mod line;
mod stream;

use crate::problem::ApiError;
use crate::store::asker::PATIENCE;
use line::Line;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
pub use stream::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Bookings that one worker has in work: enough for the writer's batches.
const IN_WORK: usize = 32;

/// Bookings that wait at one worker: what even a small machine gets through in about two seconds.
const WAITING: usize = 8_192;

/// Seconds after which one who was turned away may try again.
const RETRY_AFTER: u32 = 3;

/// One worker's door.
#[derive(Debug, Clone)]
pub struct Admission {
    places: Arc<Semaphore>,
    line: Rc<Line>,
    patience: Duration,
}

/// Somebody who was read and waits; no longer when dropped.
struct Waiting<'a>(&'a Line);

impl Admission {
    /// Nobody is there yet. When the server stops, nobody is left unread.
    pub fn new(stopping: CancellationToken) -> Self {
        Self { places: Arc::new(Semaphore::new(IN_WORK)), line: Rc::new(Line::new(stopping)), patience: PATIENCE }
    }

    /// Lets somebody in, perhaps after a while; what it gives is to be kept until the work is done.
    pub async fn enter(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let places = Arc::clone(&self.places);
        // Whoever waits already comes first, which `try_acquire` respects.
        if let Ok(permit) = Arc::clone(&places).try_acquire_owned() {
            return Ok(permit);
        }
        if self.line.is_full() {
            return Err(ApiError::unavailable(RETRY_AFTER));
        }
        let _waiting = Waiting::at(&self.line);
        let permit = tokio::time::timeout(self.patience, places.acquire_owned()).await;
        permit.map_err(|_| ApiError::unavailable(RETRY_AFTER))?.map_err(ApiError::internal)
    }
}

impl<'a> Waiting<'a> {
    fn at(line: &'a Line) -> Self {
        line.read.set(line.read.get() + 1);
        Self(line)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.read.set(self.0.read.get() - 1);
        self.0.room.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, CancellationToken, IN_WORK, WAITING};
    use futures_util::FutureExt as _;
    use shared::ProblemCode;
    use std::time::Duration;

    #[tokio::test]
    async fn so_many_work_so_many_wait_and_the_next_is_turned_away() {
        let admission = Admission::new(CancellationToken::new());
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
        let admission = Admission { patience: Duration::from_millis(1), ..Admission::new(CancellationToken::new()) };
        let mut working = Vec::new();
        for _ in 0..IN_WORK {
            working.push(admission.enter().await.unwrap());
        }
        let refused = admission.enter().await.unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Unavailable);
        assert!(refused.parts().retry_after.is_some());
    }
}
