//! A visit as it was last seen.

use crate::api::Remote;
use leptos::prelude::*;
use shared::booking::Booking;

/// A visit; `None` if there is none that this device has the right to see.
pub(crate) type RemoteVisit = Remote<Option<Booking>>;

/// A visit that is asked for again in the background. What was seen stays when an asking fails, also for want of the right
/// to see it: an answer that was lost on its way may have brought another.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    remote: RemoteVisit,
    last: Memo<Option<Booking>>,
}

impl Seen {
    /// What `remote` brings.
    pub(crate) fn of(remote: RemoteVisit) -> Self {
        let last = Memo::new(move |before: Option<&Option<Booking>>| {
            let now = remote.value().and_then(|visit| Option::clone(&visit));
            now.or_else(|| before.cloned().flatten())
        });
        Self { remote, last }
    }

    /// The visit, once it is loaded and if there is one.
    pub(crate) fn booking(self) -> Option<Booking> {
        self.last.get()
    }

    /// How the last asking ended.
    pub(crate) fn remote(self) -> RemoteVisit {
        self.remote
    }

    /// Asks again.
    pub(crate) fn reload(self) {
        self.remote.reload();
    }
}
