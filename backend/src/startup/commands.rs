//! The commands that do one thing and end.

use super::database::{open, open_existing, secrets};
use crate::audit::{self, Report};
use crate::cli::TokenCommand;
use crate::clock::{Clock as _, SystemClock};
use crate::config::DatabaseSettings;
use crate::service::token::{NewToken, create};
use chrono::{DateTime, Days, NaiveTime, Utc};
use shared::local_date;
use std::error::Error;

/// Makes a token and gives it.
pub async fn create_token(
    settings: &DatabaseSettings,
    command: TokenCommand,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let TokenCommand::Create { role, office, name, expires } = command;
    let role = role.parse().map_err(|error| format!("--role {role}: {error}"))?;
    let expires_at = expires.map(|text| expiry(&text).ok_or_else(|| wrong_expiry(&text))).transpose()?;
    let new = NewToken { role, office_id: office, name, expires_at };
    let db = open(settings).await?;
    let secrets = secrets(&db, settings).await?;
    Ok(create(&db, &secrets, &SystemClock, new).await?)
}

/// The exit code of an audit that found something.
pub const BROKEN: u8 = 3;

/// Audits the database as it is: its schema must be this version's already.
pub async fn audit(settings: &DatabaseSettings) -> Result<Report, Box<dyn Error + Send + Sync>> {
    let db = open_existing(settings).await?;
    Ok(audit::audit(&db, SystemClock.now()).await?)
}

/// An instant, or a day, which is good until its end (UTC).
fn expiry(text: &str) -> Option<DateTime<Utc>> {
    let end_of_day =
        || Some(local_date::parse(text)?.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN).and_utc());
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc()).or_else(end_of_day)
}

fn wrong_expiry(text: &str) -> String {
    format!("--expires {text}: expected a day like 2027-12-31 or an instant like 2027-12-31T12:00:00Z")
}

#[cfg(test)]
mod tests {
    use super::expiry;

    #[test]
    fn a_token_is_good_until_the_end_of_its_last_day() {
        assert_eq!(expiry("2027-12-31").unwrap().to_rfc3339(), "2028-01-01T00:00:00+00:00");
        assert_eq!(expiry("2027-12-31T12:00:00+01:00").unwrap().to_rfc3339(), "2027-12-31T11:00:00+00:00");
        assert!(expiry("31.12.2027").is_none());
    }
}
