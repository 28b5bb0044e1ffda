//! Which database, by its URL.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The kinds of databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file, one server process.
    Sqlite,
    /// A server, for any number of replicas.
    Postgres,
}

/// Where the data is: `sqlite://PATH` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A connection string of libpq, with its password.
    Postgres(String),
}

impl DatabaseUrl {
    /// The kind of database.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// The URL is of no kind that we know.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected sqlite://PATH (a file, without parameters) or postgres://USER:PASSWORD@HOST:PORT/DATABASE")]
pub struct UnknownUrl;

impl FromStr for DatabaseUrl {
    type Err = UnknownUrl;

    fn from_str(text: &str) -> Result<Self, UnknownUrl> {
        match text.split_once("://") {
            Some(("sqlite", path)) if is_file(path) => Ok(Self::Sqlite(path.into())),
            Some(("postgres" | "postgresql", rest)) if !rest.is_empty() => Ok(Self::Postgres(text.to_owned())),
            _ => Err(UnknownUrl),
        }
    }
}

/// Neither a database in memory, of which each connection would have its own, nor parameters, which SQLite would take for a
/// part of the name.
fn is_file(path: &str) -> bool {
    !path.is_empty() && !path.starts_with(":memory:") && !path.starts_with("file:") && !path.contains('?')
}

/// Shows where the data is, never the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let host = url
                    .rsplit_once('@')
                    .map_or_else(|| url.split_once("://").map_or("", |(_, rest)| rest), |(_, host)| host);
                // Parameters may hold a password too.
                write!(f, "postgres://{}", host.split('?').next().unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn shows_no_password() {
        let url: DatabaseUrl = "postgres://wizyta:pa@ss@db:5432/wizyta?password=x".parse().unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://db:5432/wizyta postgres://db:5432/wizyta");
        assert!("mysql://x".parse::<DatabaseUrl>().is_err());
    }

    #[test]
    fn sqlite_is_a_file() {
        for url in ["sqlite://", "sqlite://:memory:", "sqlite://file:x.db", "sqlite://x.db?mode=ro"] {
            assert!(url.parse::<DatabaseUrl>().is_err(), "{url}");
        }
    }
}
