//! `POST /bookings`

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY, SERVICE};
use backend::clock::Clock as _;
use backend::domain::role::Role;
use backend::store::housekeeping::clear_answers;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PATH: &str = "/api/v1/bookings";

/// A complete request with one member changed.
async fn wish_with(app: &TestApp, name: &str, value: Value) -> Value {
    let mut wish = app.wish("09:15", "anna@example.pl").await;
    wish[name] = value;
    wish
}

#[tokio::test]
async fn a_visit_is_booked() {
    let app = TestApp::start().await;
    let wish = app.wish("09:15", "anna@example.pl").await;
    let request = app.send(Method::POST, PATH, &wish).header("accept-language", "en");
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let booking = answer.json();
    let id = booking["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("{PATH}/{id}"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!((answer.header("content-language"), answer.header("content-type")), ("en", "application/json"));
    assert_eq!((booking["status"].as_str(), booking["office_id"].as_str()), (Some("booked"), Some("cup-opole")));
    assert_eq!(booking["service"], json!({"id": SERVICE, "name": "Driving licences"}));
    assert_eq!((booking["date"].as_str(), booking["time"].as_str()), (Some(DAY), Some("09:15")));
    assert_eq!(booking["starts_at"], "2026-12-01T09:15:00+01:00");
    assert_eq!(booking["ends_at"], "2026-12-01T09:30:00+01:00");
    assert_eq!(
        (booking["email"].as_str(), booking["confirmation_email"].as_str()),
        (Some("a***@example.pl"), Some("queued"))
    );
    assert!(booking["manage_token"].as_str().is_some_and(|token| token.len() >= 22));
    assert!(!answer.text().contains("anna@"));
}

#[tokio::test]
async fn all_faults_come_at_once_in_the_asked_language() {
    let app = TestApp::start().await;
    let body = json!({"date": "soon", "time": 9, "email": "anna", "coupon": "x"});
    let answer = Answer::to(app.send(Method::POST, PATH, &body).header("accept-language", "de")).await;
    let problem = answer.problem(422, "validation-failed");
    let found: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            assert!(!error["detail"].as_str().unwrap().is_empty());
            (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())
        })
        .collect();
    let expected = [
        ("/service_id", "required"),
        ("/date", "invalid-date"),
        ("/time", "wrong-type"),
        ("/email", "invalid-email"),
        ("/terms_version", "terms-not-accepted"),
        ("/coupon", "unknown-field"),
    ];
    assert_eq!(found, expected);
    assert_eq!(answer.header("content-language"), "de");
}

#[tokio::test]
async fn terms_must_be_accepted_and_be_those_in_force() {
    let app = TestApp::start().await;
    let refused = app.post(PATH, &wish_with(&app, "terms_version", Value::Null).await).await;
    let problem = refused.problem(422, "terms-not-accepted");
    assert_eq!(problem["errors"][0]["pointer"], "/terms_version");
    let outdated = app.post(PATH, &wish_with(&app, "terms_version", json!("1999")).await).await;
    let current = app.get("/api/v1/terms").await.json();
    assert_eq!(outdated.problem(409, "terms-outdated")["current_version"], current["version"]);
}

#[tokio::test]
async fn what_cannot_be_booked_says_why() {
    let app = TestApp::start().await;
    for (name, value, status, code) in [
        ("service_id", "no-such-service", 404, "service-not-found"),
        ("time", "09:20", 422, "slot-not-offered"),
        ("time", "22:00", 422, "slot-not-offered"),
        ("date", "2026-12-28", 409, "day-unreleased"),
        ("date", "2026-11-29", 409, "day-closed"),
        ("date", "2026-11-20", 409, "slot-past"),
    ] {
        let answer = app.post(PATH, &wish_with(&app, name, json!(value)).await).await;
        let problem = answer.problem(status, code);
        match code {
            "day-unreleased" => assert_eq!(problem["released_at"], "2026-11-28T00:00:00+01:00"),
            "day-closed" => assert_eq!(problem["reason"]["code"], "no-hours"),
            "slot-not-offered" => assert_eq!(problem["errors"][0]["pointer"], "/time"),
            _ => {}
        }
        assert!(!problem["detail"].as_str().unwrap().contains('{'), "{problem}");
    }
    app.minutes_pass(90);
    let begun = json!({"date": "2026-11-23", "time": "08:15"});
    let mut wish = app.wish("08:15", "anna@example.pl").await;
    wish["date"] = begun["date"].clone();
    app.post(PATH, &wish).await.problem(409, "slot-past");
}

#[tokio::test]
async fn a_full_hour_names_the_nearest_free_ones() {
    let app = TestApp::start().await;
    for guest in ["a", "b", "c", "d"] {
        app.book("09:15", &format!("{guest}@example.pl")).await;
    }
    let refused = app.post(PATH, &app.wish("09:15", "late@example.pl").await).await;
    let problem = refused.problem(409, "slot-full");
    let first = &problem["alternatives"][0];
    assert_eq!((first["date"].as_str(), first["time"].as_str()), (Some(DAY), Some("09:00")));
    assert_eq!(first["starts_at"], "2026-12-01T09:00:00+01:00");
}

#[tokio::test]
async fn an_address_has_so_many_bookings_and_no_more() {
    let app = TestApp::start().await;
    app.book("08:00", "anna@example.pl").await;
    app.book("08:15", "Anna+visit@example.pl").await;
    let refused = app.post(PATH, &app.wish("08:30", "ANNA@example.pl").await).await;
    refused.problem(409, "booking-limit-reached");
    app.book("08:30", "bert@example.pl").await;
}

#[tokio::test]
async fn a_repeated_request_books_nothing_twice() {
    let app = TestApp::start().await;
    let wish = app.wish("09:15", "anna@example.pl").await;
    let post = |body: Value, key: &'static str| {
        let request = app.send(Method::POST, PATH, &body).header("idempotency-key", key);
        Answer::to(request.header("accept-language", "en"))
    };
    let first = post(wish.clone(), "key-1").await;
    assert_eq!(first.status, 201);
    let again = post(wish.clone(), "key-1").await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    for header in ["location", "etag", "content-language"] {
        assert_eq!(again.header(header), first.header(header), "{header}");
    }
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    let mut other = wish.clone();
    other["time"] = json!("09:30");
    post(other, "key-1").await.problem(422, "idempotency-key-reused");
    assert_ne!(post(wish, "key-2").await.json()["id"], first.json()["id"]);
    let day = app.get(&format!("/api/v1/services/{SERVICE}/days/{DAY}")).await.json();
    assert_eq!(day["slots"][5]["free"], 2, "{day}");
}

#[tokio::test]
async fn a_repetition_is_told_the_same_whatever_became_of_the_booking() {
    let app = TestApp::start().await;
    for (key, corrected) in [("key-1", true), ("key-2", false)] {
        let wish = app.wish("09:15", "anna@example.pl").await;
        let post = || Answer::to(app.send(Method::POST, PATH, &wish).header("idempotency-key", key));
        let first = post().await;
        let told = first.json();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let mut booked = Booked { id: text("id").parse().unwrap(), token: text("manage_token"), answer: Value::Null };
        if corrected {
            let answer = app.resend(&booked, &json!({"email": "hanna@example.pl"})).await;
            booked.token = answer.json()["manage_token"].as_str().unwrap().to_owned();
            assert_eq!(post().await.body, first.body, "another address has it now");
        }
        assert_eq!(Answer::to(app.about(&booked, Method::POST, "/erasure")).await.status, 204);
        assert_eq!(post().await.body, first.body, "no address has it any more");
        app.assert_sound().await;
    }
    let count = app.state.db.read(backend::db::bookings::count).await.unwrap();
    assert_eq!(count, 2, "one for each key");
}

#[tokio::test]
async fn after_a_day_an_answer_is_forgotten_and_its_key_can_be_used_again() {
    let app = TestApp::start().await;
    let token = app.token(Role::Integrator, None).await;
    for (token, email) in [(None, "anna@example.pl"), (Some(token), "bert@example.pl")] {
        let wish = app.wish("09:15", email).await;
        let post = || {
            let request = app.send(Method::POST, PATH, &wish).header("idempotency-key", "key-1");
            Answer::to(if let Some(token) = &token { request.bearer_auth(token) } else { request })
        };
        let first = post().await;
        assert_eq!(first.status, 201, "{}", first.text());
        let now = app.clock.now().naive_utc();
        clear_answers(&app.state.db, now).await.unwrap();
        assert_eq!(post().await.body, first.body, "it was not given before now");
        clear_answers(&app.state.db, now + TimeDelta::seconds(1)).await.unwrap();
        let second = post().await;
        assert_eq!(second.status, 201, "{}", second.text());
        assert_ne!(second.json()["id"], first.json()["id"]);
        assert_eq!(post().await.body, second.body);
    }
    app.assert_sound().await;
}

#[tokio::test]
async fn a_repetition_is_no_new_try() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_email", "1/3600")]).await;
    let wish = app.wish("09:15", "anna@example.pl").await;
    let post = |key| Answer::to(app.send(Method::POST, PATH, &wish).header("idempotency-key", key));
    let first = post("key-1").await;
    assert_eq!(first.status, 201);
    assert_eq!(post("key-1").await.body, first.body);
    post("key-2").await.problem(429, "rate-limited");
}

#[tokio::test]
async fn a_repetition_leaves_the_tries_of_its_address_as_they_are() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_email", "2/3600")]).await;
    let wish = app.wish("09:15", "anna@example.pl").await;
    let post = |key| Answer::to(app.send(Method::POST, PATH, &wish).header("idempotency-key", key));
    let first = post("key-1").await;
    for _ in 0..5 {
        assert_eq!(post("key-1").await.body, first.body);
    }
    assert_eq!(post("key-2").await.status, 201);
    post("key-3").await.problem(429, "rate-limited");
}

#[tokio::test]
async fn an_idempotency_key_has_a_form() {
    let app = TestApp::start().await;
    let wish = app.wish("09:15", "anna@example.pl").await;
    for key in ["", "a b", &"x".repeat(129)] {
        let answer = Answer::to(app.send(Method::POST, PATH, &wish).header("idempotency-key", key)).await;
        let problem = answer.problem(422, "validation-failed");
        assert_eq!(problem["errors"][0]["parameter"], "Idempotency-Key", "{key:?}");
    }
}

#[tokio::test]
async fn too_many_tries_with_one_address_have_to_wait() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_email", "2/3600")]).await;
    let wish = wish_with(&app, "time", json!("22:00")).await;
    for _ in 0..2 {
        app.post(PATH, &wish).await.problem(422, "slot-not-offered");
    }
    let refused = app.post(PATH, &wish).await;
    refused.problem(429, "rate-limited");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 60);
    // The exceeded quota stands first, the client's own, which has room, behind it.
    assert!(refused.header("ratelimit").starts_with("\"email\";r=0;t="), "{}", refused.header("ratelimit"));
    assert_eq!(refused.header("ratelimit-policy"), "\"email\";q=2;w=3600, \"bookings\";q=60;w=60");
    assert_eq!(app.post(PATH, &wish_with(&app, "email", json!("bert@example.pl")).await).await.status, 201);
}

#[tokio::test]
async fn too_many_bookings_from_one_place_have_to_wait() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_bookings", "1/60")]).await;
    app.book("09:15", "anna@example.pl").await;
    let refused = app.post(PATH, &json!({})).await;
    refused.problem(429, "rate-limited");
    assert!(refused.header("ratelimit").starts_with("\"bookings\";r=0"));
    assert_eq!(app.get("/api/v1/services").await.status, 200);
}

#[tokio::test]
async fn a_booking_is_answered_the_same_past_the_router_and_through_it() {
    let settings = [
        ("rate_limits", "on"),
        ("rate_limit_bookings", "1000/60"),
        ("rate_limit_email", "1000/3600"),
        ("public_url", "https://wizyta.example"),
        ("cors_origins", "https://city.example"),
    ];
    let app = TestApp::with(&settings).await;
    for guest in ["a", "b", "c", "d"] {
        app.book("10:00", &format!("{guest}@example.pl")).await;
    }
    let wish = app.wish("09:15", "anna@example.pl").await.to_string();
    let full = app.wish("10:00", "late@example.pl").await.to_string();
    let bodies = [&full, "{}", "[1]", "{", "", &"x".repeat(20_000), &full.replace("late@", "an\\u006ea@"), &wish];
    let headers = [
        ("accept-language", "uk"),
        ("idempotency-key", "key-1"),
        ("idempotency-key", "not one"),
        ("origin", "https://city.example"),
        ("origin", "https://elsewhere.example"),
        ("x-request-id", "mine"),
        ("content-type", "text/plain"),
        ("content-encoding", "gzip"),
        ("proof-of-work", "none"),
    ];
    for body in bodies {
        for (name, value) in headers {
            let post = |path: &str| {
                let request = app.request(Method::POST, path).body(body.to_owned());
                let request =
                    if name == "content-type" { request } else { request.header("content-type", "application/json") };
                Answer::to(request.header(name, value))
            };
            let direct = post(PATH).await;
            // The lane leaves alone what has a query, be it an empty one.
            let through = post(&format!("{PATH}?")).await;
            let about = format!("{body:.80} {name}: {value}");
            let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>();
            assert_eq!((direct.status, names(&direct)), (through.status, names(&through)), "{about}");
            let stays =
                |header: &str| !["date", "ratelimit", "x-request-id", "location", "content-length"].contains(&header);
            for (header, value) in direct.headers.iter().filter(|(header, _)| stays(header.as_str())) {
                assert_eq!(Some(value), through.headers.get(header), "{about}: {header}");
            }
            if direct.status >= 400 {
                let said = |answer: &Answer| {
                    let mut problem = answer.json();
                    assert_eq!(problem["request_id"].take(), answer.header("x-request-id"), "{about}");
                    problem
                };
                assert_eq!(said(&direct), said(&through), "{about}");
            }
        }
    }
    let metrics = app.get("/metrics").await;
    let refused = r#"http_requests_total{method="POST",route="/api/v1/bookings",status="409"} "#;
    assert!(metrics.text().contains(refused), "{}", metrics.text());
}

#[tokio::test]
async fn many_at_once_get_exactly_the_places_there_are() {
    let app = TestApp::start().await;
    let mut tries = tokio::task::JoinSet::new();
    for guest in 0..40 {
        let wish = app.wish("10:00", &format!("guest{guest}@example.pl")).await;
        tries.spawn(Answer::to(app.send(Method::POST, PATH, &wish)));
    }
    let answers = tries.join_all().await;
    let booked = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(booked, 4);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        refused.problem(409, "slot-full");
    }
}
