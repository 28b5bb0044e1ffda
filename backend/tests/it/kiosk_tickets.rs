//! `POST /kiosk/tickets` and `/kiosk/tickets/{id}/print-confirmation`

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::Booked;
use crate::support::database::TestDatabase;
use backend::db::plan::insert_office;
use backend::domain::role::Role;
use backend::import::{OPOLE, parse_office};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/kiosk/tickets";

async fn issue(app: &TestApp, kiosk: &str, code: &str) -> Answer {
    Answer::to(app.send(Method::POST, PATH, &json!({"code": code})).bearer_auth(kiosk)).await
}

/// A booking, a kiosk, and the clock ten minutes before the visit.
async fn ready() -> (TestApp, String, Booked, String) {
    let app = TestApp::start().await;
    let kiosk = app.token(Role::Kiosk, None).await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let code = app.code_of(&booked).await;
    app.clock.set("2026-12-01T08:05:00Z".parse().unwrap());
    (app, kiosk, booked, code)
}

#[tokio::test]
async fn a_code_becomes_one_ticket_and_its_print_checks_in() {
    let (app, kiosk, booked, code) = ready().await;
    let first = issue(&app, &kiosk, &format!("{} {}-{}", &code[..3], &code[3..6], &code[6..])).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let ticket = first.json()["ticket"].clone();
    assert_eq!(ticket["number"], "P001");
    assert_eq!((ticket["time"].as_str(), ticket["printed_at"].as_str()), (Some("09:15"), None));
    assert_eq!(ticket["issued_at"], "2026-12-01T09:05:00+01:00");
    let again = issue(&app, &kiosk, &code).await;
    assert_eq!((again.status, &again.json()["ticket"]), (200, &ticket));
    assert_eq!(app.show(&booked).await.json()["status"], "booked");

    let path = format!("{PATH}/{}/print-confirmation", ticket["id"].as_str().unwrap());
    let printed = Answer::to(app.request(Method::POST, &path).bearer_auth(&kiosk)).await;
    assert_eq!(printed.status, 200, "{}", printed.text());
    assert_eq!(printed.json()["ticket"]["printed_at"], "2026-12-01T09:05:00+01:00");
    app.minutes_pass(1);
    let repeated = Answer::to(app.request(Method::POST, &path).bearer_auth(&kiosk)).await;
    assert_eq!(repeated.body, printed.body);
    assert_eq!(app.show(&booked).await.json()["status"], "checked_in");
}

#[tokio::test]
async fn a_kiosk_learns_whose_it_is_and_what_time_it_is_there() {
    let (app, kiosk, _, _) = ready().await;
    let show = |token: &str| app.request(Method::GET, "/api/v1/kiosk").bearer_auth(token);
    let shown = Answer::to(show(&kiosk)).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert_eq!(shown.json()["office"]["id"], "cup-opole");
    assert_eq!(shown.json()["now"], "2026-12-01T09:05:00+01:00");
    assert_eq!(shown.header("cache-control"), "private, no-store");
    Answer::to(show("wrong")).await.problem(401, "unauthorized");
    let clerk = app.token(Role::Clerk, None).await;
    Answer::to(show(&clerk)).await.problem(403, "forbidden");
}

#[tokio::test]
async fn only_kiosks_draw_tickets() {
    let (app, kiosk, _, code) = ready().await;
    let anonymous = app.post(PATH, &json!({"code": code})).await;
    anonymous.problem(401, "unauthorized");
    assert_eq!(anonymous.header("www-authenticate"), "Bearer");
    issue(&app, "wrong", &code).await.problem(401, "unauthorized");
    // Without a token, nobody is told what is wrong with a body.
    app.post(PATH, &json!({})).await.problem(401, "unauthorized");
    let clerk = app.token(Role::Clerk, None).await;
    issue(&app, &clerk, &code).await.problem(403, "forbidden");
    let unknown = format!("{PATH}/{}/print-confirmation", uuid::Uuid::now_v7());
    Answer::to(app.request(Method::POST, &unknown).bearer_auth(&kiosk)).await.problem(404, "not-found");
    Answer::to(app.request(Method::POST, &unknown)).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_code_that_brings_no_ticket_says_why() {
    let (app, kiosk, booked, code) = ready().await;
    // Any other last digit than the check digit.
    let slipped = format!("{}{}", &code[..8], (code[8..].parse::<u8>().unwrap() + 1) % 10);
    let problem = issue(&app, &kiosk, &slipped).await.problem(422, "code-mistyped");
    assert_eq!(problem["errors"][0]["pointer"], "/code");
    let malformed = issue(&app, &kiosk, "12345").await.problem(422, "validation-failed");
    assert_eq!(malformed["errors"][0]["code"], "invalid-value");
    let unknown = shared::ReservationCode::from_number(code[..8].parse::<u32>().unwrap() + 1);
    issue(&app, &kiosk, unknown.digits()).await.problem(404, "code-unknown");

    app.clock.set("2026-12-01T07:00:00Z".parse().unwrap());
    let early = issue(&app, &kiosk, &code).await.problem(409, "too-early");
    assert_eq!(early["opens_at"], "2026-12-01T08:45:00+01:00");
    app.clock.set("2026-12-01T08:26:00Z".parse().unwrap());
    assert_eq!(issue(&app, &kiosk, &code).await.problem(409, "too-late")["walk_in"], true);

    app.clock.set("2026-12-01T07:00:00Z".parse().unwrap());
    app.cancel(&booked).await;
    issue(&app, &kiosk, &code).await.problem(409, "booking-cancelled");
}

#[tokio::test]
async fn a_kiosk_serves_its_own_office_only() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(&folder).await;
    let other = OPOLE.replace("id = \"cup-opole\"", "id = \"elsewhere\"");
    let mut other = parse_office(&other).unwrap();
    for pool in &mut other.pools {
        pool.id.push_str("-2");
    }
    for service in &mut other.services {
        service.id.push_str("-2");
        service.pool_id.push_str("-2");
    }
    let first = parse_office(OPOLE).unwrap();
    let db = database.open().await;
    let inserted = db.write(move |conn| {
        if backend::db::plan::office_count(conn)? == 0 {
            insert_office(conn, &first, 0)?;
        }
        insert_office(conn, &other, 1)
    });
    inserted.await.unwrap();
    drop(db);
    let app = TestApp::on(database, folder, &[]);
    let kiosk = app.token(Role::Kiosk, Some("elsewhere")).await;
    let booked = app.book("09:15", "anna@example.pl").await;
    let code = app.code_of(&booked).await;
    app.clock.set("2026-12-01T08:05:00Z".parse().unwrap());
    issue(&app, &kiosk, &code).await.problem(409, "wrong-office");
    assert_eq!(issue(&app, &app.token(Role::Kiosk, Some("cup-opole")).await, &code).await.status, 201);
}

#[tokio::test]
async fn guessing_has_to_wait() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_exempt", "127.0.0.0/8")]).await;
    let kiosk = app.token(Role::Kiosk, None).await;
    for number in 0..5 {
        issue(&app, &kiosk, shared::ReservationCode::from_number(number).digits()).await.problem(404, "code-unknown");
    }
    let refused = issue(&app, &kiosk, shared::ReservationCode::from_number(9).digits()).await;
    refused.problem(429, "rate-limited");
    assert_eq!(refused.header("retry-after"), "1");
}

#[tokio::test]
async fn a_key_repeats_the_first_answer_and_takes_no_other_code() {
    let (app, kiosk, _, code) = ready().await;
    let draw = |body: Value| {
        let request = app.send(Method::POST, PATH, &body).bearer_auth(&kiosk);
        Answer::to(request.header("idempotency-key", "one-visitor"))
    };
    let first = draw(json!({"code": code})).await;
    let again = draw(json!({"code": code})).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(again.body, first.body);
    let other = shared::ReservationCode::from_number(7).to_string();
    draw(json!({"code": other})).await.problem(422, "idempotency-key-reused");
}

#[tokio::test]
async fn a_key_repeats_also_the_answer_about_a_ticket_that_was_drawn_before() {
    let (app, kiosk, _, code) = ready().await;
    let ticket = issue(&app, &kiosk, &code).await.json()["ticket"]["id"].as_str().unwrap().to_owned();
    let draw = |body: Value| {
        let request = app.send(Method::POST, PATH, &body).bearer_auth(&kiosk);
        Answer::to(request.header("idempotency-key", "second-look"))
    };
    let first = draw(json!({"code": code})).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let confirm = app.request(Method::POST, &format!("{PATH}/{ticket}/print-confirmation"));
    assert_eq!(Answer::to(confirm.bearer_auth(&kiosk)).await.status, 200);
    assert_eq!(draw(json!({"code": code})).await.body, first.body);
    let other = shared::ReservationCode::from_number(7).to_string();
    draw(json!({"code": other})).await.problem(422, "idempotency-key-reused");
}
