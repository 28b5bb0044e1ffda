//! What all letters are written with: the offices, the keys, the sender.

use super::{Facts, Letter, LetterKind, Mailbox, RenderError, render};
use crate::crypto::Secrets;
use crate::domain::plan::Plan;
use chrono::{DateTime, Utc};
use shared::EmailAddress;
use std::sync::Arc;
use uuid::Uuid;

/// How the service presents itself.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Where residents reach it, without a slash at the end.
    pub public_url: String,
    /// Who its e-mails are from.
    pub mail_from: Mailbox,
}

/// What all letters are written with.
#[derive(Clone)]
pub struct Stationery {
    /// The offices and their services.
    pub plan: Arc<Plan>,
    /// The keys that seal what the outbox keeps.
    pub secrets: Arc<Secrets>,
    /// Links and the sender.
    pub identity: Identity,
}

/// What an outbox row says of its letter besides the facts.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The row's id, which the Message-ID derives from.
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// What it tells.
    pub kind: LetterKind,
    /// Who it is for.
    pub to: &'a EmailAddress,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Why a letter can't be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A server that has read the plan since knows it.
    #[error("this server does not know the letter's service yet")]
    UnknownService,
    /// There is no memory.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl Stationery {
    /// The whole message. The same row gives the same bytes: a repeat is the same mail.
    pub fn write(&self, envelope: Envelope, facts: &Facts) -> Result<Vec<u8>, WriteError> {
        let offer = self.plan.offer(&facts.service_id).ok_or(WriteError::UnknownService)?;
        let Envelope { id, booking_id, kind, to, created_at } = envelope;
        let token = self.secrets.manage_token(booking_id, facts.generation);
        let manage_link = format!("{}/rezerwacja/{booking_id}#{token}", self.identity.public_url);
        let letter = Letter {
            kind,
            language: facts.language,
            office: offer.office,
            service: offer.service,
            starts_at: facts.starts_at.with_timezone(&offer.office.timezone),
            ends_at: facts.ends_at.with_timezone(&offer.office.timezone),
            booking_id,
            sequence: facts.sequence,
            code: &facts.code,
            manage_link: &manage_link,
            public_url: &self.identity.public_url,
            from: &self.identity.mail_from,
            to,
            id,
            created_at,
        };
        Ok(render(&letter)?)
    }
}
