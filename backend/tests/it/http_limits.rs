use crate::support::app::TestApp;

#[tokio::test]
async fn too_many_reads_have_to_wait() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_reads", "2/60")]).await;
    let first = app.get("/api/v1/nothing").await;
    assert_eq!(first.header("ratelimit-policy"), "\"reads\";q=2;w=60");
    assert_eq!(first.header("ratelimit"), "\"reads\";r=1;t=30");
    app.get("/api/v1/nothing").await;
    let refused = app.get("/api/v1/nothing").await;
    refused.problem(429, "rate-limited");
    assert!((29..=30).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
    assert!(refused.header("ratelimit").starts_with("\"reads\";r=0;"));
    assert_eq!(app.get("/health/live").await.status, 200);
}

#[tokio::test]
async fn another_spelling_of_a_path_is_counted_with_it() {
    let app = TestApp::with(&[("rate_limits", "on"), ("rate_limit_reads", "1/60")]).await;
    assert_eq!(app.get("/api/v1/offices").await.status, 200);
    app.get("/%61pi/v1/offices").await.problem(429, "rate-limited");
}

#[tokio::test]
async fn clients_behind_a_trusted_proxy_count_each_for_itself() {
    let limits = [("rate_limits", "on"), ("rate_limit_reads", "1/60"), ("trusted_proxies", "127.0.0.1")];
    let app = TestApp::with(&limits).await;
    for (forwarded, status) in
        [("192.0.2.1", 404), ("192.0.2.1", 429), ("192.0.2.9, 192.0.2.1", 429), ("192.0.2.2", 404)]
    {
        let answer = app.get_with("/api/v1/nothing", "x-forwarded-for", forwarded).await;
        assert_eq!(answer.status, status, "{forwarded}");
    }
    let believed_nobody = TestApp::with(&limits[..2]).await;
    believed_nobody.get_with("/api/v1/nothing", "x-forwarded-for", "192.0.2.1").await;
    assert_eq!(believed_nobody.get_with("/api/v1/nothing", "x-forwarded-for", "192.0.2.2").await.status, 429);
}

#[tokio::test]
async fn exempt_networks_have_no_limit() {
    let limits = [("rate_limits", "on"), ("rate_limit_reads", "1/60"), ("rate_limit_exempt", "127.0.0.0/8")];
    let app = TestApp::with(&limits).await;
    for _ in 0..3 {
        let answer = app.get("/api/v1/nothing").await;
        assert_eq!((answer.status, answer.header("ratelimit")), (404, ""));
    }
}
