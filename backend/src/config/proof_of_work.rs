//! Settings of the proof of work.

use super::http::number;
use super::{ConfigError, Values};

/// When bookings need a proof of work, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofOfWorkSettings {
    /// When; never by default.
    pub mode: ProofOfWorkMode,
    /// The largest number to be tried, so twice the hashes of an average solution; 200,000 by default.
    pub difficulty: u32,
    /// Bookings tried in a minute, beyond which `auto` asks for work; 300 by default.
    pub pressure: u32,
}

/// When bookings need a proof of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofOfWorkMode {
    /// Never.
    Off,
    /// Always.
    On,
    /// While far more bookings are tried than usual.
    Auto,
}

impl ProofOfWorkSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            mode: values.required("proof_of_work", mode)?,
            difficulty: values.required("proof_of_work_difficulty", |text| number(text, 1_000..=100_000_000))?,
            pressure: values.required("proof_of_work_pressure", |text| number(text, 0..=1_000_000))?,
        })
    }
}

fn mode(text: &str) -> Result<ProofOfWorkMode, String> {
    match text.to_ascii_lowercase().as_str() {
        "off" => Ok(ProofOfWorkMode::Off),
        "on" => Ok(ProofOfWorkMode::On),
        "auto" => Ok(ProofOfWorkMode::Auto),
        _ => Err("is neither off, on nor auto".to_owned()),
    }
}
