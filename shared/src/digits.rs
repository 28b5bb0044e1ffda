//! Numbers of a fixed width, as dates and times are made of.

/// Reads exactly `width` ASCII digits.
pub(crate) fn read(text: &str, width: usize) -> Option<u32> {
    let digits = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}
