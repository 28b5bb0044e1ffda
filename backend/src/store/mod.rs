//! Between the use cases and the database: the writer, which turns what has queued into one transaction, and the
//! occupancy, which lets days be answered from memory.

pub mod batch;
pub mod occupancy;
pub mod replicas;
pub mod writer;
