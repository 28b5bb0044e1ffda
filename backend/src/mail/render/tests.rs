use super::render;
use crate::mail::LetterKind;
use crate::mail::sample::Sample;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};
use shared::Language;
use std::path::Path;

fn rendered(sample: &Sample, kind: LetterKind, language: Language) -> Vec<u8> {
    render(&sample.letter(kind, language)).unwrap()
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

fn calendar_of<'a>(message: &'a Message) -> &'a MessagePart<'a> {
    message.attachments().find(|part| part.is_content_type("text", "calendar")).unwrap()
}

#[test]
fn the_picture_of_the_code_is_the_one_that_the_html_shows() {
    let sample = Sample::new();
    let bytes = rendered(&sample, LetterKind::Confirmation, Language::Pl);
    let message = parsed(&bytes);
    let picture = message.parts.iter().find(|part| part.is_content_type("image", "png")).unwrap();
    assert!(message.body_html(0).unwrap().contains(&format!("src=\"cid:{}\"", picture.content_id().unwrap())));
    assert_eq!(
        picture.contents(),
        crate::mail::qr::picture(sample.letter(LetterKind::Confirmation, Language::Pl).code).unwrap().png
    );
}

fn all() -> impl Iterator<Item = (LetterKind, Language)> {
    LetterKind::ALL.into_iter().flat_map(|kind| Language::ALL.map(|language| (kind, language)))
}

/// `UPDATE_LETTERS=1 cargo test -p backend letters` writes them anew.
#[test]
fn letters_read_as_the_golden_files_say() {
    let sample = Sample::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    for (kind, language) in all() {
        let bytes = rendered(&sample, kind, language);
        let message = parsed(&bytes);
        let name = format!("{}.{language}", kind.as_str());
        for (part, text) in [
            ("txt", format!("{}\n\n{}", message.subject().unwrap(), message.body_text(0).unwrap())),
            ("html", message.body_html(0).unwrap().into_owned()),
            ("ics", calendar_of(&message).text_contents().unwrap().to_owned()),
        ] {
            let path = folder.join(format!("{name}.{part}"));
            let text = text.replace("\r\n", "\n");
            if std::env::var_os("UPDATE_LETTERS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(golden == text, "{} differs: look at it, then UPDATE_LETTERS=1", path.display());
        }
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let sample = Sample::new();
    for (kind, language) in all() {
        assert_eq!(rendered(&sample, kind, language), rendered(&sample, kind, language));
    }
}

#[test]
fn headers_say_that_a_machine_wrote_it_and_where_a_person_reads() {
    let sample = Sample::new();
    let bytes = rendered(&sample, LetterKind::Confirmation, Language::Uk);
    let message = parsed(&bytes);
    let header = |name: &'static str| message.header_raw(name).map(str::trim);
    assert_eq!(header("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(header("X-Auto-Response-Suppress"), Some("All"));
    assert_eq!(header("Content-Language"), Some("uk"));
    assert_eq!(header("Message-ID"), Some("<01905b1e8a717aa08b4e3a8cd0e97a11@opole.example>"));
    assert_eq!(header("Date"), Some("Mon, 23 Nov 2026 07:30:15 +0000"));
    assert_eq!(header("To"), Some("<anna@example.pl>"));
    let reply_to = message.reply_to().unwrap().first().unwrap();
    assert_eq!(reply_to.address(), Some("cup@opole.example"));
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Центр публічних послуг в Ополе"), Some("wizyta@opole.example")));
}

#[test]
fn the_parts_stand_in_their_order_and_lines_are_short() {
    let sample = Sample::new();
    for (kind, language) in all() {
        let bytes = rendered(&sample, kind, language);
        let message = parsed(&bytes);
        let types: Vec<String> = message
            .parts
            .iter()
            .map(|part| part.content_type().map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap())).unwrap())
            .collect();
        let expected: &[&str] = match kind {
            LetterKind::Cancelled => {
                &["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
            }
            LetterKind::Confirmation | LetterKind::Moved | LetterKind::Reminder => &[
                "multipart/mixed",
                "multipart/alternative",
                "text/plain",
                "multipart/related",
                "text/html",
                "image/png",
                "text/calendar",
            ],
        };
        assert_eq!(types, expected);
        let method = calendar_of(&message).content_type().unwrap().attribute("method").unwrap();
        assert_eq!(method, if kind == LetterKind::Cancelled { "CANCEL" } else { "PUBLISH" });
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.is_ascii() && text.split("\r\n").all(|line| line.len() <= 78 && !line.contains(['\r', '\n'])));
        assert!(bytes.len() < 30_000, "{} bytes", bytes.len());
    }
}

#[test]
fn both_parts_tell_the_same_and_a_cancellation_tells_no_code() {
    let sample = Sample::new();
    for (kind, language) in all() {
        let bytes = rendered(&sample, kind, language);
        let message = parsed(&bytes);
        let letter = sample.letter(kind, language);
        let code = letter.code.to_string().replace(' ', "\u{a0}");
        for body in [message.body_text(0).unwrap(), message.body_html(0).unwrap()] {
            assert!(body.contains(letter.service.name.get(language)), "{body}");
            assert!(body.contains("9:20") && body.contains("Pileckiego"));
            let upcoming = kind != LetterKind::Cancelled;
            assert_eq!(body.contains(&code), upcoming);
            assert_eq!(body.contains(letter.manage_link), upcoming);
            assert!(!body.contains('{') || body.contains("<style>"), "{body}");
        }
        let calendar = calendar_of(&message).text_contents().unwrap();
        assert!(!calendar.contains(letter.code.digits()) && !calendar.contains('#'));
    }
}

#[test]
fn html_shows_markup_in_a_value_as_text() {
    let mut sample = Sample::new();
    let nasty = "<script>alert('x')</script> & \"co\"";
    sample.service.name.pl = nasty.into();
    sample.office.name.pl = nasty.into();
    sample.office.address.pl = nasty.into();
    sample.office.phone = Some(nasty.into());
    sample.office.email = Some("\"><script>@x".into());
    sample.service.details_url = Some("https://x/\"><script>".into());
    let bytes = rendered(&sample, LetterKind::Confirmation, Language::Pl);
    let message = parsed(&bytes);
    let html = message.body_html(0).unwrap();
    assert!(!html.contains("<script") && !html.contains("https://x/\""), "{html}");
}

#[test]
fn a_value_cannot_add_a_header() {
    let mut sample = Sample::new();
    sample.office.name.pl = "Urząd\r\nBcc: ewa@example.pl".into();
    sample.office.email = Some("cup@opole.example\r\nBcc: ewa@example.pl".into());
    let bytes = rendered(&sample, LetterKind::Confirmation, Language::Pl);
    assert!(parsed(&bytes).bcc().is_none());
}

#[test]
fn without_contact_or_details_nothing_stands_in_their_place() {
    let mut sample = Sample::new();
    (sample.office.phone, sample.office.email, sample.service.details_url) = (None, None, None);
    let bytes = rendered(&sample, LetterKind::Confirmation, Language::En);
    let message = parsed(&bytes);
    assert!(message.reply_to().is_none());
    for body in [message.body_text(0).unwrap(), message.body_html(0).unwrap()] {
        assert!(!body.contains("Contact") && !body.contains("What to bring") && !body.contains("None"), "{body}");
    }
}
