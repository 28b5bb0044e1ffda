//! What is written: terms, letters, calendar files.

use super::text;
use crate::calendar::visit_ics;
use crate::domain::plan::Localised;
use crate::import::clean_terms;
use crate::mail::sample::Sample;
use crate::mail::{LetterKind, render};
use chrono::Duration;
use shared::Language;

/// The elements that may occur in terms.
const ELEMENTS: [&str; 10] = ["h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br"];

/// Terms are refused, or cleaned to what is harmless; what is clean stays as it is.
///
/// # Panics
/// If that does not hold.
pub fn terms(data: &[u8]) {
    if let Ok(html) = clean_terms(&text(data)) {
        check_terms(&html);
    }
}

/// Only the elements that may occur, and cleaning them again changes nothing.
pub(super) fn check_terms(html: &str) {
    assert_eq!(clean_terms(html).as_deref(), Ok(html), "what is clean stays");
    for tag in html.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { panic!("an open tag: {tag}") };
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
        assert!(ELEMENTS.contains(&name), "{tag}");
        let mut attributes = tag.strip_prefix(name).unwrap_or_default().trim_start();
        while let Some((attribute, rest)) = attributes.split_once("=\"") {
            let Some((value, rest)) = rest.split_once('"') else { panic!("an open value: {tag}") };
            let link = value.starts_with("https://") || value.starts_with("mailto:");
            let language = value.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!((name == "a" && attribute == "href" && link) || (attribute == "lang" && language), "{tag}");
            attributes = rest.trim_start();
        }
        assert!(attributes.is_empty() || tag.starts_with('/'), "{tag}");
    }
}

/// Whatever an office and its services are called, a letter has the headers that it should have and no others, and its
/// calendar file one entry in lines that calendars read.
///
/// # Panics
/// If that does not hold.
pub fn letters(data: &[u8]) {
    let Some(([choice, minutes], rest)) = data.split_first_chunk() else { return };
    let text = text(rest);
    let mut names = text.split('\n').map(str::trim);
    let mut name = || names.next().filter(|name| is_line(name)).map(everywhere);
    let mut sample = Sample::new();
    for place in [&mut sample.office.name, &mut sample.office.address, &mut sample.service.name] {
        if let Some(name) = name() {
            *place = name;
        }
    }
    // Over both nights on which the clock changes.
    let later = Duration::minutes(i64::from(*minutes) * 2_000);
    (sample.starts_at, sample.ends_at) = (sample.starts_at + later, sample.ends_at + later);
    let kinds = LetterKind::ALL;
    let kind = kinds.into_iter().cycle().nth(usize::from(*choice) % kinds.len()).unwrap_or(LetterKind::Confirmation);
    let language = Language::ALL.into_iter().cycle().nth(usize::from(*choice) / kinds.len() % 4).unwrap_or_default();
    let letter = sample.letter(kind, language);
    let Ok(message) = render(&letter) else { panic!("no letter") };
    check_message(&String::from_utf8_lossy(&message));
    check_calendar(&visit_ics(&letter.visit()));
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 200 && !text.chars().any(char::is_control)
}

fn everywhere(text: &str) -> Localised {
    Localised { pl: text.into(), en: text.into(), uk: text.into(), de: text.into() }
}

fn check_message(message: &str) {
    let (head, _) = message.split_once("\r\n\r\n").unwrap_or((message, ""));
    for line in head.split("\r\n") {
        assert!(!line.contains(['\r', '\n']) && line.len() <= 998, "{line:?}");
        assert!(
            line.starts_with([' ', '\t']) || line.split_once(':').is_some_and(|(name, _)| is_ours(name)),
            "{line:?}"
        );
    }
}

/// The headers that a letter has.
const OURS: [&str; 12] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Message-ID",
    "Date",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

fn is_ours(header: &str) -> bool {
    OURS.iter().any(|ours| ours.eq_ignore_ascii_case(header))
}

fn check_calendar(file: &str) {
    let Some(lines) = file.strip_suffix("\r\n") else { panic!("no end: {file}") };
    let mut entries = 0;
    for line in lines.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        entries += u32::from(line == "BEGIN:VEVENT");
    }
    assert_eq!(entries, 1);
}
