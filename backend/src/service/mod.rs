//! The use cases: each checks by the domain's rules, writes in one transaction, and answers.

pub mod book;
pub mod calendar;
pub mod cancel;
mod change;
pub mod erase;
pub mod export;
pub mod hold;
pub mod hours;
mod idempotency;
pub mod kiosk;
mod letter;
pub mod lookup;
pub mod lost_code;
pub mod relocate;
pub mod remind;
pub mod resend;
pub mod setup;
pub mod ticket;
pub mod token;
mod view;

use shared::Language;

/// Who asks, and how.
#[derive(Clone, Default)]
pub struct Caller {
    /// The language of the answer.
    pub language: Language,
    /// `Idempotency-Key`
    pub idempotency_key: Option<String>,
    /// `If-Match`
    pub if_match: Option<String>,
    /// The bearer token.
    pub bearer: Option<String>,
}

/// The answer to a call.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Path of what was created.
    pub location: Option<String>,
    /// Entity tag.
    pub etag: Option<String>,
    /// The language of the body.
    pub language: Language,
    /// JSON.
    pub body: String,
    /// Whether it repeats what was answered before.
    #[serde(skip)]
    pub repeated: bool,
}
