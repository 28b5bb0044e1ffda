//! Where the time comes from. Nothing else asks the operating system for it.

use chrono::{DateTime, Duration, Timelike as _, Utc};
use futures_util::future::BoxFuture;
use tokio::sync::watch;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, to the microsecond, as both databases keep it.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until it shows `at`.
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()>;
}

/// The machine's clock may be set while one waits: it is looked at again at least so often.
const LOOK: std::time::Duration = std::time::Duration::from_secs(20);

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        now.with_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while let Ok(wait) = (at - self.now()).to_std()
                && !wait.is_zero()
            {
                tokio::time::sleep(wait.min(LOOK)).await;
            }
        })
    }
}

/// A clock that stands still until it is set, for tests.
#[derive(Debug)]
pub struct ManualClock(watch::Sender<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Sets the clock, forwards or back.
    pub fn set(&self, now: DateTime<Utc>) {
        self.0.send_replace(now);
    }

    /// Moves the clock by `by`.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now += by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.borrow()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        let mut shown = self.0.subscribe();
        Box::pin(async move {
            // It fails only when the clock is gone, and then nobody waits.
            let _ = shown.wait_for(|now| *now >= at).await;
        })
    }
}
