//! What a database needs before it can serve: an office and a secret.

use crate::crypto::{CryptoError, Secrets, new_secret};
use crate::db::{Db, DbConn, DbError, plan, settings};
use crate::domain::plan::Office;
use diesel::QueryResult;

/// Writes an office into a database that has none. False if it has one: a living plan is not replaced.
pub async fn import(db: &Db, office: Office) -> Result<bool, DbError> {
    db.write(move |conn| import_into(conn, &office)).await
}

fn import_into(conn: &mut DbConn, office: &Office) -> QueryResult<bool> {
    plan::lock(conn)?;
    if plan::office_count(conn)? > 0 {
        return Ok(false);
    }
    plan::insert_office(conn, office, 0)?;
    Ok(true)
}

/// The secret that the database keeps, made now if there is none.
pub async fn kept_secret(db: &Db) -> Result<String, SetupError> {
    let fresh = new_secret()?;
    Ok(db.write(move |conn| settings::get_or_insert(conn, "secret_key", &fresh)).await?)
}

/// The keys, from the configured secret or the kept one.
pub async fn secrets(db: &Db, configured: Option<&str>) -> Result<Secrets, SetupError> {
    Ok(match configured {
        Some(secret) => Secrets::new(secret.as_bytes())?,
        None => Secrets::new(kept_secret(db).await?.as_bytes())?,
    })
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
}
