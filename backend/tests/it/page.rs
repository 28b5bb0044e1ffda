use crate::support::app::TestApp;

/// Whether the page was built before the tests; without it the server says how to build it.
fn is_built() -> bool {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/dist/index.html")).exists()
}

#[tokio::test]
async fn each_address_of_the_page_has_the_shell() {
    let app = TestApp::start().await;
    let status = if is_built() { 200 } else { 503 };
    for path in ["/", "/rezerwacja/0199d0a5", "/kiosk", "/regulamin", "/prywatnosc", "/dostepnosc"] {
        let page = app.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_address_is_a_page_for_people_and_a_problem_for_programs() {
    let app = TestApp::start().await;
    let page = app.get_with("/nowhere", "accept", "text/html,*/*").await;
    assert_eq!(page.status, if is_built() { 404 } else { 503 });
    assert!(page.header("content-type").starts_with("text/html"));
    app.get_with("/nowhere", "accept", "application/json").await.problem(404, "not-found");
    app.get("/../Cargo.toml").await.problem(404, "not-found");
    app.get("/index.html.br").await.problem(404, "not-found");
}

#[tokio::test]
async fn the_kiosk_has_a_page_of_its_own() {
    if !is_built() {
        return;
    }
    let app = TestApp::start().await;
    let (kiosk, residents) = (app.get("/kiosk").await, app.get("/").await);
    let (kiosk, residents) = (kiosk.text(), residents.text());
    assert!(kiosk.contains("/assets/kiosk-") && !kiosk.contains("/assets/app-"), "{kiosk}");
    assert!(!residents.contains("/assets/kiosk"), "residents load nothing of it: {residents}");
}
