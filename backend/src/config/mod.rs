//! The configuration: read once at the start, then handed around as plain structs, one per concern.

mod audit;
mod database;
mod file;
mod http;
mod limits;
mod log;
mod mail;
mod places;
mod proof_of_work;
mod reminder;
mod retention;
mod secret;
pub mod table;
#[cfg(test)]
mod tests;
mod values;

pub use audit::AuditSettings;
pub use database::DatabaseSettings;
pub(crate) use file::text as read_text;
pub use http::{CorsOrigins, HttpSettings};
pub use limits::{LimitSettings, Quota};
pub use log::{LogFormat, LogSettings};
pub use mail::{DeliverySettings, MailSettings};
pub use places::PlaceSettings;
pub use proof_of_work::{ProofOfWorkMode, ProofOfWorkSettings};
pub use reminder::ReminderSettings;
pub use retention::RetentionSettings;
pub use secret::SecretText;
pub use values::Values;

/// Exit code for a wrong configuration (`EX_CONFIG` of sysexits.h).
pub const EXIT_CODE: u8 = 78;

/// What is wrong with the configuration, in one line that names the setting and shows no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Listening and what browsers are told.
    pub http: HttpSettings,
    /// The database.
    pub database: DatabaseSettings,
    /// How e-mails leave.
    pub mail: MailSettings,
    /// Rate limits.
    pub limits: LimitSettings,
    /// The proof of work.
    pub proof_of_work: ProofOfWorkSettings,
    /// How places change hands.
    pub places: PlaceSettings,
    /// When residents are reminded of their visits.
    pub reminder: ReminderSettings,
    /// How long addresses are kept.
    pub retention: RetentionSettings,
    /// The server's own audits.
    pub audit: AuditSettings,
    /// Logs.
    pub log: LogSettings,
}

impl Config {
    /// Reads and checks every setting; the first wrong one stops.
    pub fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            log: LogSettings::read(values)?,
            http: HttpSettings::read(values)?,
            database: DatabaseSettings::read(values)?,
            mail: MailSettings::read(values)?,
            limits: LimitSettings::read(values)?,
            proof_of_work: ProofOfWorkSettings::read(values)?,
            places: PlaceSettings::read(values)?,
            reminder: ReminderSettings::read(values)?,
            retention: RetentionSettings::read(values)?,
            audit: AuditSettings::read(values)?,
        })
    }
}
