use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bookings::SERVICE;
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

/// Each kind of call under each setting: who may read the answer, and whether a browser may ask at all.
#[tokio::test]
async fn each_kind_of_call_under_each_setting() {
    let day = format!("/api/v1/services/{SERVICE}/days/2026-12-01");
    let public = ["/api/v1/offices", "/api/v1/services", "/api/v1/terms", "/api/v1/challenge", day.as_str()];
    let id = uuid::Uuid::now_v7();
    let (personal, changes) = (format!("/api/v1/bookings/{id}"), format!("/api/v1/bookings/{id}/cancellation"));
    let private = [
        ("GET", personal.as_str()),
        ("PATCH", &personal),
        ("POST", &changes),
        ("POST", "/api/v1/bookings"),
        ("POST", "/api/v1/kiosk/tickets"),
    ];
    for (setting, own, foreign) in
        [("", "", ""), (ORIGIN, ORIGIN, ""), ("https://other.example", "", ""), ("*", "*", "*")]
    {
        let app = TestApp::with(&[("cors_origins", setting)]).await;
        for (origin, expected) in [(ORIGIN, own), ("https://evil.example", foreign), ("null", foreign)] {
            for path in public {
                let answer = app.get_with(path, "origin", origin).await;
                assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, "*"), "{path}");
            }
            for (method, path) in private {
                let asked = app.request(Method::OPTIONS, path).header("origin", origin);
                let asked = Answer::to(asked.header("access-control-request-method", method)).await;
                assert_eq!(asked.status, 204, "{method} {path}");
                let sent = app.request(method.parse().unwrap(), path).header("origin", origin);
                for answer in [asked, Answer::to(sent).await] {
                    let allowed = answer.header("access-control-allow-origin");
                    assert_eq!(allowed, expected, "{setting:?} {origin} {method} {path}");
                    assert!(!answer.headers.contains_key("access-control-allow-credentials"));
                }
            }
        }
    }
}
