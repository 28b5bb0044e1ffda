//! The words of the product as they stand in `locales`: none is idle, and all of them are as we want to speak.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, also in what helps it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use shared::Language;
use shared::problem::{FaultCode, ProblemCode};
use shared::texts::page;

/// A section's texts in a language; those of a plural under their forms.
type Section = BTreeMap<String, BTreeMap<String, String>>;

/// Where a section's texts are asked for by name: in which files, and as fields of what.
const ASKED: [(&str, &[&str], &[&str]); 5] = [
    ("code", &["backend/src/pages", "backend/templates/page"], &["c", "of(language)"]),
    ("page", &["frontend/src", "backend/src/pages", "backend/templates/page"], &["t", "texts", "texts()"]),
    ("kiosk", &["frontend/src/bin/kiosk"], &["texts"]),
    ("legal", &["backend/src/pages", "backend/src/http/problems.rs", "backend/templates/page"], &["l", "legal"]),
    (
        "mail",
        &["backend/src/mail", "backend/src/calendar.rs", "backend/src/pages", "backend/templates/mail"],
        &["t", "texts", "mail"],
    ),
];

/// The documents that are written with texts of a section when the page is put together: `{{pl.key}}`.
const DOCUMENTS: [(&str, &str); 3] = [
    ("page", "frontend/index.html"),
    ("page", "frontend/public/manifest.webmanifest"),
    ("kiosk", "frontend/kiosk.html"),
];

#[test]
fn every_text_is_shown_somewhere() {
    let mut idle = Vec::new();
    for (name, places, receivers) in ASKED {
        let sources: String = places.iter().map(|place| source(&root().join(place), name)).collect();
        let documents = || DOCUMENTS.iter().filter(|(section, _)| *section == name).map(|(_, file)| file);
        let documents: String = documents().map(|file| fs::read_to_string(root().join(file)).unwrap()).collect();
        for key in section(Language::Pl, name).into_keys() {
            let field = key.replace('-', "_");
            if !asks_for(&sources, &field, receivers) && !documents.contains(&format!("{{{{pl.{key}}}}}")) {
                idle.push(format!("{name}: {key}"));
            }
        }
    }
    // Texts that go by the code of what they say; of closed days those of holidays do.
    let problems: Vec<&str> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    let faults: Vec<&str> = FaultCode::ALL.iter().map(|code| code.as_str()).collect();
    let days = source(&root().join("backend/src/domain"), "closed");
    for name in section_names().into_iter().filter(|name| ASKED.iter().all(|(asked, ..)| asked != name)) {
        let is_said = |key: &str| match name.as_str() {
            "problem_title" | "problem_detail" => problems.contains(&key),
            "fault" => faults.contains(&key),
            "closed" => days.contains(&format!("=> {key:?}")) || asks_for(&days, &key.replace('-', "_"), &["texts"]),
            _ => false,
        };
        idle.extend(
            section(Language::Pl, &name).into_keys().filter(|key| !is_said(key)).map(|key| format!("{name}: {key}")),
        );
    }
    assert!(idle.is_empty(), "texts that nothing shows: {idle:#?}");
}

#[test]
fn a_document_asks_for_texts_that_exist() {
    for (name, file) in DOCUMENTS {
        let texts = section(Language::Pl, name);
        let document = fs::read_to_string(root().join(file)).unwrap();
        for key in document.split("{{pl.").skip(1).filter_map(|rest| rest.split("}}").next()) {
            assert!(texts.contains_key(key), "{file} asks for {key}, which pl/{name}.toml does not have");
        }
    }
}

/// A form that is left out would be another one's words, which a language that has it can't mean.
#[test]
fn a_plural_has_the_forms_of_its_language() {
    check(|language, _, _, forms| {
        let wanted: &[&str] = match language {
            _ if forms.contains_key("") => &[""],
            Language::Pl | Language::Uk => &["few", "many", "one", "other"],
            Language::En | Language::De => &["one", "other"],
        };
        let found: Vec<&str> = forms.keys().map(String::as_str).collect();
        let numbered = found == [""] || forms.values().all(|text| text.contains("{n}"));
        (found != wanted || !numbered).then(|| format!("the forms {forms:?}"))
    });
}

/// Each number with the words that people say with it.
#[test]
fn counts_read_as_people_say_them() {
    const COUNTS: [u32; 12] = [0, 1, 2, 4, 5, 12, 14, 21, 22, 25, 101, 112];
    const PL: [&str; 3] = ["{n} wolna godzina", "{n} wolne godziny", "{n} wolnych godzin"];
    const UK: [&str; 3] = ["{n} вільне місце", "{n} вільні місця", "{n} вільних місць"];
    const EN: [&str; 3] = ["{n} time available", "", "{n} times available"];
    const DE: [&str; 3] = ["{n} freier Termin", "", "{n} freie Termine"];
    for (language, [one, few, many], said) in [
        (Language::Pl, PL, [2, 0, 1, 1, 2, 2, 2, 2, 1, 2, 2, 2]),
        (Language::Uk, UK, [2, 0, 1, 1, 2, 2, 2, 0, 1, 2, 0, 2]),
        (Language::En, EN, [2, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
        (Language::De, DE, [2, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
    ] {
        for (n, form) in COUNTS.into_iter().zip(said) {
            let found = page::Texts::of(language).free_times.form(language, n);
            assert_eq!(found, [one, few, many][form], "{language}: {n}");
        }
    }
}

/// What lawyers wrote.
const LONG: [(&str, &str); 1] = [("legal", "a11y-intro")];

#[test]
fn a_sentence_has_at_most_twenty_words() {
    check(|_, name, key, forms| {
        let long = |sentence: &String| {
            sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() > 20
        };
        let found = forms.values().flat_map(|text| sentences(text)).find(long)?;
        (!LONG.contains(&(name, key))).then(|| format!("too long: {found}"))
    });
}

/// Words of another voice, by language: stiff ones, and in English those of another country. A capital is one.
const NOT_OURS: [(Language, &[&str]); 4] = [
    (
        Language::Pl,
        &["Państw", "uprzejmie", "prosimy o", "w celu", "niniejsz", "należy się", "zostanie", "zostaną", "dokona"],
    ),
    (
        Language::En,
        &["please ", "utilize", "canceled", "color", "center", "license ", "organiz", "e-mail", "in order to"],
    ),
    (Language::Uk, &[" ты ", " тебе", "твій", "твоя", "будь ласка", "даний ", "з метою", "необхідно"]),
    (Language::De, &[" du ", "dein", "bezüglich", "mittels", "seitens"]),
];

#[test]
fn the_voice_is_ours() {
    check(|language, _, _, forms| {
        let (_, words) = NOT_OURS.iter().find(|(of, _)| *of == language)?;
        let says = |text: &str, word: &str| {
            if word.starts_with(char::is_uppercase) { text.contains(word) } else { text.to_lowercase().contains(word) }
        };
        let text = forms.values().find(|text| words.iter().any(|word| says(text, word)))?;
        Some(format!("not our voice: {text}"))
    });
}

/// What is not to be parted at the end of a line, and the signs of each language.
#[test]
fn the_type_is_set_as_each_language_has_it() {
    check(|language, _, _, forms| {
        let quotes: &[char] = match language {
            Language::Pl => &['“', '«', '»', '‘', '’', '"', '\''],
            Language::En => &['„', '«', '»', '"', '\''],
            Language::Uk => &['„', '“', '”', '"', '\''],
            Language::De => &['”', '«', '»', '’', '"', '\''],
        };
        forms.values().find_map(|text| {
            let fault = match text {
                _ if text.contains("  ") || text.trim() != text => "a blank too many",
                _ if text.contains("...") => "three full stops for an ellipsis",
                _ if text.contains(quotes) => "quotes of another language",
                _ if ["godz. ", "{time} Uhr", "{from} Uhr", "{to} Uhr"].iter().any(|part| text.contains(part)) => {
                    "an hour that is parted from its word"
                }
                _ => return None,
            };
            Some(format!("{fault}: {text}"))
        })
    });
}

/// What the kiosk's button is called stays Polish; the other languages say in brackets what it means.
#[test]
fn a_polish_label_is_explained() {
    for language in [Language::En, Language::Uk, Language::De] {
        for (name, key) in [("page", "kiosk-2"), ("mail", "kiosk-2"), ("mail", "calendar-description")] {
            let text = &section(language, name)[key][""];
            let (_, after) = text.split_once("{button}").unwrap();
            let explained = after.trim_start_matches(['”', '“', '»', ' ']).starts_with('(');
            assert!(explained, "{language}/{name}.toml: {key}: {text}");
        }
    }
}

/// Collects what `fault` finds in every text of the product, and in those of the sample office. Of a plural it gets all
/// forms, of other texts the one.
fn check(fault: impl Fn(Language, &str, &str, &BTreeMap<String, String>) -> Option<String>) {
    let mut faults = Vec::new();
    for language in Language::ALL {
        for name in section_names() {
            for (key, forms) in section(language, &name) {
                let fault = fault(language, &name, &key, &forms);
                faults.extend(fault.map(|fault| format!("{language}/{name}.toml: {key}: {fault}")));
            }
        }
    }
    let office = fs::read_to_string(root().join("backend/sample/opole.toml")).unwrap();
    let office = office.parse::<toml::Table>().unwrap();
    said_by("sample", &office.into(), &mut |key, language, text| {
        // Of the terms each text between two tags.
        for text in text.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)) {
            let forms = BTreeMap::from([(String::new(), text.trim().to_owned())]);
            let fault = fault(language, "sample", key, &forms);
            faults.extend(fault.map(|fault| format!("opole.toml: {key}, {language}: {fault}")));
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Every text in four languages that a value of the sample has, wherever it is; a list of texts one by one.
fn said_by(key: &str, value: &toml::Value, take: &mut impl FnMut(&str, Language, &str)) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                match Language::from_tag(name)
                    .filter(|_| Language::ALL.iter().all(|language| table.contains_key(language.code())))
                {
                    Some(language) => texts_in(value).into_iter().for_each(|text| take(key, language, text)),
                    None => said_by(name, value, take),
                }
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|value| said_by(key, value, take)),
        _ => {}
    }
}

fn texts_in(value: &toml::Value) -> Vec<&str> {
    match value {
        toml::Value::Array(texts) => texts.iter().flat_map(texts_in).collect(),
        text => text.as_str().into_iter().collect(),
    }
}

/// The sentences of a text. A stop behind a number or a short word that is known to have one ends none.
fn sentences(text: &str) -> Vec<String> {
    const SHORT: [&str; 12] =
        ["r.", "р.", "np.", "godz.", "ust.", "art.", "lit.", "z.", "b.", "z.\u{a0}b.", "ul.", "вул."];
    let mut all = vec![String::new()];
    for word in text.split(' ') {
        let sentence = all.last_mut().unwrap();
        sentence.push_str(word);
        sentence.push(' ');
        let short = SHORT.contains(&word.to_lowercase().as_str())
            || word.trim_end_matches('.').chars().all(|c| c.is_ascii_digit());
        if word.ends_with(['.', '!', '?', '…']) && !short {
            all.push(String::new());
        }
    }
    all
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn section_names() -> Vec<String> {
    let files = fs::read_dir(root().join("shared/locales/pl")).unwrap();
    files.map(|file| file.unwrap().file_name().to_str().unwrap().trim_end_matches(".toml").to_owned()).collect()
}

fn section(language: Language, name: &str) -> Section {
    let path = root().join(format!("shared/locales/{language}/{name}.toml"));
    let table: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let forms = |value: toml::Value| match value {
        toml::Value::Table(forms) => {
            forms.into_iter().map(|(form, text)| (form, text.as_str().unwrap().to_owned())).collect()
        }
        text => BTreeMap::from([(String::new(), text.as_str().unwrap().to_owned())]),
    };
    table.into_iter().map(|(key, value)| (key, forms(value))).collect()
}

/// Whether the field of a section's texts stands there, behind a name that holds them.
fn asks_for(sources: &str, field: &str, receivers: &[&str]) -> bool {
    sources.match_indices(&format!(".{field}")).any(|(at, name)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let whole = !sources[at + name.len()..].starts_with(is_word);
        let of = |receiver: &&str| {
            let before = sources[..at].strip_suffix(*receiver);
            before.is_some_and(|before| !before.ends_with(is_word))
        };
        whole && receivers.iter().any(of)
    })
}

/// All files below `path`. The kiosk's texts are asked for in its own folder alone.
fn source(path: &Path, section: &str) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| section != "page" || path.file_name().is_none_or(|name| name != "bin"))
        .map(|path| source(&path, section))
        .collect()
}
