//! A database per test: a file, or with `WIZYTA_TEST_POSTGRES_URL` a database on that server, copied from a template
//! that is migrated and filled once for each version of the migrations and the sample.

use backend::db::{Db, DbSettings};
use backend::import::{OPOLE, parse_office};
use backend::service::setup;
use diesel::prelude::*;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use tempfile::TempDir;
use uuid::Uuid;

/// One test's own database; one on a server is dropped at the end.
pub struct TestDatabase {
    pub url: String,
    on_server: Option<(String, String)>,
}

impl TestDatabase {
    /// A database with the sample office.
    pub async fn new(folder: &TempDir) -> Self {
        match std::env::var("WIZYTA_TEST_POSTGRES_URL") {
            Ok(server) => Self::copied(server).await,
            Err(_) => Self::file(folder),
        }
    }

    /// A file, which the server fills by itself.
    fn file(folder: &TempDir) -> Self {
        Self { url: format!("sqlite://{}", folder.path().join("wizyta.db").display()), on_server: None }
    }

    async fn copied(server: String) -> Self {
        let name = format!("wizyta_test_{}", Uuid::now_v7().simple());
        let template = template(&server).await;
        let mut conn = PgConnection::establish(&server).expect("the test server answers");
        run(&mut conn, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Self { url: on(&server, &name), on_server: Some((server, name)) }
    }

    /// The database itself, to prepare it before the server starts.
    pub async fn open(&self) -> Db {
        let url = self.url.parse().unwrap();
        tokio::task::spawn_blocking(move || Db::open(&url, DbSettings::default()).unwrap()).await.unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = &self.on_server else { return };
        if let Ok(mut conn) = PgConnection::establish(server) {
            run(&mut conn, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The template's name; makes it if it is not there. A lock keeps tests from making it twice.
async fn template(server: &str) -> String {
    static MADE: tokio::sync::Mutex<Option<String>> = tokio::sync::Mutex::const_new(None);
    let mut made = MADE.lock().await;
    if let Some(name) = &*made {
        return name.clone();
    }
    let name = format!("wizyta_template_{:016x}", content());
    let mut conn = PgConnection::establish(server).expect("the test server answers");
    // Also against other test programs.
    run(&mut conn, "SELECT pg_advisory_lock(4711)");
    let exists = diesel::sql_query(format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"));
    if exists.execute(&mut conn).unwrap() == 0 {
        let unfinished = format!("{name}_new");
        run(&mut conn, &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"));
        run(&mut conn, &format!("CREATE DATABASE {unfinished}"));
        let filled = TestDatabase { url: on(server, &unfinished), on_server: None }.open().await;
        assert!(setup::import(&filled, parse_office(OPOLE).unwrap()).await.unwrap());
        drop(filled);
        run(&mut conn, &format!("ALTER DATABASE {unfinished} RENAME TO {name}"));
    }
    run(&mut conn, "SELECT pg_advisory_unlock(4711)");
    made.insert(name).clone()
}

/// A hash of what a fresh database holds.
fn content() -> u64 {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> =
        files.iter().map(|folder| std::fs::read_to_string(folder.join("up.sql")).unwrap()).collect();
    BuildHasherDefault::<DefaultHasher>::default().hash_one((texts, OPOLE))
}

fn on(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{database}")
}

fn run(conn: &mut PgConnection, sql: &str) {
    diesel::sql_query(sql).execute(conn).unwrap_or_else(|error| panic!("{sql}: {error}"));
}
