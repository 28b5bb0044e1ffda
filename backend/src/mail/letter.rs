//! What a letter is made from.

use super::Mailbox;
use crate::calendar::Visit;
use crate::domain::plan::{Office, Service};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use shared::{EmailAddress, Language, ReservationCode};
use uuid::Uuid;

/// What a letter tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// The visit is booked; also a resend of the same.
    Confirmation,
    /// The visit has a new time.
    Moved,
    /// The visit is cancelled.
    Cancelled,
    /// The visit is tomorrow.
    Reminder,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Confirmation, Self::Moved, Self::Cancelled, Self::Reminder];

    /// As the outbox table writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Reminder => "reminder",
        }
    }

    /// As the outbox table reads it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Everything that a letter about a booking says.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// What it tells.
    pub kind: LetterKind,
    /// The booking's language.
    pub language: Language,
    /// Where the visit is.
    pub office: &'a Office,
    /// What it is for.
    pub service: &'a Service,
    /// Start, on the office's clock.
    pub starts_at: DateTime<Tz>,
    /// End, on the office's clock.
    pub ends_at: DateTime<Tz>,
    /// The booking.
    pub booking_id: Uuid,
    /// How often the booking has changed: calendars take the entry with the highest.
    pub sequence: u32,
    /// What the kiosk asks for. Not shown when the visit is cancelled.
    pub code: &'a ReservationCode,
    /// The booking's own page, with its token. Not shown when the visit is cancelled.
    pub manage_link: &'a str,
    /// `WIZYTA_PUBLIC_URL`, without a slash at its end: where one books anew and reads about privacy.
    pub public_url: &'a str,
    /// Who it is from.
    pub from: &'a Mailbox,
    /// Who it is for.
    pub to: &'a EmailAddress,
    /// The outbox row's id, which the Message-ID derives from.
    pub id: Uuid,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

impl<'a> Letter<'a> {
    /// The visit as a calendar entry.
    pub const fn visit(&self) -> Visit<'a> {
        Visit {
            booking_id: self.booking_id,
            sequence: self.sequence,
            cancelled: matches!(self.kind, LetterKind::Cancelled),
            language: self.language,
            office: self.office,
            service: self.service,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            changed_at: self.created_at,
            organizer: self.from,
        }
    }
}
