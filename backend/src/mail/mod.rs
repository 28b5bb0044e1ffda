//! E-mail: what a letter says ([`render()`]) and how it leaves the house ([`transport`]). When and how often it is tried
//! is the outbox's business.

mod letter;
mod mailbox;
mod render;
#[cfg(test)]
pub(crate) mod sample;
pub mod transport;
mod view;
pub(crate) mod words;

pub use letter::{Letter, LetterKind};
pub use mailbox::{Mailbox, MailboxError};
pub use render::{RenderError, render};
