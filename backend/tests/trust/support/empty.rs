//! A database without anything: a file, or with `WIZYTA_TEST_POSTGRES_URL` a database on that server.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;

/// One site's database; one on a server is dropped at the end.
pub struct EmptyDatabase {
    pub url: String,
    on_server: Option<(String, String)>,
}

impl EmptyDatabase {
    /// In `folder`, or on the test server.
    pub fn new(folder: &TempDir) -> Self {
        let Ok(server) = std::env::var("WIZYTA_TEST_POSTGRES_URL") else {
            let path = folder.path().join("wizyta.db");
            return Self { url: format!("sqlite://{}", path.display()), on_server: None };
        };
        let name = format!("wizyta_trust_{}", Uuid::now_v7().simple());
        let mut conn = PgConnection::establish(&server).expect("the test server answers");
        conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').expect("a URL with a database").0);
        Self { url, on_server: Some((server, name)) }
    }
}

impl Drop for EmptyDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = &self.on_server else { return };
        if let Ok(mut conn) = PgConnection::establish(server) {
            let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
