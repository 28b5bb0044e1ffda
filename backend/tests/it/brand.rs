//! An office's look: what import takes is what residents get, as files that can do no harm.

use crate::support::app::TestApp;
use crate::support::database::TestDatabase;
use backend::import::{OPOLE, parse_office_with};
use backend::service::setup;

const LOGO: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10z"/></svg>"#;

/// The sample with a look of its own.
fn changed() -> backend::domain::plan::Office {
    let text = OPOLE
        .replacen("[brand]\n", "[brand]\nlogo = \"logo.svg\"\naccent = \"#a4120b\"\n", 1)
        .replacen("[help]\n", "[help]\nsign_language_url = \"https://tlumacz.example.pl/\"\n", 1)
        .replacen("timezone = ", "phone = \"+48 77 000 00 00\"\ntimezone = ", 1);
    parse_office_with(&text, &|_| Ok(LOGO.into())).unwrap()
}

/// A server whose office has had its profile replaced.
async fn started() -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(&folder).await;
    let db = database.open().await;
    // A database on a server has the sample already.
    let office = changed();
    if !setup::import(&db, office.clone()).await.unwrap() {
        assert!(setup::replace_profile(&db, office).await.unwrap());
    }
    drop(db);
    TestApp::on(database, folder, &[])
}

#[tokio::test]
async fn the_sample_says_what_is_known_and_nothing_else() {
    let app = TestApp::start().await;
    let office = &app.get("/api/v1/offices").await.json()["items"][0];
    assert_eq!(office["brand_name"], "Urząd Miasta Opola");
    for unknown in ["phone", "email", "logo", "style_url", "map_url", "sign_language_url", "easy_to_read_url"] {
        assert!(office[unknown].is_null(), "{unknown}: {office}");
    }
}

#[tokio::test]
async fn the_look_is_served_as_files_that_never_change() {
    let app = started().await;
    let office = &app.get_with("/api/v1/offices", "accept-language", "de").await.json()["items"][0];
    assert_eq!(
        (&office["brand_name"], &office["phone"]),
        (&"Stadtverwaltung Opole".into(), &"+48 77 000 00 00".into())
    );
    assert_eq!((&office["logo"]["width"], &office["logo"]["height"]), (&200.into(), &100.into()));
    let logo = app.get(office["logo"]["url"].as_str().unwrap()).await;
    assert_eq!((logo.status, logo.header("content-type"), logo.text()), (200, "image/svg+xml", LOGO));
    let policy = logo.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let style = app.get(office["style_url"].as_str().unwrap()).await;
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(style.text().contains("--accent:#a4120b"), "{}", style.text());
    for file in [logo, style] {
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        // A page on another host shows them.
        assert_ne!(file.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
    }
    app.get("/brand/logo-0000000000000000.svg").await.problem(404, "not-found");
}

#[tokio::test]
async fn a_profile_is_replaced_and_the_plan_is_not() {
    let app = TestApp::start().await;
    let services = app.get("/api/v1/services").await.body;
    let mut office = changed();
    office.services.clear();
    assert!(setup::replace_profile(&app.state.db, office).await.unwrap());
    let mut other = changed();
    other.id = "elsewhere".to_owned();
    assert!(!setup::replace_profile(&app.state.db, other).await.unwrap());
    let app = app.restart(&[]).await;
    assert!(app.get("/api/v1/offices").await.json()["items"][0]["logo"].is_object());
    assert_eq!(app.get("/api/v1/services").await.body, services);
}
