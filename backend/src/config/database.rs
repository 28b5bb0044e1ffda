//! Settings of the database.

use super::values::parsed;
use super::{ConfigError, SecretText, Values};
use crate::db::DatabaseUrl;

/// Which database, and what is done to it at the start.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// Where it is, by default `sqlite://wizyta.db`.
    pub url: DatabaseUrl,
    /// The server's key, if it is given; at least 32 characters.
    pub secret_key: Option<SecretText>,
    /// Whether an empty database gets the Opole sample; on by default.
    pub sample: bool,
}

impl DatabaseSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            url: values.required("database_url", parsed)?,
            secret_key: values.optional("secret_key", key)?,
            sample: values.switch("sample")?,
        })
    }
}

fn key(text: &str) -> Result<SecretText, String> {
    let long_enough = text.chars().count() >= 32;
    long_enough
        .then(|| SecretText::new(text))
        .ok_or_else(|| "is too short: a secret key has at least 32 characters".to_owned())
}
