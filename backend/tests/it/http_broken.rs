//! Requests that are too large, too slow or no HTTP at all.

use crate::support::app::TestApp;
use crate::support::raw::exchange;
use std::time::Duration;

const NO_PAUSE: Duration = Duration::ZERO;

#[tokio::test]
async fn a_head_that_is_too_large_is_a_problem() {
    let app = TestApp::start().await;
    app.get_with("/health/live", "x-large", &"x".repeat(20_000)).await.problem(431, "headers-too-large");
    app.get(&format!("/health/live?{}", "x".repeat(20_000))).await.problem(431, "headers-too-large");
    let mut many = app.request(reqwest::Method::GET, "/health/live");
    for i in 0..80 {
        many = many.header(format!("x-{i}"), "1");
    }
    crate::support::answer::Answer::to(many).await.problem(431, "headers-too-large");
}

#[tokio::test]
async fn beyond_the_frameworks_own_limits_the_status_is_right_at_least() {
    let app = TestApp::start().await;
    let lines = "x-header: 1\r\n".repeat(200);
    let request = format!("GET /health/live HTTP/1.1\r\nHost: x\r\n{lines}\r\n");
    let answer = exchange(app.address, &[request.as_bytes()], NO_PAUSE);
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let answer = exchange(app.address, &[b"nonsense\r\n\r\n"], NO_PAUSE);
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let smuggled = b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let answer = exchange(app.address, &[smuggled], NO_PAUSE);
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test]
async fn a_head_that_does_not_arrive_in_time_ends_the_connection() {
    let app = TestApp::with(&[("request_timeout", "1")]).await;
    let answer = exchange(app.address, &[b"GET /health/live HTTP/1.1\r\nHo", b""], Duration::from_secs(2));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}
