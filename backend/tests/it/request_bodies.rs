//! Bodies that are no JSON, too large, too slow, or of another kind.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::raw::exchange;
use reqwest::Method;
use std::time::Duration;

const PATH: &str = "/api/v1/bookings";

async fn post(app: &TestApp, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    Answer::to(app.request(Method::POST, PATH).header("content-type", content_type).body(body)).await
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let app = TestApp::start().await;
    for body in ["", "{", "{\"a\":}", "nonsense", "{\"a\":1}x", &"[".repeat(10_000)] {
        post(&app, "application/json", body.to_owned()).await.problem(400, "malformed-request");
    }
    post(&app, "application/json", vec![b'"', 0xff, b'"']).await.problem(400, "malformed-request");
}

#[tokio::test]
async fn what_is_no_object_is_invalid() {
    let app = TestApp::start().await;
    for body in ["[]", "null", "7", "\"text\""] {
        let problem = post(&app, "application/json; charset=utf-8", body).await.problem(422, "validation-failed");
        assert_eq!(
            (problem["errors"][0]["pointer"].as_str(), problem["errors"][0]["code"].as_str()),
            (Some(""), Some("wrong-type"))
        );
    }
}

#[tokio::test]
async fn other_kinds_of_bodies_are_not_read() {
    let app = TestApp::start().await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        post(&app, content_type, "{}").await.problem(415, "unsupported-media-type");
    }
    let none = Answer::to(app.request(Method::POST, PATH).body("{}")).await;
    none.problem(415, "unsupported-media-type");
    let packed = app.request(Method::POST, PATH).header("content-type", "application/json");
    Answer::to(packed.header("content-encoding", "gzip").body("{}")).await.problem(415, "unsupported-media-type");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let app = TestApp::start().await;
    let large = format!("{{\"email\":\"{}\"}}", "x".repeat(20_000));
    post(&app, "application/json", large).await.problem(413, "payload-too-large");
    let chunk = format!("5000\r\n{}\r\n", "x".repeat(0x5000));
    let head = "POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let answer = exchange(app.address, &[head.as_bytes(), chunk.as_bytes(), b"0\r\n\r\n"], Duration::ZERO);
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("payload-too-large"), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_given_up() {
    let app = TestApp::with(&[("request_timeout", "1")]).await;
    let head =
        "POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let answer = exchange(app.address, &[head.as_bytes(), b" "], Duration::from_secs(2));
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("request-timeout"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
}
