//! Booking a visit: the steps of one page, in the office's order.

mod draft;
mod email_step;
mod hour_step;
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
mod typo;

pub(crate) use page::BookingPage;
pub(crate) use state::BookingState;
