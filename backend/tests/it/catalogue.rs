//! `/offices`, `/services`, `/terms`

use crate::support::app::TestApp;

#[tokio::test]
async fn the_office_says_what_the_page_needs() {
    let app = TestApp::start().await;
    let offices = app.get_with("/api/v1/offices", "accept-language", "en").await;
    assert_eq!(offices.status, 200);
    let office = &offices.json()["items"][0];
    assert_eq!((office["id"].as_str(), office["name"].as_str()), (Some("cup-opole"), Some("Public Services Centre")));
    assert_eq!((office["timezone"].as_str(), office["horizon_days"].as_u64()), (Some("Europe/Warsaw"), Some(30)));
    assert_eq!(offices.header("content-language"), "en");
}

#[tokio::test]
async fn services_come_in_the_order_of_the_drop_down_and_in_every_language() {
    let app = TestApp::start().await;
    let slugs = |answer: &serde_json::Value| -> Vec<String> {
        answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let services = app.get("/api/v1/services").await.json();
    let expected = [
        "sprawy-obywatelskie",
        "rejestracja-pojazdu",
        "wyrejestrowanie-zgloszenie-zbycia",
        "odbiory-dowodow-rejestracyjnych-adnotacje",
        "prawa-jazdy",
        "flota",
    ];
    assert_eq!(slugs(&services), expected);
    assert_eq!(services["items"][0]["name"], "Sprawy obywatelskie");
    for (language, name) in [("en", "Civil affairs"), ("uk", "Справи громадян"), ("de", "Bürgerangelegenheiten")]
    {
        let translated = app.get_with("/api/v1/services", "accept-language", language).await.json();
        assert_eq!(translated["items"][0]["name"], name);
    }
    assert_eq!(app.get("/api/v1/services?office=cup-opole").await.json(), services);
    let unknown = app.get("/api/v1/services?office=nowhere").await.problem(422, "validation-failed");
    assert_eq!(
        (unknown["errors"][0]["parameter"].as_str(), unknown["errors"].as_array().map(Vec::len)),
        (Some("office"), Some(1))
    );
}

#[tokio::test]
async fn terms_are_those_in_force_or_a_named_version() {
    let app = TestApp::start().await;
    let version = app.get("/api/v1/offices").await.json()["items"][0]["terms_version"].as_str().unwrap().to_owned();
    let terms = app.get_with("/api/v1/terms", "accept-language", "uk").await.json();
    assert_eq!((terms["version"].as_str(), terms["language"].as_str()), (Some(version.as_str()), Some("uk")));
    assert!(terms["html"].as_str().unwrap().contains('<'));
    let named = app.get(&format!("/api/v1/terms?version={version}&office=cup-opole")).await;
    assert_eq!(named.status, 200);
    app.get("/api/v1/terms?version=never").await.problem(404, "not-found");
}

#[tokio::test]
async fn reads_are_conditional_compressed_and_cached_as_they_may_be() {
    let app = TestApp::start().await;
    for (path, cache_control) in [
        ("/api/v1/offices", "public, max-age=300, stale-while-revalidate=600"),
        ("/api/v1/services", "public, max-age=300, stale-while-revalidate=600"),
        ("/api/v1/terms", "public, max-age=300, stale-while-revalidate=600"),
        ("/api/v1/services/flota/days", "public, no-cache"),
        ("/api/v1/services/flota/days/2026-12-01", "public, no-cache"),
    ] {
        let plain = app.get(path).await;
        assert_eq!((plain.status, plain.header("cache-control")), (200, cache_control), "{path}");
        assert_eq!(plain.header("vary"), "Accept-Language, Accept-Encoding");
        assert_eq!(plain.header("content-type"), "application/json");
        let etag = plain.header("etag");
        for known in
            [etag.to_owned(), format!("\"x\", {etag}"), etag.trim_start_matches("W/").to_owned(), "*".to_owned()]
        {
            let unchanged = app.get_with(path, "if-none-match", &known).await;
            assert_eq!((unchanged.status, unchanged.body.len()), (304, 0), "{path} {known}");
            assert_eq!((unchanged.header("etag"), unchanged.header("cache-control")), (etag, cache_control));
        }
        assert_eq!(app.get_with(path, "if-none-match", "\"other\"").await.status, 200);
        for encoding in ["br", "gzip"] {
            let packed = app.get_with(path, "accept-encoding", encoding).await;
            assert_eq!((packed.header("content-encoding"), packed.header("etag")), (encoding, etag), "{path}");
            assert!(packed.body.len() < plain.body.len());
        }
        let polish = app.get_with(path, "accept-language", "en").await;
        assert_eq!(polish.header("content-language"), "en");
    }
}

#[tokio::test]
async fn unknown_query_parameters_are_refused() {
    let app = TestApp::start().await;
    for path in ["/api/v1/offices?a=1", "/api/v1/services?a=1", "/api/v1/terms?a=1", "/api/v1/services/flota/days?a=1"]
    {
        let problem = app.get(path).await.problem(422, "validation-failed");
        assert_eq!(problem["errors"][0]["parameter"], "a");
        assert_eq!(problem["errors"][0]["code"], "unknown-field");
    }
}
