//! Forgetting people: with the retention, by `POST /bookings/{id}/erasure`, by the commands for who asks.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::Booked;
use backend::audit::audit;
use backend::clock::Clock as _;
use backend::db::bookings::{self, BookingChange, BookingRow};
use backend::db::schema::outbox;
use backend::db::{DatabaseUrl, Db, DbConn};
use backend::domain::role::Role;
use backend::store::housekeeping::retention::{Retention, RetentionGauges, compact};
use chrono::TimeDelta;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Visits are at 9:15 to 9:30 in Opole.
const OVER: &str = "2026-12-01T08:30:00Z";

#[tokio::test]
async fn a_week_after_the_visit_nothing_holds_the_address_and_the_booking_still_counts() {
    let app = TestApp::with(&[("smtp_url", "")]).await;
    let anna = app.book("09:15", "anna@example.pl").await;
    let ewa = app.book("14:00", "ewa@example.pl").await;
    app.cancel(&app.book("09:15", "jan@example.pl").await).await;
    // Many more, whose keys lie all over the indexes: pages split, and cells move between them.
    let crowd = crowd(&app, &anna, 1_500).await;
    let traces: Vec<Vec<u8>> = traces(&app).await.into_iter().chain([b"anna@example.pl".to_vec()]).collect();
    assert!(holds(&stored(&app.state.db).await, &traces[0]), "what is looked for can be found");

    app.clock.set(OVER.parse().unwrap());
    app.clock.advance(TimeDelta::days(7));
    retain(&app).await;
    assert_eq!(app.show(&anna).await.status, 200, "the very last instant of its time");
    app.minutes_pass(1);
    let before = count(&app).await;
    retain(&app).await;

    let of_ewa = traces_of(&app, &ewa).await;
    let left = stored(&app.state.db).await;
    for trace in traces.iter().filter(|trace| !of_ewa.contains(trace)) {
        assert!(!holds(&left, trace), "{trace:?} is still there");
    }
    assert!(holds(&left, &of_ewa[0]), "her visit was later that day");
    assert_eq!(count(&app).await, before);
    let row = row(&app, crowd[7]).await;
    assert_eq!((row.status.as_str(), row.email_key.len(), row.email_sealed.len()), ("booked", 0, 0));
    app.show(&anna).await.problem(404, "not-found");
    let shown = app.show(&ewa).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
}

#[tokio::test]
async fn files_of_letters_go_with_the_address() {
    let app = TestApp::with(&[("smtp_url", "")]).await;
    let anna = app.book("09:15", "anna@example.pl").await;
    app.book("14:00", "ewa@example.pl").await;
    let names = || std::fs::read_dir(app.mail_folder()).map_or(0, Iterator::count);
    while names() < 2 {
        tokio::task::yield_now().await;
    }
    std::fs::write(app.mail_folder().join("notes.txt"), "not ours").unwrap();
    assert_eq!(erase(&app, &anna).await.status, 204);
    retain(&app).await;
    assert_eq!(names(), 2, "hers and the notes");
}

#[tokio::test]
async fn a_visit_ahead_is_given_up_with_its_address() {
    let app = TestApp::start().await;
    let anna = app.book("09:15", "anna@example.pl").await;
    let code = app.code_of(&anna).await;
    let stale = app.about(&anna, Method::POST, "/erasure").header("if-match", "\"0\"");
    Answer::to(stale).await.problem(412, "precondition-failed");
    let request = || app.about(&anna, Method::POST, "/erasure").header("idempotency-key", "one");
    let first = Answer::to(request()).await;
    assert_eq!((first.status, first.text()), (204, ""));
    assert_eq!(Answer::to(request()).await.status, 204, "a repeat is told the same");
    erase(&app, &anna).await.problem(404, "not-found");
    app.show(&anna).await.problem(404, "not-found");
    app.cancel(&anna).await.problem(404, "not-found");

    let kiosk = app.token(Role::Kiosk, None).await;
    app.clock.set("2026-12-01T08:10:00Z".parse().unwrap());
    let ticket = app.send(Method::POST, "/api/v1/kiosk/tickets", &json!({"code": code})).bearer_auth(kiosk);
    Answer::to(ticket).await.problem(404, "code-unknown");
    assert_eq!(row(&app, anna.id).await.status, "cancelled");
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains("wizyta_outbox_queued 0"), "no letter waits: {}", metrics.text());
    assert!(metrics.text().contains("wizyta_outbox_failed 0"), "and nobody misses one: {}", metrics.text());
    // The kept answers of the first day are not this test's.
    app.clock.set("2026-11-23T12:00:00Z".parse().unwrap());
    let report = audit(&app.state.db, app.clock.now()).await.unwrap();
    assert!(report.is_clean(), "{report}");
}

#[tokio::test]
async fn during_the_visit_it_waits_and_afterwards_only_the_address_goes() {
    let app = TestApp::start().await;
    let anna = app.book("09:15", "anna@example.pl").await;
    let ewa = app.book("09:15", "ewa@example.pl").await;
    app.cancel(&ewa).await;
    app.clock.set("2026-12-01T08:20:00Z".parse().unwrap());
    erase(&app, &anna).await.problem(409, "change-too-late");
    assert_eq!(erase(&app, &ewa).await.status, 204, "a cancelled visit holds nothing up");
    app.clock.set(OVER.parse().unwrap());
    assert_eq!(erase(&app, &anna).await.status, 204);
    assert_eq!(row(&app, anna.id).await.status, "booked");
    assert_eq!(row(&app, ewa.id).await.status, "cancelled");
    // A token of somebody else erases nothing.
    let jan = app.book_on("2026-12-02", "09:15", "jan@example.pl").await;
    erase(&app, &Booked { token: anna.token.clone(), ..jan.clone() }).await.problem(404, "not-found");
    assert_eq!(app.show(&jan).await.status, 200);
}

#[tokio::test]
async fn who_asks_is_told_what_is_known_and_forgotten_in_all_spellings() {
    let app = TestApp::start().await;
    let spellings = ["Anna.Nowak@gmail.com", "annanowak@googlemail.com", "anna.nowak+cup@gmail.com"];
    for (time, email) in ["09:15", "09:30"].into_iter().zip(spellings) {
        app.book(time, email).await;
    }
    app.book_on("2026-12-02", "09:15", spellings[2]).await;
    let ewa = app.book("09:15", "ewa@example.pl").await;

    let known: Value = serde_json::from_str(&command(&app, "export", "annanowak@gmail.com\n", 0)).unwrap();
    let known = known["bookings"].as_array().unwrap();
    assert_eq!(known.len(), 3);
    assert_eq!((&known[0]["email"], &known[0]["letters"][0]["kind"]), (&json!(spellings[0]), &json!("confirmation")));

    let said = command(&app, "erase", " ANNANOWAK@gmail.com \n", 0);
    assert!(said.starts_with("3 bookings erased, of which "), "{said}");
    let known: Value = serde_json::from_str(&command(&app, "export", "annanowak@gmail.com\n", 0)).unwrap();
    assert_eq!(known, json!({"bookings": []}));
    assert_eq!(app.show(&ewa).await.status, 200);
    assert!(command(&app, "erase", "nobody\n", 1).is_empty());
    let report = audit(&app.state.db, app.clock.now()).await.unwrap();
    assert!(report.is_clean(), "{report}");
}

#[tokio::test]
async fn an_address_that_was_corrected_is_held_by_no_letter() {
    let app = TestApp::start().await;
    let anna = app.book("09:15", "stranger@example.pl").await;
    let before = letters_of(&app, &anna).await;
    assert_eq!(before.len(), 1);
    let path = format!("/api/v1/bookings/{}/confirmation-email", anna.id);
    let request = app.send(Method::POST, &path, &json!({"email": "anna@example.pl"})).bearer_auth(&anna.token);
    assert_eq!(Answer::to(request).await.status, 202);
    let after = letters_of(&app, &anna).await;
    assert_eq!(after.len(), 2);
    assert!(after[0].is_empty() && !after[1].is_empty(), "the first one's is gone, the new one waits");
}

#[tokio::test]
async fn who_changes_a_booking_while_it_is_erased_writes_nothing_back() {
    let app = TestApp::start().await;
    let anna = app.book("09:15", "anna@example.pl").await;
    let seen = row(&app, anna.id).await;
    app.clock.set(OVER.parse().unwrap());
    assert_eq!(erase(&app, &anna).await.status, 204);
    let set = BookingChange { changed_at: Some(seen.changed_at), ..BookingChange::default() };
    let written = app.state.db.write(move |conn| bookings::change(conn, &seen.id, seen.version, &set)).await.unwrap();
    assert!(!written);
}

#[test]
fn who_asks_on_a_database_that_is_not_there_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("elsewhere.db");
    for name in ["erase", "export"] {
        assert!(command_on(&format!("sqlite://{}", path.display()), name, "anna@example.pl\n", 1).is_empty());
        assert!(!path.exists());
    }
}

/// The sealed recipients of a booking's letters, the oldest first.
async fn letters_of(app: &TestApp, booked: &Booked) -> Vec<Vec<u8>> {
    let id = booked.id.to_string();
    let recipients = move |conn: &mut DbConn| {
        let letters = outbox::table.filter(outbox::booking_id.eq(&id)).order((outbox::created_at, outbox::id));
        letters.select(outbox::recipient).load(conn)
    };
    app.state.db.read(recipients).await.unwrap()
}

/// Runs a command on the app's database; it must end with `code`. Gives what it prints.
fn command(app: &TestApp, name: &str, input: &str, code: i32) -> String {
    command_on(&app.database.url, name, input, code)
}

fn command_on(database: &str, name: &str, input: &str, code: i32) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wizyta"))
        .arg(name)
        .env_clear()
        .env("WIZYTA_DATABASE_URL", database)
        .env("WIZYTA_SECRET_KEY", "a secret key of the tests, 32 letters")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(!said.contains("nowak") && !said.contains("nobody"), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

async fn erase(app: &TestApp, booked: &Booked) -> Answer {
    Answer::to(app.about(booked, Method::POST, "/erasure")).await
}

/// Runs the retention once, as the server does every so often, and what it does at night.
async fn retain(app: &TestApp) {
    let retention = Retention {
        db: app.state.db.clone(),
        clock: app.clock.clone(),
        keep_for: TimeDelta::days(7),
        mail_dir: app.mail_folder(),
        erased: Arc::default(),
        gauges: RetentionGauges::default(),
    };
    retention.run(&CancellationToken::new()).await.unwrap();
    compact(&app.state.db).await.unwrap();
}

async fn row(app: &TestApp, id: Uuid) -> BookingRow {
    app.state.db.read(move |conn| bookings::find(conn, &id.to_string())).await.unwrap().unwrap()
}

async fn count(app: &TestApp) -> i64 {
    app.state.db.read(bookings::count).await.unwrap()
}

/// As many bookings as said, like `booked`, with addresses and codes of their own.
async fn crowd(app: &TestApp, booked: &Booked, number: usize) -> Vec<Uuid> {
    let model = row(app, booked.id).await;
    let random = |length: usize| -> Vec<u8> { (0..length).map(|_| rand::random::<u8>()).collect() };
    let ids: Vec<Uuid> = (0..number).map(|_| Uuid::now_v7()).collect();
    let rows: Vec<BookingRow> = ids
        .iter()
        .map(|id| BookingRow {
            id: id.to_string(),
            email_key: random(32),
            email_sealed: random(48),
            code_key: Some(random(32)),
            code_sealed: Some(random(37)),
            ..model.clone()
        })
        .collect();
    for portion in rows.chunks(50) {
        let portion = portion.to_vec();
        let insert = move |conn: &mut DbConn| portion.iter().try_for_each(|row| bookings::insert(conn, row).map(drop));
        app.state.db.write(insert).await.unwrap();
    }
    ids
}

#[derive(QueryableByName)]
struct Trace {
    #[diesel(sql_type = Binary)]
    bytes: Vec<u8>,
}

/// All that the database holds of addresses and codes, as bytes.
async fn traces(app: &TestApp) -> Vec<Vec<u8>> {
    traces_where(app, "1 = 1").await
}

async fn traces_of(app: &TestApp, booked: &Booked) -> Vec<Vec<u8>> {
    traces_where(app, &format!("id = '{}'", booked.id)).await
}

async fn traces_where(app: &TestApp, condition: &str) -> Vec<Vec<u8>> {
    let of =
        |column: &str| format!("SELECT {column} AS bytes FROM bookings WHERE {column} IS NOT NULL AND {condition}");
    let letters = |column: &str| {
        format!("SELECT {column} AS bytes FROM outbox WHERE booking_id IN (SELECT id FROM bookings WHERE {condition})")
    };
    let queries = ["email_sealed", "email_key", "code_key", "code_sealed"].map(of).into_iter();
    let queries: Vec<String> = queries.chain(["recipient", "message"].map(letters)).collect();
    let query = queries.join(" UNION ALL ");
    let traces = app.state.db.read(move |conn| diesel::sql_query(&query).load::<Trace>(conn)).await.unwrap();
    traces.into_iter().map(|trace| trace.bytes).filter(|bytes| !bytes.is_empty()).collect()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

/// All that is stored: with SQLite the files, log and free pages included; with PostgreSQL what the tables show.
async fn stored(db: &Db) -> Vec<u8> {
    if let DatabaseUrl::Sqlite(path) = db.url() {
        let files = ["", "-wal", "-shm"].map(|suffix| format!("{}{suffix}", path.display()));
        return files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default()).collect();
    }
    let look = |conn: &mut DbConn| {
        let tables = "SELECT table_name::text AS text FROM information_schema.tables WHERE table_schema = 'public'";
        let mut all = Vec::new();
        for table in diesel::sql_query(tables).load::<Line>(conn)? {
            let rows = format!("SELECT t::text AS text FROM \"{}\" AS t", table.text);
            all.extend(diesel::sql_query(rows).load::<Line>(conn)?.into_iter().map(|row| row.text));
        }
        Ok(all.join("\n").into_bytes())
    };
    db.read(look).await.unwrap()
}

/// Whether these bytes are among what is stored, as such or in hexadecimal digits.
fn holds(stored: &[u8], bytes: &[u8]) -> bool {
    let hex = bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    [bytes, hex.as_bytes()].into_iter().any(|needle| memchr::memmem::find(stored, needle).is_some())
}
