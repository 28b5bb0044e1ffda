//! The commands that answer a person who asks what is known of them, or to be forgotten (GDPR, articles 15 and 17).
//!
//! The address comes from standard input: arguments can be seen by every user of the machine, and stay in histories.

use super::database::{open_existing, secrets};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::mail::Identity;
use crate::service::erase::{self, Erased};
use crate::service::export;
use crate::state::AppState;
use crate::store::housekeeping::retention::{compact, sweep_traces};
use shared::EmailAddress;
use std::error::Error;
use std::io::BufRead;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

type Failure = Box<dyn Error + Send + Sync>;

/// The exit code when some visits kept their address.
pub const INCOMPLETE: u8 = 3;

/// Erases all bookings of the address on standard input.
pub async fn erase(config: &Config) -> Result<Erased, Failure> {
    let email = address(&mut std::io::stdin().lock())?;
    let state = state(config).await?;
    let erased = erase::erase_address(&state, &email).await?;
    sweep_traces(&state.db, &config.mail.dir).await?;
    // The addresses are erased whether or not this is possible just now, and that has to be said.
    if let Err(error) = compact(&state.db).await {
        tracing::warn!(error = %error, "The file could not be written anew; the server does so at night");
    }
    Ok(erased)
}

/// What is known of the address on standard input, as JSON.
pub async fn export(config: &Config) -> Result<String, Failure> {
    let email = address(&mut std::io::stdin().lock())?;
    Ok(export::export(&state(config).await?, &email).await?)
}

/// What became of the bookings, without the address.
pub fn in_words(erased: &Erased) -> String {
    let Erased { erased, cancelled, kept } = erased;
    let done = format!("{erased} bookings erased, of which {cancelled} were ahead and are cancelled");
    match kept {
        0 => done,
        kept => format!("{done}; {kept} kept until the visit is over: repeat this tomorrow"),
    }
}

/// What use cases work with, beside a server that may be running; nothing of it runs on.
async fn state(config: &Config) -> Result<AppState, Failure> {
    let db = open_existing(&config.database).await?;
    let secrets = secrets(&db, &config.database).await?;
    let public_url = config.http.public_url.clone().unwrap_or_default();
    let identity = Identity { public_url, mail_from: config.mail.from.clone() };
    let stop = CancellationToken::new();
    stop.cancel();
    Ok(AppState::start(db, Arc::new(SystemClock), secrets, identity, config.places, stop).await?)
}

fn address(input: &mut impl BufRead) -> Result<EmailAddress, Failure> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(|error| format!("standard input: {error}"))?;
    EmailAddress::parse(&line).ok_or_else(|| "standard input: no e-mail address in the first line".into())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_address_is_the_first_line() {
        assert_eq!(address(&mut "anna@example.pl\nmore".as_bytes()).unwrap().as_str(), "anna@example.pl");
        let refusal = address(&mut "Anna Nowak\n".as_bytes()).unwrap_err().to_string();
        assert!(!refusal.contains("Anna"), "{refusal}");
    }
}
