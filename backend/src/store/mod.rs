//! Between the use cases and the database: the writer, which turns what has queued into one transaction, and the
//! occupancy, which lets days be answered from memory.

pub mod alternatives;
pub mod answers;
pub mod asker;
pub mod batch;
pub mod brand;
pub(crate) mod cache;
mod doubt;
pub mod holds;
pub mod housekeeping;
pub mod in_flight;
pub mod kept_answers;
pub mod occupancy;
pub mod places;
pub mod rendered;
pub mod replicas;
pub mod returning;
pub mod writer;
