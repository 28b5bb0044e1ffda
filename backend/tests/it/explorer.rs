use crate::support::app::TestApp;

#[tokio::test]
async fn the_explorer_needs_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    for path in ["/api/docs", "/api/docs/"] {
        let page = app.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        let text = page.text();
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("style="), "{text}");
        assert!(!text.contains("<script>"), "{text}");
        for part in text.split(['"']).filter(|part| part.starts_with("/api/docs/")) {
            assert_eq!(app.get(part).await.status, 200, "{part}");
        }
    }
    app.get("/api/docs/swagger-initializer.js").await.problem(404, "not-found");
    app.get("/api/docs/../openapi").await.problem(404, "not-found");
}

#[tokio::test]
async fn its_files_are_compressed_and_conditional() {
    let app = TestApp::start().await;
    let path = "/api/docs/swagger-ui-bundle.js";
    let plain = app.get(path).await;
    assert_eq!(plain.header("content-encoding"), "");
    for encoding in ["gzip", "br"] {
        let packed = app.get_with(path, "accept-encoding", encoding).await;
        assert_eq!((packed.header("content-encoding"), packed.header("vary")), (encoding, "Accept-Encoding"));
        assert!(packed.body.len() * 2 < plain.body.len());
    }
    let known = app.get_with(path, "if-none-match", plain.header("etag")).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    // A browser puts the headers of a 304 over those of the page that it kept: another policy would kill the page.
    assert!(!known.headers.contains_key("content-security-policy"));
    assert_eq!(known.header("etag"), plain.header("etag"));
}
