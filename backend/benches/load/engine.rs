//! The databases: a file, and a database of its own in the PostgreSQL server that the environment names.

use crate::Outcome;
use crate::options::EngineName;
use backend::db::{DatabaseUrl, Db, DbSettings, POSTGRES_SETTINGS, SQLITE_SETTINGS};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};
use std::fmt;
use std::path::Path;

/// Names the PostgreSQL server, as for the tests: a database in which others can be created.
const VARIABLE: &str = "WIZYTA_TEST_POSTGRES_URL";

/// A fresh database; gone when this is dropped.
pub(crate) struct Database {
    pub(crate) engine: EngineName,
    pub(crate) url: DatabaseUrl,
    /// Where to drop it, and its name.
    server: Option<(String, String)>,
}

/// A connection straight through diesel.
pub(crate) enum Direct {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl fmt::Display for EngineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Makes the databases.
pub(crate) fn prepare(engines: &[EngineName], folder: &Path) -> Outcome<Vec<Database>> {
    engines.iter().map(|engine| Database::new(*engine, folder, "main")).collect()
}

impl Database {
    /// An empty database of this name, in this folder or on the server.
    pub(crate) fn new(engine: EngineName, folder: &Path, name: &str) -> Outcome<Self> {
        let path = folder.join(format!("{name}.db"));
        if engine == EngineName::Sqlite {
            return Ok(Self { engine, url: DatabaseUrl::Sqlite(path), server: None });
        }
        let server = std::env::var(VARIABLE).map_err(|_| format!("{VARIABLE} names no PostgreSQL server"))?;
        let name = format!("wizyta_bench_{}_{name}", std::process::id());
        PgConnection::establish(&server)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
        let (base, _) = server.rsplit_once('/').ok_or_else(|| format!("{VARIABLE} names no database"))?;
        let url = DatabaseUrl::Postgres(format!("{base}/{name}"));
        Ok(Self { engine, url, server: Some((server, name)) })
    }

    /// The URL as a setting.
    pub(crate) fn setting(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        }
    }

    /// Opens it as the server does, its schema made if need be.
    pub(crate) fn open(&self) -> Outcome<Db> {
        Ok(Db::open(&self.url, DbSettings::default())?)
    }

    /// Where tables of the measurements' own go: another file, so that they don't blow up the server's.
    pub(crate) fn scratch(&self) -> DatabaseUrl {
        match &self.url {
            DatabaseUrl::Sqlite(path) => DatabaseUrl::Sqlite(path.with_file_name("capacity.db")),
            url @ DatabaseUrl::Postgres(_) => url.clone(),
        }
    }

    /// Connects without any of the server's code.
    pub(crate) fn connect(&self) -> Outcome<Direct> {
        connect(&self.url)
    }
}

/// Connects, with the settings that the server's connections have.
pub(crate) fn connect(url: &DatabaseUrl) -> Outcome<Direct> {
    Ok(match url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
            conn.batch_execute(SQLITE_SETTINGS)?;
            // Many of these fight for the one write lock.
            conn.batch_execute("PRAGMA busy_timeout = 30000")?;
            Direct::Sqlite(conn)
        }
        DatabaseUrl::Postgres(url) => {
            let mut conn = PgConnection::establish(url)?;
            conn.batch_execute(POSTGRES_SETTINGS)?;
            conn.batch_execute("SET lock_timeout = 0")?;
            Direct::Postgres(conn)
        }
    })
}

impl Direct {
    /// Runs statements.
    pub(crate) fn execute(&mut self, sql: &str) -> Outcome<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql)?,
            Self::Postgres(conn) => conn.batch_execute(sql)?,
        }
        Ok(())
    }

    /// The one text that a query gives; empty if it gives none.
    pub(crate) fn text(&mut self, sql: &str) -> Outcome<String> {
        let query = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>(sql);
        let text: Option<String> = match self {
            Self::Sqlite(conn) => diesel::select(query).get_result(conn)?,
            Self::Postgres(conn) => diesel::select(query).get_result(conn)?,
        };
        Ok(text.unwrap_or_default())
    }

    /// The one number that a query gives.
    pub(crate) fn number(&mut self, sql: &str) -> Outcome<i64> {
        let query = diesel::dsl::sql::<diesel::sql_types::BigInt>(sql);
        Ok(match self {
            Self::Sqlite(conn) => diesel::select(query).get_result(conn)?,
            Self::Postgres(conn) => diesel::select(query).get_result(conn)?,
        })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = &self.server else {
            // A grown file takes gigabytes that others may need before the run ends.
            if let DatabaseUrl::Sqlite(path) = &self.url {
                for suffix in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
                }
            }
            return;
        };
        let drop = || -> Outcome<()> {
            Ok(PgConnection::establish(server)?.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))?)
        };
        if let Err(error) = drop() {
            eprintln!("the database {name} is left behind: {error}");
        }
    }
}
