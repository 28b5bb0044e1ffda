//! Repeating a reservation code to who has lost it: by e-mail alone, to the address of the booking.
//!
//! The caller has been answered before anything is looked up, and is always answered alike: neither what is said nor how
//! long it takes tells whether an address has a visit on a day. So there is a queue here, with a bound, and behind it one
//! worker.

use super::{book, change, letter};
use crate::db::bookings::{self, BookingChange, BookingRow};
use crate::db::code_requests::{self, CodeRequestRow};
use crate::db::outbox::{self, OutboxRow};
use crate::db::{DbConn, address_locks};
use crate::mail::LetterKind;
use crate::problem::ApiError;
use crate::shutdown::Shutdown;
use crate::state::AppState;
use chrono::{DateTime, Duration, Utc};
use diesel::QueryResult;
use shared::code_request::LostCode;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Requests that wait; beyond, the answer is that one must try again, whoever asks.
const MOST: usize = 1024;

/// How often a day the codes of an address are repeated.
const PER_DAY: i64 = 3;

/// How often one looks again when a booking changes meanwhile.
const LOOKS: usize = 4;

/// The way to the worker.
#[derive(Clone)]
pub struct LostCodes(mpsc::Sender<LostCode>);

impl LostCodes {
    /// Starts the worker. When the server stops, it does what is asked for by then.
    pub fn start(state: Arc<AppState>, shutdown: &Shutdown) -> Self {
        let (sender, queue) = mpsc::channel(MOST);
        shutdown.tasks().spawn(keep(state, queue, shutdown.token().clone()));
        Self(sender)
    }

    /// Lets codes be repeated, if there are any, some time after this has returned.
    pub fn ask(&self, lost: LostCode) -> Result<(), ApiError> {
        self.0.try_send(lost).map_err(|_| ApiError::unavailable(5))
    }
}

async fn keep(state: Arc<AppState>, mut queue: mpsc::Receiver<LostCode>, stop: CancellationToken) {
    loop {
        let lost = tokio::select! {
            lost = queue.recv() => lost,
            () = stop.cancelled() => {
                queue.close();
                queue.recv().await
            }
        };
        let Some(lost) = lost else { return };
        if let Err(error) = repeat(&state, &lost).await {
            tracing::warn!(problem.code = error.code().as_str(), "A lost code could not be repeated");
        }
    }
}

/// Sends the confirmations of all visits of an address on a day again.
async fn repeat(state: &AppState, lost: &LostCode) -> Result<(), ApiError> {
    let key = book::email_key(state, &lost.email);
    for _ in 0..LOOKS {
        let (of_address, date, now) = (key.clone(), lost.date, state.clock.now());
        let found = state.db.read(move |conn| bookings::to_come(conn, &of_address, date, now.naive_utc())).await?;
        if found.is_empty() {
            return Ok(());
        }
        let again: Result<Vec<Again>, ApiError> = found.into_iter().map(|row| Again::of(state, row, now)).collect();
        let (again, row) = (again?, request(&key, now));
        match state.db.write(move |conn| write(conn, &again, &row, now)).await? {
            Repeated::Letters(0) | Repeated::Enough => return Ok(()),
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
    fn of(state: &AppState, mut row: BookingRow, now: DateTime<Utc>) -> Result<Self, ApiError> {
        let version = row.version;
        row.version += 1;
        let letter = letter::outbox_row(state, LetterKind::Confirmation, &row, now)?;
        Ok(Self { id: row.id, version, letter })
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
    let mut letters = 0;
    for again in again {
        // The limit of a booking's holder holds here too.
        if outbox::confirmations_since(conn, &again.id, day_ago)? >= change::MAILS.limit.get().into() {
            continue;
        }
        let set = BookingChange { changed_at: Some(now.naive_utc()), ..BookingChange::default() };
        bookings::change(conn, &again.id, again.version, &set)?;
        change::insert_letter(conn, &again.letter, now)?;
        letters += 1;
    }
    Ok(Repeated::Letters(letters))
}
