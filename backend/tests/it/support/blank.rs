//! A database without anything in it, which any user of this machine may change.

use diesel::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;
use uuid::Uuid;

/// Gone with the test.
pub struct BlankDatabase {
    pub url: String,
    /// The server's URL and the database's name.
    pub on_server: Option<(String, String)>,
    _folder: Option<TempDir>,
}

impl BlankDatabase {
    /// A file, or a database on the tests' server.
    pub fn new() -> Self {
        Self::with("").unwrap()
    }

    /// One on a server orders words as people do, to whom a hyphen counts little. None where no such order is known.
    pub fn ordered_by_people() -> Option<Self> {
        let order = "LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en-u-ka-shifted'";
        Self::with(&format!("TEMPLATE template0 ENCODING 'UTF8' {order}")).ok()
    }

    fn with(options: &str) -> QueryResult<Self> {
        if let Ok(server) = std::env::var("WIZYTA_TEST_POSTGRES_URL") {
            let name = format!("wizyta_test_{}", Uuid::now_v7().simple());
            run(&server, &format!("CREATE DATABASE {name} {options}"))?;
            let (base, _) = server.rsplit_once('/').expect("a URL with a database");
            return Ok(Self { url: format!("{base}/{name}"), on_server: Some((server, name)), _folder: None });
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wizyta.db");
        fs::write(&file, "").unwrap();
        for (path, mode) in [(folder.path(), 0o777), (&file, 0o666)] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        Ok(Self { url: format!("sqlite://{}", file.display()), on_server: None, _folder: Some(folder) })
    }
}

impl Drop for BlankDatabase {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.on_server {
            run(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
        }
    }
}

fn run(server: &str, sql: &str) -> QueryResult<usize> {
    let mut conn = PgConnection::establish(server).expect("the test server answers");
    diesel::sql_query(sql).execute(&mut conn)
}
