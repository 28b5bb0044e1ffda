use crate::support::answer::Answer;
use crate::support::app::TestApp;
use reqwest::Method;

const ORIGIN: &str = "https://page.example";

async fn preflight(app: &TestApp, path: &str, method: &str) -> Answer {
    let request = app.request(Method::OPTIONS, path).header("origin", ORIGIN);
    Answer::to(request.header("access-control-request-method", method)).await
}

#[tokio::test]
async fn public_reads_are_open_to_every_page() {
    let app = TestApp::start().await;
    let read = app.get_with("/api/openapi.json", "origin", ORIGIN).await;
    assert_eq!((read.status, read.header("access-control-allow-origin")), (200, "*"));
    assert!(read.header("access-control-expose-headers").contains("X-Request-Id"));
    let asked = preflight(&app, "/api/openapi.json", "GET").await;
    assert_eq!((asked.status, asked.header("access-control-allow-origin")), (204, "*"));
    assert!(asked.header("access-control-allow-headers").contains("Idempotency-Key"));
}

#[tokio::test]
async fn everything_else_only_to_those_that_are_listed() {
    let closed = TestApp::start().await;
    assert_eq!(closed.get_with("/health/live", "origin", ORIGIN).await.header("access-control-allow-origin"), "");
    let open = TestApp::with(&[("cors_origins", "https://page.example, https://other.example")]).await;
    let answer = open.get_with("/health/live", "origin", ORIGIN).await;
    assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), (ORIGIN, "Origin"));
    let problem = open.get_with("/api/v1/nothing", "origin", ORIGIN).await;
    assert_eq!(problem.header("access-control-allow-origin"), ORIGIN);
    let foreign = open.get_with("/health/live", "origin", "https://evil.example").await;
    assert_eq!(foreign.header("access-control-allow-origin"), "");
    let any = TestApp::with(&[("cors_origins", "*")]).await;
    assert_eq!(any.get_with("/health/live", "origin", ORIGIN).await.header("access-control-allow-origin"), "*");
}
