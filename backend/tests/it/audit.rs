//! The auditor: silent about what is right, and every kind of fault, put there by hand, is found and named.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::Booked;
use backend::audit::{Report, inspect, names};
use backend::clock::Clock as _;
use backend::db::DbConn;
use backend::domain::role::Role;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;
use std::process::{Command, Output};
use std::sync::mpsc;

/// A day at the office: a booking with a ticket, one that was moved, one given up, one sent again.
async fn busy_day(app: &TestApp) -> [Booked; 4] {
    let visits = [
        app.book("08:00", "anna@example.pl").await,
        app.book("08:15", "jan@example.pl").await,
        app.book("08:30", "ewa@example.pl").await,
        app.book("08:45", "ola@example.pl").await,
    ];
    assert_eq!(app.move_to(&visits[1], "2026-12-01", "09:00").await.status, 200);
    assert_eq!(app.cancel(&visits[2]).await.status, 200);
    assert_eq!(app.resend(&visits[3], &json!({"email": "olga@example.pl"})).await.status, 202);
    let kiosk = app.token(Role::Kiosk, None).await;
    app.clock.set("2026-12-01T06:45:00Z".parse().unwrap());
    let code = json!({"code": app.code_of(&visits[0]).await});
    let request = app.send(Method::POST, "/api/v1/kiosk/tickets", &code).bearer_auth(&kiosk);
    let ticket = Answer::to(request).await.json();
    let id = ticket["ticket"]["id"].as_str().unwrap();
    let path = format!("/api/v1/kiosk/tickets/{id}/print-confirmation");
    assert_eq!(app.request(Method::POST, &path).bearer_auth(&kiosk).send().await.unwrap().status(), 200);
    visits
}

async fn audit(app: &TestApp) -> Report {
    backend::audit::audit(&app.state.db, app.clock.now()).await.unwrap()
}

#[tokio::test]
async fn what_residents_do_leaves_nothing_to_find() {
    let app = TestApp::start().await;
    busy_day(&app).await;
    let report = audit(&app).await;
    assert_eq!((report.findings.as_slice(), report.crowded.as_ref()), (&[][..], None), "{report}");
    assert_eq!(report.to_string(), "Nothing is broken. Checked bookings: 4, slots: 5, letters: 7, tickets: 1");
}

/// Every fault, by the check that must find it, as statements that a hand might write. `{n}` is the n-th visit of the
/// busy day.
const FAULTS: &[(&str, &str)] = &[
    ("counter-differs", "UPDATE slot_counters SET booked = booked + 1 WHERE starts_at = '2026-12-01 07:45:00'"),
    ("counter-differs", "UPDATE bookings SET status = 'cancelled', version = 99 WHERE id = '{3}'"),
    ("counter-missing", "DELETE FROM slot_counters WHERE starts_at = '2026-12-01 07:45:00'"),
    ("counter-beyond-capacity", "UPDATE slot_counters SET capacity = 0 WHERE starts_at = '2026-12-01 07:45:00'"),
    (
        "place-overdue",
        "INSERT INTO freed_places SELECT 'x', pool_id, starts_at, '2026-11-30 07:00:00' FROM slot_counters \
         WHERE starts_at = '2026-12-01 07:45:00'",
    ),
    ("oversold", "UPDATE slot_counters SET capacity = 9, booked = 5 WHERE starts_at = '2026-12-01 07:45:00'"),
    ("capacity-differs", "UPDATE slot_counters SET capacity = 5 WHERE starts_at = '2026-12-01 07:45:00'"),
    (
        "crowded-no-more",
        "INSERT INTO crowded_slots SELECT pool_id, starts_at, 4, starts_at FROM slot_counters \
         WHERE starts_at = '2026-12-01 07:45:00'",
    ),
    (
        "hold-overdue",
        "UPDATE bookings SET status = 'held', held_until = '2026-11-30 07:00:00', version = 0 WHERE id = '{3}'",
    ),
    ("code-missing", "UPDATE bookings SET code_sealed = NULL WHERE id = '{3}'"),
    (
        "code-doubled",
        "UPDATE bookings SET code_key = (SELECT code_key FROM bookings WHERE id = '{1}') WHERE id = '{3}'",
    ),
    (
        "code-kept",
        "UPDATE bookings SET starts_at = '2026-11-20 08:00:00', ends_at = '2026-11-20 08:15:00' WHERE id = '{2}'",
    ),
    ("erased-kept", "UPDATE bookings SET erased_at = '2026-11-20 08:00:00' WHERE id = '{2}'"),
    (
        "letter-kept",
        "UPDATE bookings SET starts_at = '2026-11-20 08:00:00', ends_at = '2026-11-20 08:15:00' WHERE id = '{2}'",
    ),
    ("letters-differ", "DELETE FROM outbox WHERE booking_id = '{3}'"),
    ("letters-differ", "DELETE FROM outbox WHERE booking_id = '{1}' AND kind = 'moved'"),
    ("letters-differ", "UPDATE outbox SET kind = 'confirmation' WHERE kind = 'cancelled'"),
    (
        "letters-differ",
        "INSERT INTO outbox SELECT 'twice', booking_id, kind, status, recipient, message, attempts, due_at, lease_until, \
         created_at, finished_at, last_error, reminds_of FROM outbox WHERE booking_id = '{0}'",
    ),
    (
        "reminder-doubled",
        "INSERT INTO outbox SELECT letter.id || twice.nth, booking_id, 'reminder', status, recipient, message, attempts, \
         due_at, lease_until, created_at, finished_at, last_error, '2026-12-01' FROM outbox AS letter \
         CROSS JOIN (SELECT 'one' AS nth UNION ALL SELECT 'two') AS twice WHERE booking_id = '{0}'",
    ),
    ("letter-state", "UPDATE outbox SET message = recipient, status = 'sent' WHERE booking_id = '{0}'"),
    ("reference-missing", "UPDATE bookings SET service_id = 'nothing' WHERE id = '{3}'"),
    ("reference-missing", "UPDATE bookings SET terms_version = 'nothing' WHERE id = '{3}'"),
    ("reference-missing", "UPDATE outbox SET booking_id = 'nothing' WHERE booking_id = '{3}'"),
    (
        "code-request-kept",
        "INSERT INTO code_requests SELECT 'x', email_key, '2026-11-28 06:00:00' FROM bookings WHERE id = '{0}'",
    ),
    ("ticket-gap", "UPDATE tickets SET number = 2"),
    ("ticket-gap", "UPDATE ticket_counters SET last = 2"),
    ("ticket-gap", "DELETE FROM tickets"),
    ("ticket-state", "UPDATE tickets SET printed_at = NULL"),
    ("ticket-state", "UPDATE tickets SET booking_id = '{2}'"),
    (
        "answer-broken",
        "INSERT INTO idempotency_records SELECT email_key, email_key, '', '2026-12-01 06:00:00' FROM bookings \
         WHERE id = '{0}'",
    ),
    (
        "answer-kept",
        "INSERT INTO idempotency_records SELECT email_key, email_key, 'x', '2026-11-28 06:00:00' FROM bookings \
         WHERE id = '{0}'",
    ),
];

/// Lets one transaction do what the constraints forbid.
fn lift_constraints(conn: &mut DbConn) -> QueryResult<()> {
    match conn {
        DbConn::Sqlite(conn) => conn.batch_execute(
            "PRAGMA ignore_check_constraints = ON; PRAGMA defer_foreign_keys = ON; \
             CREATE TABLE bare AS SELECT * FROM bookings; ALTER TABLE bookings RENAME TO guarded; \
             ALTER TABLE bare RENAME TO bookings; DROP INDEX outbox_reminders",
        ),
        DbConn::Pg(conn) => conn.batch_execute(
            "SET LOCAL session_replication_role = replica; \
             ALTER TABLE bookings DROP CONSTRAINT bookings_code_key_key; \
             DROP INDEX outbox_reminders; ALTER TABLE slot_counters DROP CONSTRAINT slot_counters_check",
        ),
    }
}

/// What the auditor says while a fault is there. The fault is gone afterwards.
async fn report_on(app: &TestApp, fault: String) -> Report {
    let (sender, receiver) = mpsc::channel();
    let now = app.clock.now();
    let undone = app.state.db.write(move |conn| -> QueryResult<()> {
        lift_constraints(conn)?;
        assert!(run(conn, &fault)? > 0, "{fault}");
        sender.send(inspect(conn, now)?).unwrap();
        Err(diesel::result::Error::NotFound)
    });
    let error = undone.await.unwrap_err();
    let heal = |conn: &mut DbConn| match conn {
        DbConn::Sqlite(conn) => conn.batch_execute("PRAGMA ignore_check_constraints = OFF"),
        DbConn::Pg(_) => Ok(()),
    };
    app.state.db.write(heal).await.unwrap();
    receiver.recv().unwrap_or_else(|_| panic!("{error:?}"))
}

fn run(conn: &mut DbConn, statement: &str) -> QueryResult<usize> {
    match conn {
        DbConn::Sqlite(conn) => diesel::sql_query(statement).execute(conn),
        DbConn::Pg(conn) => diesel::sql_query(statement).execute(conn),
    }
}

async fn lose_letters(app: &TestApp) {
    app.state.db.write(|conn| run(conn, "DELETE FROM outbox")).await.unwrap();
}

#[tokio::test]
async fn every_fault_put_there_by_hand_is_found_and_named() {
    let app = TestApp::start().await;
    let visits = busy_day(&app).await;
    for (check, fault) in FAULTS {
        let named = |text: String, n: usize| text.replace(&format!("{{{n}}}"), &visits[n].id.to_string());
        let report = report_on(&app, (0..visits.len()).fold((*fault).to_owned(), named)).await;
        let found = report.findings.iter().find(|finding| finding.check == *check);
        let finding = found.unwrap_or_else(|| panic!("{check} was not found after {fault}:\n{report}"));
        assert!((1..=2).contains(&finding.count), "{finding}");
        let line = finding.to_string();
        assert!(line.starts_with(check) && !line.contains('@'), "{line}");
    }
    assert!(audit(&app).await.is_clean(), "what was put there is gone");
    let seeded: BTreeSet<_> = FAULTS.iter().map(|(check, _)| *check).collect();
    assert_eq!(seeded, names().collect(), "each check has its fault");
}

#[tokio::test]
async fn readiness_and_metrics_tell_of_the_last_audit() {
    let app = TestApp::start().await;
    assert!(app.get("/health/ready").await.json()["last_audit"].is_null());
    app.book("08:00", "anna@example.pl").await;
    app.state.auditor.run().await.unwrap();
    let expected = json!({"result": "clean", "at": "2026-11-23T06:00:00Z", "findings": 0});
    assert_eq!(app.get("/health/ready").await.json()["last_audit"], expected);
    lose_letters(&app).await;
    app.minutes_pass(5);
    app.state.auditor.run().await.unwrap();
    let ready = app.get("/health/ready").await;
    assert_eq!(ready.status, 200, "it serves all the same");
    assert_eq!(ready.json()["last_audit"], json!({"result": "broken", "at": "2026-11-23T06:05:00Z", "findings": 1}));
    let metrics = app.get("/metrics").await;
    for line in [
        r#"wizyta_audit_findings{check="letters-differ"} 1"#,
        r#"wizyta_audit_findings{check="ticket-gap"} 0"#,
        "wizyta_audit_crowded_slots 0",
        "wizyta_audit_last_run_timestamp_seconds 1795413900",
        "wizyta_audit_failures_total 0",
        "wizyta_audit_duration_seconds 0.",
    ] {
        assert!(metrics.text().contains(line), "{line} in {}", metrics.text());
    }
}

/// Runs the real program against the server's database.
fn wizyta_audit(url: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wizyta"));
    command.arg("audit").env_clear().env("WIZYTA_DATABASE_URL", url);
    command.output().unwrap()
}

#[tokio::test]
async fn the_command_says_what_is_broken_by_lines_and_exit_code() {
    let app = TestApp::start().await;
    let visit = app.book("08:00", "anna@example.pl").await;
    let clean = wizyta_audit(&app.database.url);
    let said = String::from_utf8(clean.stdout).unwrap();
    assert_eq!((clean.status.code(), said.lines().count()), (Some(0), 1), "{said}");
    assert!(said.starts_with("Nothing is broken. Checked bookings: 1,"), "{said}");
    lose_letters(&app).await;
    let broken = wizyta_audit(&app.database.url);
    let said = String::from_utf8(broken.stdout).unwrap();
    assert_eq!(broken.status.code(), Some(3), "{said}");
    let line = format!(
        "letters-differ: 1 bookings without exactly one letter for each event: {}, 0 letters (0 confirmations, \
         0 cancellations) for 1 events, booked",
        visit.id
    );
    assert_eq!(said.lines().next(), Some(line.as_str()));
    let absent = wizyta_audit("sqlite:///nowhere/wizyta.db");
    assert_eq!(absent.status.code(), Some(1), "it could not be looked at");
    assert!(String::from_utf8(absent.stderr).unwrap().contains("there is no file /nowhere/wizyta.db"));
}
