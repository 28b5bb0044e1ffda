//! Making the database ready: schema, keys, and the sample if there is no office yet.

use crate::clock::Clock;
use crate::config::{Config, DatabaseSettings, SecretText, read_text};
use crate::crypto::Secrets;
use crate::db::{DatabaseUrl, Db, DbError, DbSettings};
use crate::domain::plan::Office;
use crate::import::{ImportFault, OPOLE, parse_office, parse_office_with};
use crate::mail::Identity;
use crate::service::setup;
use crate::state::AppState;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

type Failure = Box<dyn Error + Send + Sync>;

/// The database, its schema brought up to date.
pub async fn open(settings: &DatabaseSettings) -> Result<Db, Failure> {
    let url = settings.url.clone();
    Ok(tokio::task::spawn_blocking(move || Db::open(&url, DbSettings::default())).await??)
}

/// A database that is there already, with this version's schema: a command that asks about its data must neither make an
/// empty one nor change the schema under a server that is running.
pub async fn open_existing(settings: &DatabaseSettings) -> Result<Db, Failure> {
    let url = settings.url.clone();
    let db = tokio::task::spawn_blocking(move || {
        // Connecting would make an empty file.
        if let DatabaseUrl::Sqlite(path) = &url
            && !path.exists()
        {
            return Err(DbError::Unavailable(format!("there is no file {}", path.display())));
        }
        Db::open_current(&url, DbSettings { connections: 2, ..DbSettings::default() })
    });
    Ok(db.await??)
}

/// The server's keys.
pub async fn secrets(db: &Db, settings: &DatabaseSettings) -> Result<Secrets, Failure> {
    let configured = settings.secret_key.as_ref().map(SecretText::expose);
    if configured.is_none() {
        tracing::warn!("WIZYTA_SECRET_KEY is not set: the key is kept in the database, where backups hold it too");
    }
    Ok(setup::secrets(db, configured).await?)
}

/// Everything that requests work with.
pub async fn state(
    config: &Config,
    public_url: &str,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) -> Result<AppState, Failure> {
    let settings = &config.database;
    let db = open(settings).await?;
    if settings.sample {
        import_sample(&db).await?;
    }
    let secrets = secrets(&db, settings).await?;
    let identity = Identity { public_url: public_url.to_owned(), mail_from: config.mail.from.clone() };
    Ok(AppState::start(db, clock, secrets, identity, config.places, stop).await?)
}

async fn import_sample(db: &Db) -> Result<(), Failure> {
    let office = parse_office(OPOLE).map_err(|faults| lines("the sample", &faults))?;
    let id = office.id.clone();
    if setup::import(db, office).await? {
        tracing::info!(office.id = %id, "Imported the sample {id} into the empty database");
    }
    Ok(())
}

/// Imports an office from a file, all or nothing, into a database that has none. Gives its id.
pub async fn import_file(settings: &DatabaseSettings, file: &Path) -> Result<String, Failure> {
    let office = read_office(file)?;
    let id = office.id.clone();
    if setup::import(&open(settings).await?, office).await? {
        return Ok(id);
    }
    Err("the database already has an office; a plan in use is not replaced".into())
}

/// Replaces what the office in the database says of itself by what stands in the file, all or nothing, and nothing of its
/// plan. Gives its id.
pub async fn import_profile(settings: &DatabaseSettings, file: &Path) -> Result<String, Failure> {
    let office = read_office(file)?;
    let id = office.id.clone();
    if setup::replace_profile(&open(settings).await?, office).await? {
        return Ok(id);
    }
    Err(format!("the database has no office {id}").into())
}

fn read_office(file: &Path) -> Result<Office, Failure> {
    let name = file.display().to_string();
    let text = read_text(file).map_err(|error| format!("{name}: {error}"))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let beside = |name: &str| fs::read(folder.join(name)).map_err(|error| format!("cannot be read: {error}"));
    parse_office_with(&text, &beside).map_err(|faults| lines(&name, &faults).into())
}

fn lines(name: &str, faults: &[ImportFault]) -> String {
    let faults: Vec<String> = faults.iter().map(|fault| format!("{name}: {fault}")).collect();
    faults.join("\n")
}
