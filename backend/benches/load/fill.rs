//! What a database holds before a server starts on it.

use crate::Outcome;
use crate::engine::Database;
use backend::clock::SystemClock;
use backend::crypto::Secrets;
use backend::db::plan;
use backend::domain::plan::Office;
use backend::domain::role::Role;
use backend::service::token::{NewToken, create};

/// The server's key: the measurements have to read reservation codes.
pub(crate) const SECRET: &str = "the secret key of the measurements, no other's";

/// Makes the schema and writes the offices; gives a token for kiosks.
pub(crate) fn fill(database: &Database, offices: Vec<Office>) -> Outcome<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = database.open()?;
        let insert = move |conn: &mut _| {
            (0..).zip(&offices).try_for_each(|(ordinal, office)| plan::insert_office(conn, office, ordinal))
        };
        db.write(insert).await?;
        let token = NewToken { role: Role::Kiosk, office_id: None, name: None, expires_at: None };
        Ok(create(&db, &Secrets::new(SECRET.as_bytes())?, &SystemClock, token).await?)
    })
}
