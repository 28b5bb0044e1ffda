//! Repeating a reservation code to who has lost it: by e-mail alone, to the address of the booking.
//!
//! The caller has been answered before anything is looked up, and is always answered alike: neither what is said nor how
//! long it takes tells whether an address has a visit on a day. So there is a queue here, with a bound, and behind it one
//! worker.

use super::{book, change, letter};
use crate::clock::Clock;
use crate::db::bookings::{self, BookingChange, BookingRow};
use crate::db::code_requests::{self, CodeRequestRow};
use crate::db::outbox::OutboxRow;
use crate::db::{DbConn, address_locks};
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::shutdown::Shutdown;
use crate::state::AppState;
use chrono::{DateTime, Duration, Utc};
use diesel::QueryResult;
use futures_util::FutureExt as _;
use rand::RngExt as _;
use shared::ProblemCode;
use shared::code_request::LostCode;
use std::error::Error as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Requests that wait; beyond, the answer is that one must try again, whoever asks.
const MOST: usize = 1024;

/// A request is looked up at a random instant, at most so long after the answer: so what can be seen of the letters, say
/// how many wait, does not tell whose request has written one.
pub const LONGEST_WAIT: Duration = Duration::seconds(4);

/// How often a day the codes of an address are repeated.
const PER_DAY: i64 = 3;

/// How often one looks again when a booking changes meanwhile.
const LOOKS: usize = 4;

/// How often a request is tried while the database is away, and with what pauses.
const TRIES: usize = 6;
const PAUSE: std::time::Duration = std::time::Duration::from_secs(5);

/// The way to the worker.
#[derive(Clone)]
pub struct LostCodes {
    queue: mpsc::Sender<Asked>,
    clock: Arc<dyn Clock>,
}

/// A request, and when it is looked up.
struct Asked {
    lost: LostCode,
    look_at: DateTime<Utc>,
}

impl LostCodes {
    /// Starts the worker. It ends when nobody is left who could ask: when the server stops, it does what was asked for
    /// until the last answer.
    pub fn start(state: Arc<AppState>, shutdown: &Shutdown) -> Self {
        let (queue, asked) = mpsc::channel(MOST);
        let clock = Arc::clone(&state.clock);
        shutdown.tasks().spawn(keep(state, asked, shutdown.token().clone()));
        Self { queue, clock }
    }

    /// Lets codes be repeated, if there are any, some time after this has returned.
    pub fn ask(&self, lost: LostCode) -> Result<(), ApiError> {
        let wait = rand::rng().random_range(0..=LONGEST_WAIT.num_milliseconds());
        let look_at = self.clock.now() + Duration::milliseconds(wait);
        self.queue.try_send(Asked { lost, look_at }).map_err(|_| ApiError::unavailable(5))
    }
}

async fn keep(state: Arc<AppState>, mut queue: mpsc::Receiver<Asked>, stop: CancellationToken) {
    while let Some(Asked { lost, look_at }) = queue.recv().await {
        tokio::select! {
            () = state.clock.sleep_until(look_at) => {}
            () = stop.cancelled() => {}
        }
        // Whatever one request meets, the others are met.
        let met = AssertUnwindSafe(patiently(|| repeat(&state, &lost), &stop)).catch_unwind().await;
        match met {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                let (code, cause) = (error.code().as_str(), error.source().map(ToString::to_string));
                tracing::warn!(problem.code = code, error = cause, "A lost code could not be repeated");
            }
            Err(_) => tracing::error!("A lost code could not be repeated: the program has an error"),
        }
    }
}

/// Tries again while the database does not answer, a few times: nobody else is there to do it, since the answer is given.
async fn patiently<T: Future<Output = Result<(), ApiError>>>(
    attempt: impl Fn() -> T,
    stop: &CancellationToken,
) -> Result<(), ApiError> {
    for _ in 1..TRIES {
        match attempt().await {
            Err(error) if error.code() == ProblemCode::Unavailable => {
                // A server that stops has no time to wait; it tries all the same.
                let _ = tokio::time::timeout(PAUSE, stop.cancelled()).await;
            }
            met => return met,
        }
    }
    attempt().await
}

/// Sends the confirmations of all visits of an address on a day again.
async fn repeat(state: &AppState, lost: &LostCode) -> Result<(), ApiError> {
    let key = book::email_key(state, &lost.email);
    for _ in 0..LOOKS {
        let (of_address, date, now) = (key.clone(), lost.date, state.clock.now());
        let found = state.db.read(move |conn| bookings::to_come(conn, &of_address, date, now.naive_utc())).await?;
        let again: Vec<Again> = found.into_iter().filter_map(|row| Again::of(state, row, now)).collect();
        if again.is_empty() {
            return Ok(());
        }
        let row = request(&key, now);
        match state.db.write(move |conn| write(conn, &again, &row, now)).await? {
            Repeated::Enough => return Ok(()),
            Repeated::Letters(letters) => {
                state.mail_written.notify_one();
                tracing::info!("Repeated {letters} lost codes");
                return Ok(());
            }
            Repeated::Stale => {}
        }
    }
    Err(ApiError::unavailable(1))
}

fn request(email_key: &[u8], now: DateTime<Utc>) -> CodeRequestRow {
    CodeRequestRow { id: Uuid::now_v7().to_string(), email_key: email_key.to_vec(), asked_at: now.naive_utc() }
}

/// A booking and the letter that brings its code once more: an event like any other.
struct Again {
    id: String,
    version: i32,
    letter: OutboxRow,
}

impl Again {
    /// What can't be read is nobody else's loss: the address's other letters go.
    fn of(state: &AppState, mut row: BookingRow, now: DateTime<Utc>) -> Option<Self> {
        let version = row.version;
        row.version += 1;
        let letter = letter::outbox_row(state, LetterKind::Confirmation, &row, now)
            .inspect_err(|_| tracing::warn!(booking.id = %row.id, "A code can't be repeated: was the key changed?"))
            .ok()?;
        Some(Self { id: row.id, version, letter })
    }
}

/// What became of a request.
enum Repeated {
    /// So many letters were written.
    Letters(usize),
    /// The address has had its letters of the day.
    Enough,
    /// A booking has changed by now: look again.
    Stale,
}

fn write(conn: &mut DbConn, again: &[Again], request: &CodeRequestRow, now: DateTime<Utc>) -> QueryResult<Repeated> {
    // The address's lock lets its limit hold between replicas.
    address_locks::lock(conn, vec![&request.email_key], now.naive_utc())?;
    let day_ago = (now - Duration::days(1)).naive_utc();
    if code_requests::count_since(conn, &request.email_key, day_ago)? >= PER_DAY {
        return Ok(Repeated::Enough);
    }
    let ids: Vec<&str> = again.iter().map(|again| again.id.as_str()).collect();
    let standing = bookings::lock_versions(conn, &ids)?;
    if again.iter().any(|again| !standing.contains(&(again.id.clone(), again.version))) {
        return Ok(Repeated::Stale);
    }
    code_requests::insert(conn, request)?;
    for again in again {
        let set = BookingChange { changed_at: Some(now.naive_utc()), ..BookingChange::default() };
        bookings::change(conn, &again.id, again.version, &set)?;
        change::insert_letter(conn, &again.letter, now)?;
    }
    Ok(Repeated::Letters(again.len()))
}

#[cfg(test)]
mod tests {
    use super::{ApiError, TRIES, patiently};
    use shared::ProblemCode;
    use std::cell::Cell;
    use tokio_util::sync::CancellationToken;

    /// How often a request is tried that meets these in turn, and what comes of it.
    async fn tried(meets: impl Fn(usize) -> Result<(), ApiError>) -> (usize, Option<ProblemCode>) {
        let (tries, stop) = (Cell::new(0), CancellationToken::new());
        // Without pauses.
        stop.cancel();
        let attempt = || async {
            tries.set(tries.get() + 1);
            meets(tries.get())
        };
        let met = patiently(attempt, &stop).await;
        (tries.get(), met.err().map(|error| error.code()))
    }

    #[tokio::test]
    async fn a_request_outlives_a_database_that_is_away_for_a_while() {
        let away = |from: usize| move |n: usize| if n < from { Err(ApiError::unavailable(2)) } else { Ok(()) };
        assert_eq!(tried(away(1)).await, (1, None));
        assert_eq!(tried(away(3)).await, (3, None));
        assert_eq!(tried(away(TRIES)).await, (TRIES, None));
        assert_eq!(tried(away(usize::MAX)).await, (TRIES, Some(ProblemCode::Unavailable)));
        let broken = |_: usize| Err(ApiError::internal("a query is wrong"));
        assert_eq!(tried(broken).await, (1, Some(ProblemCode::InternalError)));
    }
}
