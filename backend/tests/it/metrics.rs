use crate::support::answer::Answer;
use crate::support::app::TestApp;

#[tokio::test]
async fn requests_are_counted_by_route_template() {
    let app = TestApp::start().await;
    app.get("/health/live").await;
    app.get("/no/such/path?email=a@b.pl").await;
    let metrics = app.get("/metrics").await;
    assert_eq!(metrics.status, 200);
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    let text = metrics.text();
    assert!(text.contains(r#"http_requests_total{method="GET",route="/health/live",status="200"} 1"#), "{text}");
    assert!(text.contains(r#"route="(none)",status="404""#), "{text}");
    assert!(text.contains("wizyta_database_up 1") && text.contains("wizyta_outbox_queued 0"), "{text}");
    assert!(!text.contains("no/such") && !text.contains("a@b.pl"), "{text}");
}

#[tokio::test]
async fn methods_that_clients_make_up_are_counted_as_one() {
    let app = TestApp::start().await;
    for method in ["MAKEUP", "OTHERWISE"] {
        Answer::to(app.request(method.parse().unwrap(), "/health/live")).await;
    }
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains(r#"http_requests_total{method="_OTHER","#), "{}", metrics.text());
    assert!(!metrics.text().contains("MAKEUP") && !metrics.text().contains("OTHERWISE"));
}

#[tokio::test]
async fn metrics_can_have_an_address_of_their_own() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let app = TestApp::with(&[("metrics_bind", &free.to_string())]).await;
    app.get("/metrics").await.problem(404, "not-found");
    let metrics = reqwest::get(format!("http://{free}/metrics")).await.unwrap();
    assert_eq!(metrics.status(), 200);
    assert_eq!(metrics.headers()["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(metrics.headers()["x-content-type-options"], "nosniff");
    let nothing = reqwest::get(format!("http://{free}/health/ready")).await.unwrap();
    assert_eq!(
        (nothing.status().as_u16(), &nothing.headers()["x-content-type-options"]),
        (404, &"nosniff".parse().unwrap())
    );
    assert!(metrics.text().await.unwrap().contains("wizyta_build_info"));
}
