//! Removing the files of e-mails whose address was erased.

use crate::db::{Db, DbConn, DbError, bookings, outbox};
use diesel::QueryResult;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Letters asked for in one query.
const PORTION: usize = 500;

/// Removes every letter in `folder` about a booking that was erased. Files that are no letters of this database stay.
pub(super) async fn sweep(db: &Db, folder: &Path) -> Result<(), DbError> {
    let folder = folder.to_owned();
    let listed = tokio::task::spawn_blocking(move || letters(&folder)).await.unwrap_or_default();
    for portion in listed.chunks(PORTION) {
        let ids: Vec<String> = portion.iter().map(|(id, _)| id.clone()).collect();
        let erased = db.read(move |conn| erased(conn, &ids)).await?;
        let files: Vec<PathBuf> =
            portion.iter().filter(|(id, _)| erased.contains(id)).map(|(_, file)| file.clone()).collect();
        // Whoever cannot be joined is removed the next time.
        let _ = tokio::task::spawn_blocking(move || remove(&files)).await;
    }
    Ok(())
}

/// The letters in a folder, by the ids of their rows; none if there is no folder.
fn letters(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter_map(|path| Some((id(&path)?, path)))
        .collect()
}

/// The id in a name like `20261123T073015Z-0199….eml`, also of a file that was not finished.
fn id(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(".part").unwrap_or(name).strip_suffix(".eml")?;
    let (_, id) = name.trim_start_matches('.').split_once('-')?;
    Uuid::parse_str(id).ok().map(|id| id.to_string())
}

/// Which of these letters tell of a booking that was erased.
fn erased(conn: &mut DbConn, ids: &[String]) -> QueryResult<HashSet<String>> {
    let letters = outbox::bookings_of(conn, ids)?;
    let of: Vec<String> = letters.iter().map(|(_, booking)| booking.clone()).collect();
    let gone: HashSet<String> = bookings::erased_of(conn, &of)?.into_iter().collect();
    Ok(letters.into_iter().filter(|(_, booking)| gone.contains(booking)).map(|(id, _)| id).collect())
}

fn remove(files: &[PathBuf]) {
    for file in files {
        if let Err(error) = std::fs::remove_file(file) {
            tracing::warn!(error = %error, "A letter about an erased booking can't be removed: {error}");
        }
    }
}
