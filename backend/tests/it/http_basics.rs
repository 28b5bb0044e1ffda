//! What every call has: problems, request ids, HEAD and OPTIONS, security headers.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use reqwest::Method;

#[tokio::test]
async fn unknown_paths_are_problems_in_the_asked_language() {
    let app = TestApp::start().await;
    let mut titles = std::collections::HashSet::new();
    for language in ["pl", "en", "uk", "de"] {
        let answer = app.get_with("/api/v1/nothing", "accept-language", language).await;
        titles.insert(answer.problem(404, "not-found")["title"].to_string());
        assert_eq!(answer.header("content-language"), language);
    }
    assert_eq!(titles.len(), 4);
    assert_eq!(app.get("/api/v1/nothing").await.header("content-language"), "pl");
    for path in ["/api", "/api/", "/api/v1", "/api/v1/", "/health/", "/metrics/x", "/.well-known/x"] {
        app.get_with(path, "accept", "text/html").await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let app = TestApp::start().await;
    for path in ["/health/live", "/api/openapi.json", "/api/docs", "/", "/rezerwacja/1"] {
        let answer = Answer::to(app.request(Method::DELETE, path)).await;
        answer.problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS", "{path}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = TestApp::start().await;
    let get = app.get("/api/openapi.json").await;
    let head = Answer::to(app.request(Method::HEAD, "/api/openapi.json")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    for header in ["content-type", "content-length", "etag"] {
        assert_eq!(head.header(header), get.header(header), "{header}");
    }
    let unknown = Answer::to(app.request(Method::HEAD, "/api/v1/nothing")).await;
    assert_eq!((unknown.status, unknown.body.len()), (404, 0));
}

#[tokio::test]
async fn options_tells_the_methods() {
    let app = TestApp::start().await;
    let options = Answer::to(app.request(Method::OPTIONS, "/health/live")).await;
    assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"));
    Answer::to(app.request(Method::OPTIONS, "/api/v1/nothing")).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_sane_request_id_comes_back_and_any_other_is_replaced() {
    let app = TestApp::start().await;
    assert_eq!(app.get_with("/health/live", "x-request-id", "abc-1.2").await.header("x-request-id"), "abc-1.2");
    let bad = "a b=<script>";
    let replaced = app.get_with("/health/live", "x-request-id", bad).await;
    assert_eq!(replaced.header("x-request-id").len(), 32);
    let first = app.get("/health/live").await;
    assert_ne!(first.header("x-request-id"), app.get("/health/live").await.header("x-request-id"));
}

#[tokio::test]
async fn answers_forbid_browsers_what_they_need_not_do() {
    let app = TestApp::start().await;
    let data = app.get("/health/live").await;
    assert_eq!(data.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(data.header("x-content-type-options"), "nosniff");
    assert_eq!(data.header("referrer-policy"), "no-referrer");
    assert_eq!(data.header("strict-transport-security"), "");
    let page = app.get("/api/docs").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';") && policy.contains("style-src 'self';"));
    assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.header("x-frame-options"), "DENY");

    let settings = [("frame_ancestors", "https://city.example"), ("public_url", "https://wizyta.example")];
    let app = TestApp::with(&settings).await;
    for path in ["/", "/rezerwacja/0199d0a5-5ab0-7b3a-9f0e-6d1c2b3a4958", "/kod", "/regulamin"] {
        let framed = app.get(path).await;
        let policy = framed.header("content-security-policy");
        assert!(policy.ends_with("frame-ancestors https://city.example"), "{path}: {policy}");
        assert_eq!(framed.header("x-frame-options"), "");
        assert_eq!(framed.header("strict-transport-security"), "max-age=31536000");
        // A browser that kept the page hears of a policy that has changed.
        let kept = app.request(Method::GET, path).header("if-none-match", framed.header("etag"));
        let kept = Answer::to(kept).await;
        assert_eq!(kept.header("content-security-policy"), policy, "{path}: {}", kept.status);
    }
    for path in ["/kiosk", "/api/docs"] {
        let alone = app.get(path).await;
        assert!(alone.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{path}");
        assert_eq!(alone.header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_its_description() {
    let app = TestApp::start().await;
    let problem = app.get("/api/v1/nothing").await.problem(404, "not-found");
    let (page, fragment) = problem["type"].as_str().unwrap().split_once('#').unwrap();
    let page = reqwest::get(page).await.unwrap();
    assert_eq!(page.status(), 200);
    let text = page.text().await.unwrap();
    assert!(text.contains(&format!("<h2 id=\"{fragment}\">")));
    for code in shared::ProblemCode::ALL {
        assert!(text.contains(&format!("id=\"{}\"", code.as_str())), "{code:?}");
    }
}
