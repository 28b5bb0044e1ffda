//! How letters leave: by SMTP, or into a folder. One session carries many letters.

mod failure;
mod folder;
mod smtp;
mod smtp_url;

pub use failure::{Blame, Failure};
pub use folder::Folder;
pub use smtp::Smtp;
pub use smtp_url::{SmtpUrl, SmtpUrlError, Tls};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Where letters go.
#[derive(Debug)]
pub enum Transport {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, as `.eml` files.
    Folder(Folder),
}

/// A rendered letter on its way.
pub struct Outgoing {
    /// The outbox row's id.
    pub id: Uuid,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// The address it goes to.
    pub recipient: String,
    /// The whole message.
    pub message: Vec<u8>,
}

/// A transport that is ready to send.
pub enum Session<'a> {
    /// A connection to a mail server.
    Smtp(smtp::Connection),
    /// The folder.
    Folder(&'a Folder),
}

impl Transport {
    /// Makes ready to send: connects, logs in.
    pub async fn open(&self) -> Result<Session<'_>, Failure> {
        match self {
            Self::Smtp(smtp) => smtp.connect().await.map(Session::Smtp),
            Self::Folder(folder) => folder.create().await.map(|()| Session::Folder(folder)),
        }
    }

    /// Whether sending a letter twice leaves one letter, so that it may be marked as sent a little later.
    pub const fn repeats_are_harmless(&self) -> bool {
        matches!(self, Self::Folder(_))
    }
}

impl Session<'_> {
    /// Sends one letter. The answer is what the mail server calls it, for the log.
    pub async fn send(&mut self, letter: &Outgoing) -> Result<String, Failure> {
        match self {
            Self::Smtp(connection) => connection.send(letter).await,
            Self::Folder(folder) => folder.write(letter).await,
        }
    }

    /// Whether another letter can be sent after the last failed.
    pub const fn is_usable(&self) -> bool {
        match self {
            Self::Smtp(connection) => connection.is_usable(),
            Self::Folder(_) => true,
        }
    }

    /// Says goodbye, without minding the answer.
    pub async fn close(self) {
        if let Self::Smtp(connection) = self {
            connection.quit().await;
        }
    }
}
