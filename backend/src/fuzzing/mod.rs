//! What must hold for any input. Each function is a target for `cargo xtask fuzz`, and a plain test over the inputs kept
//! in `fuzz/corpus`, where what the fuzzer found is added.

mod input;
mod output;
#[cfg(test)]
mod tests;

pub use input::{codes, headers, office, requests, values};
pub use output::{letters, terms};

/// Bytes as text; what is no UTF-8 becomes the sign for that.
fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}
