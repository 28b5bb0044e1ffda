//! `GET /challenge`, and what it is good for.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use backend::domain::role::Role;
use reqwest::Method;
use serde_json::Value;

const PATH: &str = "/api/v1/bookings";
const EASY: (&str, &str) = ("proof_of_work_difficulty", "1000");
const ON: &[(&str, &str)] = &[("proof_of_work", "on"), EASY];

async fn book(app: &TestApp, wish: &Value, work: &str) -> Answer {
    Answer::to(app.send(Method::POST, PATH, wish).header("proof-of-work", work)).await
}

#[tokio::test]
async fn nobody_is_asked_for_work_by_default() {
    let app = TestApp::start().await;
    let answer = app.get("/api/v1/challenge").await;
    assert_eq!((answer.header("cache-control"), answer.header("content-type")), ("no-store", "application/json"));
    let challenge = answer.json();
    assert_eq!((challenge["required"].as_bool(), challenge["maxnumber"].as_u64()), (Some(false), Some(200_000)));
    assert_ne!(challenge["challenge"], app.get("/api/v1/challenge").await.json()["challenge"]);
    assert_eq!(book(&app, &app.wish("09:15", "anna@example.pl").await, "nonsense").await.status, 201);
}

#[tokio::test]
async fn a_solution_pays_for_one_booking() {
    let app = TestApp::with(ON).await;
    assert_eq!(app.get("/api/v1/challenge").await.json()["required"], true);
    let wish = app.wish("09:15", "anna@example.pl").await;
    let without = app.post(PATH, &wish).await.problem(403, "proof-of-work-required");
    assert!(without["detail"].as_str().unwrap().contains("GET /api/v1/challenge"));
    for nonsense in ["", "x", "e30=", "ąę"] {
        book(&app, &wish, nonsense).await.problem(403, "proof-of-work-invalid");
    }
    let work = app.work().await;
    assert_eq!(book(&app, &wish, &work).await.status, 201);
    let other = app.wish("09:30", "bert@example.pl").await;
    book(&app, &other, &work).await.problem(403, "proof-of-work-invalid");
    assert_eq!(book(&app, &other, &app.work().await).await.status, 201);
    let metrics = app.get("/metrics").await;
    for line in [
        r#"wizyta_proof_of_work_total{outcome="solved"} 3"#,
        r#"wizyta_proof_of_work_total{outcome="invalid"} 4"#,
        r#"wizyta_proof_of_work_total{outcome="missing"} 1"#,
        "wizyta_proof_of_work_required 1",
    ] {
        assert!(metrics.text().contains(line), "{line} in {}", metrics.text());
    }
}

#[tokio::test]
async fn a_repeated_request_needs_no_new_work() {
    let app = TestApp::with(ON).await;
    let wish = app.wish("09:15", "anna@example.pl").await;
    let work = app.work().await;
    let post = |work: Option<&str>| {
        let request = app.send(Method::POST, PATH, &wish).header("idempotency-key", "key-1");
        Answer::to(work.into_iter().fold(request, |request, work| request.header("proof-of-work", work)))
    };
    let first = post(Some(&work)).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(post(Some(&work)).await.body, first.body);
    assert_eq!(post(None).await.body, first.body);
    assert_eq!(post(Some("nonsense")).await.body, first.body);
}

#[tokio::test]
async fn a_refused_booking_spends_nothing() {
    let app = TestApp::with(ON).await;
    for guest in ["a", "b", "c", "d"] {
        let wish = app.wish("09:15", &format!("{guest}@example.pl")).await;
        assert_eq!(book(&app, &wish, &app.work().await).await.status, 201);
    }
    let work = app.work().await;
    book(&app, &app.wish("09:15", "late@example.pl").await, &work).await.problem(409, "slot-full");
    assert_eq!(book(&app, &app.wish("09:30", "late@example.pl").await, &work).await.status, 201);
}

#[tokio::test]
async fn a_challenge_expires() {
    let app = TestApp::with(ON).await;
    let (wish, work) = (app.wish("09:15", "anna@example.pl").await, app.work().await);
    app.minutes_pass(20);
    book(&app, &wish, &work).await.problem(403, "proof-of-work-invalid");
    assert_eq!(book(&app, &wish, &app.work().await).await.status, 201);
}

#[tokio::test]
async fn one_solution_at_many_places_at_once_pays_once() {
    let app = TestApp::with(ON).await;
    let work = app.work().await;
    let mut tries = tokio::task::JoinSet::new();
    for guest in 0..16 {
        let time = format!("{:02}:{:02}", 9 + guest / 4, guest % 4 * 15);
        let wish = app.wish(&time, &format!("g{guest}@example.pl")).await;
        tries.spawn(Answer::to(app.send(Method::POST, PATH, &wish).header("proof-of-work", &work)));
    }
    let answers = tries.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        refused.problem(403, "proof-of-work-invalid");
    }
}

#[tokio::test]
async fn two_replicas_accept_a_solution_once_between_them() {
    let one = TestApp::with(ON).await;
    let other = one.replica(ON).await;
    for round in 0..4 {
        let work = if round % 2 == 0 { one.work().await } else { other.work().await };
        let mut tries = tokio::task::JoinSet::new();
        for (number, app) in [&one, &other, &one, &other].into_iter().enumerate() {
            let email = format!("guest{round}{number}@example.pl");
            let wish = app.wish(&format!("{:02}:{:02}", 9 + round, number * 15), &email).await;
            tries.spawn(Answer::to(app.send(Method::POST, PATH, &wish).header("proof-of-work", &work)));
        }
        let mut statuses: Vec<_> = tries.join_all().await.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 403, 403, 403]);
    }
}

#[tokio::test]
async fn integrators_and_exempt_networks_need_no_work() {
    let app = TestApp::with(ON).await;
    let as_role = async |role, time: &str| {
        let wish = app.wish(time, &format!("{time}@example.pl").replace(':', "")).await;
        Answer::to(app.send(Method::POST, PATH, &wish).bearer_auth(app.token(role, None).await)).await
    };
    assert_eq!(as_role(Role::Integrator, "09:15").await.status, 201);
    as_role(Role::Kiosk, "09:30").await.problem(403, "proof-of-work-required");
    let unknown = app.send(Method::POST, PATH, &app.wish("09:45", "c@example.pl").await).bearer_auth("wizyta_unknown");
    Answer::to(unknown).await.problem(403, "proof-of-work-required");
    let at_home = TestApp::with(&[("proof_of_work", "on"), ("rate_limit_exempt", "127.0.0.0/8")]).await;
    at_home.book("09:15", "anna@example.pl").await;
}

#[tokio::test]
async fn under_pressure_alone_if_the_setting_says_so() {
    let app = TestApp::with(&[("proof_of_work", "auto"), ("proof_of_work_pressure", "3"), EASY]).await;
    for (time, email) in [("09:00", "a@example.pl"), ("09:15", "b@example.pl"), ("09:30", "c@example.pl")] {
        app.book(time, email).await;
    }
    let wish = app.wish("09:45", "d@example.pl").await;
    app.post(PATH, &wish).await.problem(403, "proof-of-work-required");
    assert_eq!(book(&app, &wish, &app.work().await).await.status, 201);
    app.minutes_pass(6);
    assert_eq!(app.get("/api/v1/challenge").await.json()["required"], false);
    app.book("10:00", "e@example.pl").await;
}
