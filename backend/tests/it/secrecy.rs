//! What is nobody's business: no answer, log line or figure tells who books, by which code, with which token, from where.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::{Booked, DAY};
use crate::support::smtp::{self, SmtpServer, Stage};
use backend::config::{LogFormat, LogSettings};
use backend::domain::role::Role;
use backend::telemetry;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

const EMAIL: &str = "halina.tajemnicza@example.pl";
const CORRECTED: &str = "halina.poprawiona+cup@example.pl";
const CLIENT: &str = "203.0.113.77";
const KEY: &str = "idempotency-key-that-nobody-knows";

/// Where the inner run of the next test writes what must not be found.
const SECRETS: &str = "WIZYTA_TEST_SECRETS";

/// What a caller without the right to a booking can tell from an answer.
fn seen(answer: &Answer) -> (u16, BTreeMap<String, String>, Value) {
    let own = ["date", "x-request-id", "ratelimit"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("request_id");
    (answer.status, headers, body)
}

#[tokio::test]
async fn a_booking_that_is_not_ones_own_looks_like_none_at_all() {
    let app = TestApp::start().await;
    let (booked, cancelled) = (app.book("09:15", EMAIL).await, app.book("09:30", EMAIL).await);
    assert_eq!(app.cancel(&cancelled).await.status, 200);
    let known = [booked.id, cancelled.id];
    let unknown = uuid::Uuid::now_v7();
    let (wrong, api_token) = ("A".repeat(booked.token.len()), app.token(Role::Kiosk, None).await);
    let tokens = [None, Some(""), Some("x"), Some(wrong.as_str()), Some(api_token.as_str())];
    let place = json!({"date": DAY, "time": "10:00"});
    for (method, rest, body) in [
        (Method::GET, "", Value::Null),
        (Method::GET, "/calendar.ics", Value::Null),
        (Method::PATCH, "", place),
        (Method::PATCH, "", json!({"date": "soon"})),
        (Method::POST, "/cancellation", Value::Null),
        (Method::POST, "/confirmation-email", json!({})),
        (Method::POST, "/confirmation-email", json!({"email": CORRECTED})),
        (Method::POST, "/confirmation-email", json!({"email": 5})),
    ] {
        for token in tokens {
            for condition in [None, Some("\"1\"")] {
                let ask = async |id| {
                    let path = format!("/api/v1/bookings/{id}{rest}");
                    let mut request = app.request(method.clone(), &path);
                    if !body.is_null() {
                        request = request.header("content-type", "application/json").body(body.to_string());
                    }
                    request = token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
                    request = condition.into_iter().fold(request, |request, tag| request.header("if-match", tag));
                    seen(&Answer::to(request).await)
                };
                let nothing = ask(unknown).await;
                assert!(nothing.0 == 404 || nothing.0 == 422, "{nothing:?}");
                for id in known {
                    assert_eq!(ask(id).await, nothing, "{method} {rest} {token:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_kiosk_cannot_guess_day_after_day() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_codes", "1000/1")]).await;
    let kiosk = app.token(Role::Kiosk, None).await;
    let mut number = 0;
    for day in 0..2 {
        let mut looked_up = 0;
        while looked_up <= 100 {
            let code = shared::ReservationCode::from_number(number);
            number += 1;
            let body = json!({"code": code.digits()});
            let answer = Answer::to(app.send(Method::POST, "/api/v1/kiosk/tickets", &body).bearer_auth(&kiosk)).await;
            if answer.status == 429 {
                assert!(answer.header("ratelimit").starts_with("\"wrong-codes\";r=0;t="), "{:?}", answer.headers);
                assert_eq!(
                    answer.header("retry-after").parse::<u32>().is_ok_and(|wait| wait > 3_600),
                    looked_up == 100
                );
                if looked_up == 100 {
                    break;
                }
            } else {
                answer.problem(404, "code-unknown");
                looked_up += 1;
            }
            app.clock.advance(chrono::Duration::seconds(61));
        }
        assert_eq!(looked_up, 100, "day {day}");
        app.clock.advance(chrono::Duration::days(1));
    }
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains("wizyta_wrong_codes_total 200"), "{}", metrics.text());
}

/// The whole life of bookings, with every log line there is: a process of its own, since logs belong to the process.
#[test]
fn no_secret_is_logged_counted_or_told() {
    for format in ["text", "json"] {
        let secrets = tempfile::NamedTempFile::new().unwrap();
        let inner = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "secrecy::a_life_of_bookings", "--ignored", "--nocapture"])
            .env(SECRETS, secrets.path())
            .env("WIZYTA_TEST_LOG", format)
            .output()
            .unwrap();
        let output = [inner.stdout, inner.stderr].concat();
        let output = String::from_utf8_lossy(&output);
        assert!(inner.status.success(), "{output}");
        assert!(output.contains("Booked a visit") && output.contains("TRACE"), "everything is logged");
        let kept = std::fs::read_to_string(secrets.path()).unwrap();
        assert!(kept.lines().count() > 10, "{kept}");
        for secret in kept.lines() {
            let line = output.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret:?} is in the {format} log");
        }
    }
}

/// All answers of a server so far, but for the one place where a token belongs.
#[derive(Default)]
struct Told(Vec<String>);

impl Told {
    async fn to(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let answer = Answer::to(request).await;
        let mut text = String::from_utf8_lossy(&answer.body).into_owned();
        if answer.header("content-type") == "application/json" && [201, 202].contains(&answer.status) {
            let mut body = answer.json();
            body.as_object_mut().unwrap().remove("manage_token");
            text = body.to_string();
        }
        assert!(!answer.headers.contains_key("set-cookie"), "{:?}", answer.headers);
        self.0.push(format!("{:?}\n{text}", answer.headers));
        answer
    }
}

#[tokio::test]
#[ignore = "run by no_secret_is_logged_counted_or_told"]
async fn a_life_of_bookings() {
    let Ok(path) = std::env::var(SECRETS) else { return };
    let format = if std::env::var("WIZYTA_TEST_LOG").is_ok_and(|log| log == "json") { "json" } else { "text" };
    // What our own client and mail server say is not the server's.
    telemetry::init(&LogSettings {
        format: if format == "json" { LogFormat::Json } else { LogFormat::Text },
        filter: "trace,hyper=off,hyper_util=off,reqwest=off".to_owned(),
    });
    // Its panics hide their messages, which here are what is wanted.
    let _ = std::panic::take_hook();
    let smtp = SmtpServer::with(|ask| match (ask.stage, ask.times) {
        (Stage::Rcpt, 1) => smtp::Answer::say(&format!("451 4.2.0 <{EMAIL}>: try again, Halina.Tajemnicza")),
        (Stage::Rcpt, 2) => smtp::Answer::say(&format!("550 5.1.1 {EMAIL} unknown")),
        (Stage::Message, 1) => smtp::Answer::say(&format!("451 4.7.1 message for {EMAIL} deferred")),
        _ => smtp::Answer::Proper,
    })
    .await;
    let smtp_url = smtp.url();
    let app = TestApp::with(&[
        ("rate_limits", "on"),
        ("trusted_proxies", "127.0.0.1"),
        ("smtp_url", smtp_url.as_str()),
        ("proof_of_work", "on"),
        ("proof_of_work_difficulty", "1000"),
    ])
    .await;
    let mut told = Told::default();
    let mut secrets: Vec<String> =
        [EMAIL, CORRECTED, CLIENT, KEY, "halina.", "Halina.", "a secret key of the tests"].map(str::to_owned).to_vec();
    let from = |request: reqwest::RequestBuilder| request.header("x-forwarded-for", CLIENT);

    // Booking, again, too often, and wrongly.
    let mut booked = Vec::new();
    for time in ["09:15", "09:30", "09:45"] {
        let (wish, work) = (app.wish(time, EMAIL).await, app.work().await);
        let post = || {
            let request = app.send(Method::POST, "/api/v1/bookings", &wish).header("proof-of-work", &work);
            from(request.header("idempotency-key", format!("{KEY}-{time}")))
        };
        let answer = told.to(post()).await;
        told.to(post()).await;
        secrets.push(work.clone());
        if answer.status == 201 {
            let body = answer.json();
            let token = body["manage_token"].as_str().unwrap().to_owned();
            booked.push(Booked { id: body["id"].as_str().unwrap().parse().unwrap(), token, answer: body });
        }
    }
    assert_eq!(booked.len(), 2);
    for wish in [json!({"email": EMAIL}), json!({"email": [EMAIL]}), json!(EMAIL), json!({"date": EMAIL, "time": KEY})]
    {
        told.to(from(app.send(Method::POST, "/api/v1/bookings", &wish))).await;
    }
    let broken = app.request(Method::POST, "/api/v1/bookings").header("content-type", "application/json");
    told.to(from(broken.body(format!("{{\"email\": \"{EMAIL}\"")))).await;

    // Its holder, and somebody else.
    for one in &booked {
        secrets.push(one.token.clone());
        secrets.extend(spellings(&app.code_of(one).await));
        told.to(from(app.about(one, Method::GET, ""))).await;
        told.to(from(app.about(one, Method::GET, "/calendar.ics"))).await;
        let thief = Booked { token: format!("{}x", one.token), ..one.clone() };
        told.to(from(app.about(&thief, Method::GET, ""))).await;
        let asked = format!("/api/v1/bookings/{}?token={}&email={EMAIL}", one.id, one.token);
        told.to(from(app.request(Method::GET, &asked))).await;
    }
    let moved = app.about(&booked[0], Method::PATCH, "").header("content-type", "application/json");
    told.to(from(moved.body(json!({"date": DAY, "time": "10:15"}).to_string()))).await;
    let resent = app.about(&booked[0], Method::POST, "/confirmation-email").header("content-type", "application/json");
    let corrected = told.to(from(resent.body(json!({"email": CORRECTED}).to_string()))).await;
    assert_eq!(corrected.status, 202, "{}", corrected.text());
    let token = corrected.json()["manage_token"].as_str().unwrap().to_owned();
    booked[0] = Booked { token, ..booked[0].clone() };
    secrets.push(booked[0].token.clone());
    secrets.extend(spellings(&app.code_of(&booked[0]).await));
    told.to(from(app.about(&booked[1], Method::POST, "/cancellation"))).await;

    // The kiosk.
    let kiosk = app.token(Role::Kiosk, None).await;
    secrets.push(kiosk.clone());
    let code = app.code_of(&booked[0]).await;
    let guessed = shared::ReservationCode::from_number(4_711).digits().to_owned();
    for _ in 0..2 {
        for code in [&code, &guessed, &code[..8].to_owned(), &format!("{}{}", &code[1..], &code[..1])] {
            let tried = app.send(Method::POST, "/api/v1/kiosk/tickets", &json!({"code": code})).bearer_auth(&kiosk);
            told.to(from(tried)).await;
        }
        app.clock.set("2026-12-01T09:10:00Z".parse().unwrap());
    }
    secrets.push(guessed);
    let ticket = app.send(Method::POST, "/api/v1/kiosk/tickets", &json!({"code": code})).bearer_auth(&kiosk);
    let ticket = told.to(from(ticket)).await;
    assert_eq!(ticket.status, 200, "{}", ticket.text());
    let print = format!("/api/v1/kiosk/tickets/{}/print-confirmation", ticket.json()["ticket"]["id"].as_str().unwrap());
    assert_eq!(told.to(from(app.request(Method::POST, &print).bearer_auth(&kiosk))).await.status, 200);

    // What clients put into addresses all by themselves.
    for path in [format!("/{EMAIL}"), format!("/api/v1/{}", booked[0].token), format!("/rezerwacja/x?email={EMAIL}")] {
        told.to(from(app.request(Method::GET, &path).header("accept", "text/html"))).await;
    }
    told.to(app.request(Method::GET, "/metrics")).await;
    told.to(app.request(Method::GET, "/health/ready")).await;
    app.stop().await.unwrap();

    for secret in &secrets {
        let found = told.0.iter().find(|answer| answer.contains(secret.as_str()));
        assert_eq!(found, None, "{secret:?} is in an answer");
    }
    std::fs::write(path, secrets.join("\n")).unwrap();
}

/// A code as it may be written.
fn spellings(code: &str) -> [String; 3] {
    let groups = [&code[..3], &code[3..6], &code[6..]];
    [code.to_owned(), groups.join(" "), groups.join("-")]
}
