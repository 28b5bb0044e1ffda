//! Lost codes.

pub(crate) mod create;
