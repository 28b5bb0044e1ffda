//! Booking a visit: the steps of one page, in the office's order.

mod day_step;
mod draft;
mod email_step;
mod error_summary;
mod hold;
mod hour_step;
mod lost_hour;
pub(crate) mod moving;
mod own_visit;
mod page;
mod refusal;
mod selection;
mod service_step;
mod slots;
mod state;
mod submit;
mod summary;
mod terms_step;
mod trouble;
mod typo;

pub(crate) use draft::Attempt;
pub(crate) use error_summary::error_summary;
pub(crate) use page::{booking_page, steps};
pub(crate) use refusal::Field;
pub(crate) use selection::Selection;
pub(crate) use state::{About, BookingState, hours, later_days, upcoming_days};
pub(crate) use submit::{Outcome, send, submit};
pub(crate) use summary::action;
