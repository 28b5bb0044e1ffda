//! Whose requests are counted together, and what shows of it.

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use backend::domain::role::Role;
use reqwest::Method;

const PATH: &str = "/api/v1/services";

/// A read as a proxy passes it on.
async fn read(app: &TestApp, client: &str) -> Answer {
    app.get_with(PATH, "x-forwarded-for", client).await
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_quota() {
    let app =
        TestApp::with(&[("rate_limits", "on"), ("rate_limit_reads", "2/60"), ("trusted_proxies", "127.0.0.1")]).await;
    for client in ["192.0.2.1", "192.0.2.2", "2001:db8:1:1::1", "2001:db8:1:2::1"] {
        for _ in 0..2 {
            assert_eq!(read(&app, client).await.status, 200, "{client}");
        }
        read(&app, client).await.problem(429, "rate-limited");
    }
    read(&app, "2001:db8:1:1:abcd::7").await.problem(429, "rate-limited");
    read(&app, "203.0.113.9, 192.0.2.1").await.problem(429, "rate-limited");
    assert_eq!(read(&app, "192.0.2.1, 203.0.113.9").await.status, 200);
}

#[tokio::test]
async fn an_integrators_calls_are_counted_by_token() {
    let settings = [("rate_limits", "on"), ("rate_limit_reads", "3/3600"), ("rate_limit_integrator", "5/3600")];
    let app = TestApp::with(&settings).await;
    let (one, other) = (app.token(Role::Integrator, None).await, app.token(Role::Integrator, None).await);
    let read = async |token: &str| Answer::to(app.request(Method::GET, PATH).bearer_auth(token)).await;
    // The first call of each makes it known; it is counted by its address.
    for token in [&one, &other] {
        assert!(read(token).await.header("ratelimit").starts_with("\"reads\""));
    }
    for remaining in (0..5).rev() {
        let answer = read(&one).await;
        assert_eq!((answer.status, answer.header("ratelimit-policy")), (200, "\"integrator\";q=5;w=3600"));
        assert!(answer.header("ratelimit").starts_with(&format!("\"integrator\";r={remaining};")));
    }
    read(&one).await.problem(429, "rate-limited");
    assert_eq!(read(&other).await.status, 200);
    // Whoever makes a token up, and whoever has one for something else, is counted by address.
    let kiosk = app.token(Role::Kiosk, None).await;
    assert_eq!(read("wizyta_made-up").await.status, 200);
    read(&kiosk).await.problem(429, "rate-limited");
    app.get(PATH).await.problem(429, "rate-limited");
}

#[tokio::test]
async fn refusals_are_figures() {
    let settings = [("rate_limits", "on"), ("rate_limit_reads", "4/60"), ("rate_limit_email", "1/3600")];
    let app = TestApp::with(&settings).await;
    app.book("09:15", "anna@example.pl").await;
    let wish = app.wish("09:30", "anna@example.pl").await;
    app.post("/api/v1/bookings", &wish).await.problem(429, "rate-limited");
    app.get(PATH).await;
    app.get(PATH).await;
    app.get(PATH).await.problem(429, "rate-limited");
    let metrics = app.get("/metrics").await;
    for line in [
        r#"wizyta_rate_limit_refusals_total{policy="email"} 1"#,
        r#"wizyta_rate_limit_refusals_total{policy="reads"} 1"#,
        r#"wizyta_rate_limit_tracked{policy="reads"} 1"#,
        r#"wizyta_rate_limit_tracked{policy="bookings"} 1"#,
        r#"wizyta_rate_limit_tracked{policy="email"} 1"#,
        r#"wizyta_problems_total{code="rate-limited"} 2"#,
    ] {
        assert!(metrics.text().contains(line), "{line} in {}", metrics.text());
    }
}

#[tokio::test]
async fn bookings_beyond_an_addresss_limit_are_figures_too() {
    let app = TestApp::start().await;
    app.book("08:00", "anna@example.pl").await;
    app.book("08:15", "anna@example.pl").await;
    app.post("/api/v1/bookings", &app.wish("08:30", "anna@example.pl").await).await;
    let metrics = app.get("/metrics").await;
    let line = r#"wizyta_problems_total{code="booking-limit-reached"} 1"#;
    assert!(metrics.text().contains(line), "{}", metrics.text());
}
