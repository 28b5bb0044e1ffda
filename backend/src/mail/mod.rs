//! E-mail: what a letter says ([`Facts`], [`render()`]) and how it leaves the house ([`transport`]). When and how often it is tried
//! is the outbox's business.

mod facts;
mod letter;
mod mailbox;
mod qr;
mod render;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod sample;
mod stationery;
pub mod transport;
mod view;
pub(crate) mod words;

pub use facts::Facts;
pub use letter::{Letter, LetterKind};
pub use mailbox::{Mailbox, MailboxError};
pub use render::{RenderError, render};
pub use stationery::{Envelope, Identity, Stationery, WriteError};
