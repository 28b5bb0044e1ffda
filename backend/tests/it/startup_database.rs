//! A database that cannot be used: one clear line, exit code 1, and nothing in it has changed.

use crate::support::app::TestApp;
use crate::support::blank::BlankDatabase;
use crate::support::program::{End, Program};
use backend::db::{DatabaseUrl, DbConn};
use backend::service::setup;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

/// A program on this test's database, which has the office and this key.
fn on(database: &BlankDatabase) -> Program {
    Program::new().with("WIZYTA_DATABASE_URL", &database.url).with("WIZYTA_SECRET_KEY", KEY)
}

const KEY: &str = "hunter2 and so on, 32 characters of it";

/// Runs SQL on a database.
fn execute(url: &str, sql: &str) {
    let mut conn = connect(url);
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn connect(url: &str) -> DbConn {
    match url.parse().unwrap() {
        DatabaseUrl::Sqlite(path) => DbConn::Sqlite(SqliteConnection::establish(path.to_str().unwrap()).unwrap()),
        DatabaseUrl::Postgres(url) => DbConn::Pg(PgConnection::establish(&url).unwrap()),
    }
}

/// The tables of a database, without diesel's own.
fn tables(url: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let mut conn = connect(url);
    let rows: Vec<Row> = match &mut conn {
        DbConn::Sqlite(conn) => diesel::sql_query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
        )
        .load(conn)
        .unwrap(),
        DbConn::Pg(conn) => diesel::sql_query(
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%' \
             ORDER BY tablename",
        )
        .load(conn)
        .unwrap(),
    };
    rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let database = BlankDatabase::new();
    let program = on(&database);
    assert_eq!(program.run(&["migrate"]).code, Some(0));
    execute(&database.url, "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    let before = tables(&database.url);
    for arguments in [&["serve"][..], &["migrate"], &["token", "create", "--role", "kiosk"]] {
        let end = program.run(arguments);
        let line = end.refusal(1);
        assert!(line.contains("newer version of Wizyta") && line.contains("20990101000000"), "{line}");
    }
    assert_eq!(tables(&database.url), before);
}

#[test]
fn a_migration_that_fails_in_the_middle_leaves_nothing_and_succeeds_later() {
    let database = BlankDatabase::new();
    // The last table of the first migration is in the way: all before it is made, and undone.
    execute(&database.url, "CREATE TABLE tickets (something_else INTEGER)");
    let program = on(&database);
    let end = program.run(&["migrate"]);
    let line = end.refusal(1);
    assert!(line.contains("a migration failed and was undone") && line.contains("already exists"), "{line}");
    assert_eq!(tables(&database.url), ["tickets"]);
    execute(&database.url, "DROP TABLE tickets");
    assert_eq!(program.run(&["migrate"]).code, Some(0));
    assert!(tables(&database.url).len() > 10);
}

#[test]
fn a_database_that_lacks_a_table_is_told() {
    let database = BlankDatabase::new();
    let program = on(&database);
    assert_eq!(program.run(&["migrate"]).code, Some(0));
    execute(&database.url, "DROP TABLE tickets");
    execute(&database.url, "DROP TABLE settings");
    let end = program.run(&["token", "create", "--role", "kiosk"]);
    assert!(end.refusal(1).contains("settings"), "{end:?}");
}

#[test]
fn a_key_of_another_database_is_noticed_at_the_start() {
    let database = BlankDatabase::new();
    let create = ["token", "create", "--role", "kiosk"];
    assert_eq!(on(&database).with("WIZYTA_SAMPLE", "off").run(&create).code, Some(0));
    let other = Program::new().with("WIZYTA_DATABASE_URL", &database.url);
    for arguments in [&["serve"][..], &create] {
        let end = other.run(arguments);
        assert!(end.refusal(1).starts_with("WIZYTA_SECRET_KEY is not set, but "), "{end:?}");
    }
    let other = other.with("WIZYTA_SECRET_KEY", "hunter2, but another one, 32 characters");
    for arguments in [&["serve"][..], &create] {
        let end = other.run(arguments);
        assert!(end.refusal(1).starts_with("WIZYTA_SECRET_KEY is not the key that "), "{end:?}");
    }
    assert_eq!(on(&database).run(&create).code, Some(0));
}

#[test]
fn a_key_beside_the_kept_one_is_noticed_at_the_start() {
    let database = BlankDatabase::new();
    let create = ["token", "create", "--role", "kiosk"];
    let keeping = Program::new().with("WIZYTA_DATABASE_URL", &database.url);
    assert_eq!(keeping.run(&create).code, Some(0));
    let end = on(&database).run(&create);
    assert!(end.refusal(1).contains("leave it unset"), "{end:?}");
    assert_eq!(keeping.run(&create).code, Some(0));
}

#[tokio::test]
async fn a_server_starts_while_a_booking_hangs() {
    let app = TestApp::start().await;
    // A booking that is not committed: its row names the office, so that the office must stay.
    let mut hanging = connect(&app.database.url);
    if let DbConn::Pg(conn) = &mut hanging {
        conn.batch_execute("BEGIN; SELECT 1 FROM offices FOR KEY SHARE").unwrap();
    }
    assert!(!setup::import(&app.state.db, app.state.plan.offices[0].clone()).await.unwrap());
}

/// What the program says of a file of SQLite.
fn about_file(program: &Program, file: &str) -> End {
    let url = format!("sqlite://{}", program.path(file).display());
    let end = Program::new().with("WIZYTA_DATABASE_URL", url).run(&["migrate"]);
    assert!(end.refusal(1).contains("sqlite:///"), "{end:?}");
    end
}

#[test]
fn a_file_that_is_no_database_is_told() {
    let program = Program::new();
    let good = Program::new().with("WIZYTA_DATABASE_URL", "sqlite://good.db");
    assert_eq!(good.run(&["migrate"]).code, Some(0));
    execute(&format!("sqlite://{}", good.path("good.db").display()), "PRAGMA wal_checkpoint(TRUNCATE)");
    let bytes = std::fs::read(good.path("good.db")).unwrap();
    program.write(
        "text.db",
        "Dear office, this is not a database but a letter, and a rather long one at that.\n".repeat(9),
    );
    program.write("half.db", &bytes[..bytes.len() / 2 / 4096 * 4096]);
    program.write("start.db", &bytes[..50]);
    for (file, expected) in [
        (".", "this is a folder, not a file"),
        ("nowhere/wizyta.db", "there is no folder "),
        ("text.db", "the file is not a database of SQLite"),
        ("half.db", "the file is damaged or cut off; restore a backup"),
        ("start.db", "the file is "),
    ] {
        let end = about_file(&program, file);
        assert!(end.refusal(1).contains(expected), "{file}: {end:?}");
    }
}

#[test]
fn a_file_that_must_not_be_written_is_told() {
    let program = Program::new();
    let on_file = |url: &str| program_in(&program, url).run(&["serve"]);
    assert_eq!(program_in(&program, "sqlite://good.db").run(&["migrate"]).code, Some(0));
    execute(&format!("sqlite://{}", program.path("good.db").display()), "PRAGMA wal_checkpoint(TRUNCATE)");
    program.forbid_writing("good.db");
    let end = on_file("sqlite://good.db");
    assert!(end.refusal(1).contains("read-only; this user must be able to write"), "{end:?}");
    std::fs::create_dir(program.path("closed")).unwrap();
    program.forbid_writing("closed");
    let end = on_file("sqlite://closed/wizyta.db");
    assert!(end.refusal(1).contains("this user must be able to write it and its folder"), "{end:?}");
}

/// A program that works in the folder of another.
fn program_in(home: &Program, url: &str) -> Program {
    let path = url.strip_prefix("sqlite://").unwrap();
    Program::new().with("WIZYTA_DATABASE_URL", format!("sqlite://{}", home.path(path).display()))
}

#[test]
fn a_server_that_cannot_be_reached_or_understood_is_told_without_the_password() {
    let about = |url: &str| Program::new().with("WIZYTA_DATABASE_URL", url).run(&["serve"]);
    for (url, expected) in [
        ("postgres://wizyta:hunter2@127.0.0.1:1/office", "postgres://127.0.0.1:1/office: connection to server at"),
        ("postgres://wizyta:hunter2@nowhere.invalid/office", "could not translate host name"),
        ("postgres://wizyta:hunter2@127.0.0.1:port/office", "the URL cannot be understood"),
        ("postgres://wizyta:hunter2%x@127.0.0.1/office", "the URL cannot be understood"),
        ("postgres://wizyta:hunter2/x@127.0.0.1/office", "the URL cannot be understood"),
        ("postgres://wizyta@127.0.0.1/office?password=hunter2&hunter2=x", "the URL cannot be understood"),
    ] {
        let end = about(url);
        assert!(end.refusal(1).contains(expected), "{url}: {end:?}");
    }
    for url in ["mysql://wizyta:hunter2@db/office", "sqlite://", "sqlite://:memory:", "sqlite://hunter2.db?mode=ro"] {
        assert!(about(url).refusal(78).starts_with("WIZYTA_DATABASE_URL (from the environment): the value cannot"));
    }
}

/// The rest needs a server of PostgreSQL.
#[test]
fn a_role_without_rights_or_a_database_that_is_not_there_is_told() {
    let database = BlankDatabase::new();
    let Some((server, name)) = &database.on_server else { return };
    let (role, url) = (format!("{name}_guest"), database.url.clone());
    execute(
        server,
        &format!("CREATE ROLE {role} LOGIN PASSWORD 'hunter2'; REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
    );
    let as_guest = url.replacen("postgres@", &format!("{role}:hunter2@"), 1);
    let end = Program::new().with("WIZYTA_DATABASE_URL", &as_guest).run(&["serve"]);
    execute(server, &format!("DROP ROLE {role}"));
    assert!(end.refusal(1).contains("permission denied for schema public"), "{end:?}");
    let end = Program::new().with("WIZYTA_DATABASE_URL", format!("{url}_gone")).run(&["serve"]);
    assert!(end.refusal(1).contains("does not exist"), "{end:?}");
    let nobody = url.replacen("postgres@", "nobody_here:hunter2@", 1);
    let end = Program::new().with("WIZYTA_DATABASE_URL", nobody).run(&["serve"]);
    assert!(end.refusal(1).contains("role \"nobody_here\" does not exist"), "{end:?}");
}
