//! Stopping without losing anything: from the signal on the server says that it is not ready; then it stops listening,
//! finishes what runs, and only then ends.

use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Tells everybody that the server is about to stop, and waits for those who have something to finish.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    announced: CancellationToken,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Nothing has been announced yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the end was announced: no new work should come here.
    pub fn is_announced(&self) -> bool {
        self.announced.is_cancelled()
    }

    /// Fires when the server stops. Background tasks select on it.
    pub fn token(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Background tasks that are waited for.
    pub const fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Announces the end, waits for load balancers to notice, and stops.
    pub async fn begin(&self, delay: Duration) {
        self.announced.cancel();
        tokio::time::sleep(delay).await;
        self.stopping.cancel();
    }

    /// Begins on SIGTERM or Ctrl-C.
    pub async fn begin_on_signal(self, delay: Duration) {
        tokio::select! {
            () = signal() => {
                tracing::info!("Stopping");
                self.begin(delay).await;
            }
            () = self.stopping.cancelled() => {}
        }
    }

    /// Waits for the background tasks, but not for ever.
    pub async fn wait_for_tasks(&self, limit: Duration) {
        self.announced.cancel();
        self.stopping.cancel();
        self.tasks.close();
        if tokio::time::timeout(limit, self.tasks.wait()).await.is_err() {
            tracing::warn!("Background tasks did not finish in time");
        }
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        result = tokio::signal::ctrl_c() => if result.is_err() { std::future::pending().await },
    }
}

#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
