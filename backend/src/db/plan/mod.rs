//! The plan: offices with their pools, services and terms.
//!
//! It is small and read whole, so its rows are turned into the domain's types here and not queried elsewhere.

mod load;
mod rows;
mod save;

pub use load::{load, office_count};
pub use save::{insert_office, lock, replace_hours, replace_profile};

use diesel::result::Error as DieselError;

/// A value in the database that the domain does not know: somebody else wrote it.
fn unknown(what: &str) -> DieselError {
    DieselError::DeserializationError(format!("unknown {what} in the plan").into())
}
