//! The `wizyta` binary.

fn main() {}
