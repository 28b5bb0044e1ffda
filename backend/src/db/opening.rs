//! Why a database cannot be used at the start: one line for an operator, never with a password.

use super::error::DbError;
use super::url::DatabaseUrl;
use std::fmt::Display;
use std::path::Path;

/// What libpq says once it has understood the connection string. Before that it quotes pieces of it, which may be pieces
/// of the password.
const UNDERSTOOD: [&str; 3] = ["connection to server", "could not translate host name", "could not connect"];

/// No connection came about.
pub(super) fn no_connection(url: &DatabaseUrl, error: &dyn Display) -> DbError {
    let message = one_line(error);
    let reason = match url {
        DatabaseUrl::Sqlite(path) => of_file(path, &message),
        DatabaseUrl::Postgres(_) if UNDERSTOOD.iter().any(|start| message.starts_with(start)) => message,
        DatabaseUrl::Postgres(_) => {
            "the URL cannot be understood: look at its port and parameters, and write %40 for @, %2F for / and %25 for % \
             in user and password"
                .to_owned()
        }
    };
    DbError::Unavailable(format!("{url}: {reason}"))
}

/// There is a connection, but the schema is not what this version needs, nor can it be made so.
pub(super) fn no_schema(url: &DatabaseUrl, error: DbError) -> DbError {
    let message = match error {
        DbError::Schema(message) | DbError::Unavailable(message) => message,
        DbError::Query(error) => error.to_string(),
        DbError::Locked => return DbError::Locked,
    };
    let message = one_line(&message);
    DbError::Schema(match url {
        DatabaseUrl::Sqlite(path) => format!("{url}: {}", of_file(path, &message)),
        DatabaseUrl::Postgres(_) => format!("{url}: {message}"),
    })
}

/// What SQLite says of a file, in words that tell what to do.
fn of_file(path: &Path, message: &str) -> String {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if message.contains("unable to open database file") {
        return match parent {
            _ if path.is_dir() => "this is a folder, not a file".to_owned(),
            Some(parent) if !parent.is_dir() => format!("there is no folder {}", parent.display()),
            _ => "the file cannot be opened; this user must be able to write it and its folder".to_owned(),
        };
    }
    let told = [
        ("readonly database", "the file is read-only; this user must be able to write it and its folder"),
        ("file is not a database", "the file is not a database of SQLite"),
        ("disk image is malformed", "the file is damaged or cut off; restore a backup"),
        ("database is locked", "another program holds the file; only one server can use it"),
    ];
    let found = told.iter().find(|(sign, _)| message.contains(sign));
    found.map_or_else(|| message.to_owned(), |(_, words)| (*words).to_owned())
}

fn one_line(error: &dyn Display) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::no_connection;

    #[test]
    fn what_libpq_quotes_of_the_url_is_not_passed_on() {
        let url = "postgres://wizyta:hun%ter2@db/wizyta".parse().unwrap();
        let error = no_connection(&url, &"invalid percent-encoded token: \"hun%ter2\"\n").to_string();
        assert!(error.contains("postgres://db/wizyta") && !error.contains("ter2"), "{error}");
        let refused = "connection to server at \"db\" failed: Connection refused\n\tIs the server running?\n";
        let error = no_connection(&url, &refused).to_string();
        assert!(error.ends_with("failed: Connection refused Is the server running?"), "{error}");
    }
}
