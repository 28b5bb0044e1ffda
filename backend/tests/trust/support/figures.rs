//! What was seen, for the report of `cargo xtask soak`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

static FIGURES: Mutex<Vec<(String, u64)>> = Mutex::new(Vec::new());

/// Notes a figure; those of one name are added up.
pub fn add(name: &str, number: impl TryInto<u64>) {
    let number = number.try_into().unwrap_or(u64::MAX);
    let mut figures = FIGURES.lock().unwrap_or_else(PoisonError::into_inner);
    match figures.iter_mut().find(|(known, _)| known == name) {
        Some((_, sum)) => *sum += number,
        None => figures.push((name.to_owned(), number)),
    }
    let Some(path) = std::env::var_os("WIZYTA_SOAK_FIGURES").map(PathBuf::from) else { return };
    let members: Vec<String> = figures.iter().map(|(name, number)| format!("\"{name}\":{number}")).collect();
    let lines = figures.iter().fold(String::new(), |mut lines, (name, number)| {
        let _ = writeln!(lines, "- {name}: {number}");
        lines
    });
    std::fs::write(path.with_extension("json"), format!("{{{}}}\n", members.join(","))).unwrap();
    std::fs::write(path.with_extension("md"), lines).unwrap();
}
