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

#[tokio::test]
async fn the_page_is_whole_before_any_program_runs_in_the_language_that_is_asked_for() {
    if !is_built() {
        return;
    }
    let app = TestApp::start().await;
    let page = app.get_with("/", "accept-language", "de-AT, en;q=0.5").await;
    assert_eq!((page.header("content-language"), page.header("vary")), ("de", "Accept-Language, Accept-Encoding"));
    for part in [
        "<html lang=\"de\">",
        ">Terminbuchung im Zentrum für öffentliche Dienstleistungen in Opole</h1>",
        "<option value=\"rejestracja-pojazdu\">",
        "ul. Rotmistrza Witolda Pileckiego, Opole",
        "<link rel=\"canonical\"",
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    // No word of the file that other hosts get is left.
    assert!(!page.text().contains("Rezerwacja wizyty"), "{}", page.text());
    let asked = app.get_with("/?lang=uk", "accept-language", "de").await;
    assert!(asked.text().contains("<html lang=\"uk\">") && asked.header("content-language") == "uk");
    // The service worker says what was chosen on the device; before anything was, the header says `true`.
    let preload = "service-worker-navigation-preload";
    for (chosen, path, language) in [("uk", "/", "uk"), ("uk", "/?lang=en", "en"), ("true", "/", "pl")] {
        let page = app.get_with(path, preload, chosen).await;
        assert_eq!(page.header("content-language"), language, "{chosen} {path}");
    }
    let known = app.get_with("/?lang=uk", "if-none-match", asked.header("etag")).await;
    assert_eq!(known.status, 304);
    for encoding in ["br", "gzip"] {
        let packed = app.get_with("/", "accept-encoding", encoding).await;
        assert_eq!(packed.header("content-encoding"), encoding);
        assert!(packed.body.len() < 6_000, "{encoding}: {} bytes", packed.body.len());
    }
}

#[tokio::test]
async fn an_installed_page_is_called_as_the_office_calls_it_in_the_language_of_the_page() {
    if !is_built() {
        return;
    }
    let app = TestApp::start().await;
    for (language, name, short) in [
        ("pl", "Rezerwacja wizyty – Urząd Miasta Opola", "Wizyta"),
        ("en", "Book a visit – Opole City Hall", "Visit"),
        ("uk", "Запис на візит – Міська рада Ополя", "Візит"),
        ("de", "Terminbuchung – Stadtverwaltung Opole", "Termin"),
    ] {
        let address = format!("/manifest.webmanifest?lang={language}");
        let page = app.get(&format!("/?lang={language}")).await;
        assert!(page.text().contains(&format!("<link rel=\"manifest\" href=\"{address}\">")), "{}", page.text());
        let manifest = app.get(&address).await;
        assert_eq!(manifest.status, 200);
        let of = |name| manifest.header(name);
        assert_eq!((of("content-type"), of("content-language")), ("application/manifest+json", language));
        let manifest = manifest.json();
        let said = |member: &str| manifest[member].as_str().unwrap();
        assert_eq!((said("name"), said("short_name"), said("lang")), (name, short, language));
        assert_eq!((said("start_url"), said("theme_color")), ("/", "#0b3f7a"));
        let icon = manifest["icons"][0]["src"].as_str().unwrap();
        assert_eq!(app.get(icon).await.status, 200, "{icon}");
    }
    let asked = app.get_with("/manifest.webmanifest", "accept-language", "de").await;
    assert_eq!(asked.header("content-language"), "de");
}

#[tokio::test]
async fn the_page_about_problems_is_in_the_reader_s_language() {
    let app = TestApp::start().await;
    let page = app.get_with("/api/docs/problems", "accept-language", "uk").await;
    for part in [
        "<html lang=\"uk\">",
        "<h1>Що означають проблеми у відповідях API</h1>",
        "id=\"day-unreleased\"",
        "Запис відкриємо: … Оберіть",
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    assert!(!page.text().contains('{'), "{}", page.text());
}

#[tokio::test]
async fn what_an_office_has_not_said_is_nowhere() {
    if !is_built() {
        return;
    }
    let app = TestApp::start().await;
    for path in ["/", "/regulamin", "/prywatnosc", "/dostepnosc"] {
        let page = app.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        for nothing in ["tel:", "mailto:", "brand-logo", "office-style", "a11y-osoba", "PLACEHOLDER"] {
            assert!(!page.text().contains(nothing), "{path}: {nothing}");
        }
    }
    let terms = app.get("/regulamin").await;
    assert!(terms.text().contains("obowiązuje od 1\u{a0}listopada 2026\u{a0}r.</p>"), "{}", terms.text());
    let privacy = app.get("/prywatnosc").await;
    assert!(privacy.text().contains("Adres usuwamy 7 dni po wizycie."), "{}", privacy.text());
    let app = app.restart(&[("retention_days", "1")]).await;
    assert!(app.get_with("/prywatnosc", "accept-language", "en").await.text().contains("1 day after the visit"));
}
