use crate::support::app::TestApp;

#[tokio::test]
async fn a_running_server_is_live_and_ready() {
    let app = TestApp::start().await;
    let live = app.get("/health/live").await;
    assert_eq!((live.status, live.json()["status"].as_str()), (200, Some("ok")));
    let ready = app.get("/health/ready").await;
    assert_eq!(ready.status, 200, "{}", ready.text());
    assert_eq!(ready.json()["status"], "ready");
    assert_eq!(ready.json()["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(ready.header("cache-control"), "no-store");
    backend::health_check::ask(app.address).unwrap();
}

#[tokio::test]
async fn a_server_about_to_stop_is_live_but_not_ready_and_then_stops() {
    let app = TestApp::start().await;
    let (address, shutdown) = (app.address, app.shutdown.clone());
    let stopping = tokio::spawn(async move { shutdown.begin(std::time::Duration::from_millis(500)).await });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let ready = app.get("/health/ready").await;
    ready.problem(503, "unavailable");
    assert!(!ready.header("retry-after").is_empty());
    let live = app.get("/health/live").await;
    assert_eq!((live.status, live.header("connection")), (200, "close"));
    stopping.await.unwrap();
    app.stop().await.unwrap();
    assert!(backend::health_check::ask(address).is_err());
}
