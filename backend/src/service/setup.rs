//! What a database needs before it can serve: an office and a secret.

use crate::crypto::{CryptoError, Secrets, new_secret};
use crate::db::{Db, DbConn, DbError, plan, settings};
use crate::domain::plan::Office;
use diesel::QueryResult;

/// Writes an office into a database that has none. False if it has one: a living plan is not replaced.
pub async fn import(db: &Db, office: Office) -> Result<bool, DbError> {
    db.write(move |conn| import_into(conn, &office)).await
}

/// Replaces what an office says of itself. False if the database has no such office.
pub async fn replace_profile(db: &Db, office: Office) -> Result<bool, DbError> {
    db.write(move |conn| plan::replace_profile(conn, &office)).await
}

fn import_into(conn: &mut DbConn, office: &Office) -> QueryResult<bool> {
    // Looked for without the lock first: bookings that are being written hold it off, and a start must not wait for them.
    if plan::office_count(conn)? > 0 {
        return Ok(false);
    }
    plan::lock(conn)?;
    if plan::office_count(conn)? > 0 {
        return Ok(false);
    }
    plan::insert_office(conn, office, 0)?;
    Ok(true)
}

/// Name of the setting that holds the secret, unless that is configured.
const KEPT_SECRET: &str = "secret_key";

/// Name of the setting that tells which secret the database's values are sealed with.
const FINGERPRINT: &str = "secret_key_fingerprint";

/// The keys, from the configured secret or from the one that the database keeps, made now if there is none.
///
/// A secret under which this database's values cannot be opened is refused: it would be noticed at the first letter only,
/// and no code that is out would be found again.
pub async fn secrets(db: &Db, configured: Option<&str>) -> Result<Secrets, SetupError> {
    let configured = configured.map(|secret| Secrets::new(secret.as_bytes())).transpose()?;
    let (wanted, fresh) = (configured.is_none(), new_secret()?);
    let (kept, known) = db
        .write(move |conn| {
            let known = settings::get(conn, FINGERPRINT)?;
            let kept = match settings::get(conn, KEPT_SECRET)? {
                None if wanted && known.is_none() => Some(settings::get_or_insert(conn, KEPT_SECRET, &fresh)?),
                kept => kept,
            };
            Ok((kept, known))
        })
        .await?;
    let kept = kept.map(|secret| Secrets::new(secret.as_bytes())).transpose()?;
    let secrets = choose(configured, kept, known)?;
    let fingerprint = secrets.fingerprint();
    let expected = db.write(move |conn| settings::get_or_insert(conn, FINGERPRINT, &fingerprint)).await?;
    // Unless a server with another secret has started at the same moment.
    if expected == secrets.fingerprint() { Ok(secrets) } else { Err(SetupError::OtherSecret) }
}

/// The secret that fits what the database knows.
fn choose(configured: Option<Secrets>, kept: Option<Secrets>, known: Option<String>) -> Result<Secrets, SetupError> {
    // A database from before there were fingerprints: if it keeps a secret, its values are sealed with that.
    let known = known.or_else(|| kept.as_ref().map(Secrets::fingerprint));
    let fits = |secrets: &Secrets| known.as_ref().is_none_or(|known| *known == secrets.fingerprint());
    match (configured, kept) {
        (Some(configured), _) if fits(&configured) => Ok(configured),
        (Some(_), Some(kept)) if fits(&kept) => Err(SetupError::SecretIsKept),
        (Some(_), _) => Err(SetupError::OtherSecret),
        (None, Some(kept)) if fits(&kept) => Ok(kept),
        (None, _) => Err(SetupError::NoSecret),
    }
}

/// Why a database could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The machine failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A secret is configured that is not the one of this database's values.
    #[error("WIZYTA_SECRET_KEY is not the key that this database's codes and addresses are sealed with: set that one")]
    OtherSecret,
    /// The same, and the right one is in the database.
    #[error(
        "WIZYTA_SECRET_KEY is not the key that this database's codes and addresses are sealed with: leave it unset, \
         for the right one was made at the first start and is kept in the database"
    )]
    SecretIsKept,
    /// None is configured, but the database's values are sealed with one that was.
    #[error("WIZYTA_SECRET_KEY is not set, but this database's codes and addresses are sealed with one: set that one")]
    NoSecret,
}

#[cfg(test)]
mod tests {
    use super::{SetupError, choose};
    use crate::crypto::Secrets;

    fn secrets(secret: &str) -> Secrets {
        Secrets::new(secret.as_bytes()).unwrap()
    }

    /// `1` and `2` are secrets; what is chosen, or which error.
    fn chosen(configured: Option<&str>, kept: Option<&str>, known: Option<&str>) -> Result<String, String> {
        let known = known.map(|known| secrets(known).fingerprint());
        match choose(configured.map(secrets), kept.map(secrets), known) {
            Ok(secrets) => Ok(secrets.fingerprint()),
            Err(error) => Err(format!("{error:?}")),
        }
    }

    #[test]
    fn only_the_secret_of_the_databases_values_is_taken() {
        let (one, two) = (Some("1"), Some("2"));
        for (configured, kept, known, expected) in [
            (one, None, None, Ok("1")),
            (one, None, one, Ok("1")),
            (one, one, None, Ok("1")),
            (None, one, None, Ok("1")),
            (None, one, one, Ok("1")),
            (one, two, one, Ok("1")),
            (two, None, one, Err(SetupError::OtherSecret)),
            (two, one, None, Err(SetupError::SecretIsKept)),
            (two, one, one, Err(SetupError::SecretIsKept)),
            (None, None, one, Err(SetupError::NoSecret)),
            (None, two, one, Err(SetupError::NoSecret)),
        ] {
            let expected = expected.map(|secret| secrets(secret).fingerprint()).map_err(|error| format!("{error:?}"));
            assert_eq!(chosen(configured, kept, known), expected, "{configured:?} {kept:?} {known:?}");
        }
    }
}
