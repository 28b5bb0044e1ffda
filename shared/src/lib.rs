//! What both sides of the API agree on: the types of requests and answers, their validation, the product's texts in
//! its languages, and (behind the feature `client`) an API client. Nothing here knows of a database or a web server.

pub mod availability;
pub mod booking;
pub mod challenge;
#[cfg(feature = "client")]
pub mod client;
pub mod code;
pub mod code_request;
mod digits;
pub mod email;
pub mod fields;
pub mod instant;
pub mod kiosk;
pub mod language;
pub mod local_date;
pub mod local_time;
pub mod office;
pub mod plural;
pub mod problem;
pub mod service;
pub mod terms;
pub mod texts;

pub use code::ReservationCode;
pub use email::EmailAddress;
pub use language::Language;
pub use problem::{Problem, ProblemCode};
