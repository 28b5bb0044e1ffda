use super::super::{ImportFault, OPOLE, parse_office_with};
use crate::domain::profile::{LogoKind, Profile};

const LOGO: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10z"/></svg>"#;

/// The sample with `text` in the place of the sections that say how the office presents itself.
fn read(text: &str) -> Result<Profile, Vec<ImportFault>> {
    let (before, rest) = OPOLE.split_once("[brand]").unwrap();
    let (_, after) = rest.split_once("# When days open for booking.").unwrap();
    let files = |name: &str| match name {
        "logo.svg" => Ok(LOGO.into()),
        "script.svg" => Ok(LOGO.replace("path", "script").into()),
        _ => Err("is not there".to_owned()),
    };
    parse_office_with(&format!("{before}{text}\n{after}"), &files).map(|office| office.profile)
}

/// The line of the sample at which the sections begin.
fn first_line() -> usize {
    1 + OPOLE.split_once("[brand]").unwrap().0.matches('\n').count()
}

#[track_caller]
fn assert_fault(text: &str, lines_below: usize, field: &str, message: &str) {
    let faults = read(text).expect_err(text);
    let [fault] = faults.as_slice() else { panic!("{text}: {faults:#?}") };
    assert_eq!((fault.line, fault.field.as_str()), (first_line() + lines_below, field), "{fault}");
    assert!(fault.message.contains(message), "{fault}");
}

const STATEMENT: &str = r#"[accessibility]
published = 2026-12-01
updated = 2026-12-01
status = "partial"
shortcomings = [{ pl = "a", en = "b", uk = "c", de = "d" }]
prepared = 2026-12-01
contact = "Anna"
architecture = [{ pl = "a", en = "b", uk = "c", de = "d" }]
"#;

#[test]
fn everything_may_be_left_out() {
    let profile = read("").unwrap();
    assert_eq!(profile, Profile { heading: profile.heading.clone(), ..Profile::default() });
    assert_eq!(read("[brand]\n[help]\n[privacy]").unwrap(), profile);
}

#[test]
fn the_look_is_read_with_the_file_beside() {
    let profile = read("[brand]\nlogo = \"logo.svg\"\naccent = \"#A4120B\"").unwrap();
    let logo = profile.logo.unwrap();
    assert_eq!((logo.kind, logo.width, logo.height), (LogoKind::Svg, 200, 100));
    assert_eq!(logo.file, LOGO.as_bytes());
    assert!(profile.accent.unwrap().style_sheet().contains("--accent:#a4120b"));
}

#[test]
fn a_logo_is_a_safe_file_beside() {
    let field = "brand.logo";
    assert_fault("[brand]\nlogo = \"../logo.svg\"", 1, field, "beside this one");
    assert_fault("[brand]\nlogo = \"logo.gif\"", 1, field, "beside this one");
    assert_fault("[brand]\n\nlogo = \"other.png\"", 2, field, "other.png is not there");
    assert_fault("[brand]\nlogo = \"script.svg\"", 1, field, "script.svg holds <script>");
}

#[test]
fn an_accent_can_be_read() {
    assert_fault("[brand]\naccent = \"blue\"", 1, "brand.accent", "a colour such as #0b57a4");
    assert_fault("[brand]\naccent = \"#ffeb3b\"", 1, "brand.accent", "is too bright");
}

#[test]
fn links_are_https() {
    assert_fault("[help]\nsign_language_url = \"http://example.pl\"", 1, "help.sign_language_url", "https://");
    assert_fault("[help]\neasy_to_read_url = \"example.pl\"", 1, "help.easy_to_read_url", "https://");
    assert_fault("[privacy]\nnotice_url = \"javascript:a()\"", 1, "privacy.notice_url", "https://");
    assert_fault("[help]\nfax = \"1\"", 1, "help.fax", "unknown");
}

#[test]
fn a_statement_is_whole_and_makes_sense() {
    let statement = read(STATEMENT).unwrap().accessibility.unwrap();
    assert_eq!((statement.contact.as_str(), statement.shortcomings.len(), statement.apps.len()), ("Anna", 1, 0));
    let mut fields: Vec<_> = read("[accessibility]")
        .unwrap_err()
        .into_iter()
        .map(|fault| fault.field.replace("accessibility.", ""))
        .collect();
    fields.sort();
    assert_eq!(fields.join(" "), "architecture contact prepared published status updated");
    let field = |name: &str| format!("accessibility.{name}");
    assert_fault(&STATEMENT.replace("partial", "most"), 3, &field("status"), "full, partial or none");
    assert_fault(&STATEMENT.replace("partial", "full"), 4, &field("shortcomings"), "left out");
    assert_fault(&format!("{STATEMENT}reviewed = 2026-11-30"), 8, &field("reviewed"), "before prepared");
    let app = format!("{STATEMENT}apps = [{{ name = \"a\", url = \"http://a.pl\" }}]");
    assert_fault(&app, 8, "accessibility.apps[0].url", "https://");
}
