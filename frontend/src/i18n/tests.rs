//! The language of an address, and that no text of the page is missing or idle.

use super::{Speech, query_language, without_language};
use shared::Language;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_address_may_name_a_language() {
    assert_eq!(query_language("service=flota&lang=uk"), Some(Language::Uk));
    assert_eq!(query_language("lang=fr"), None);
    assert_eq!(query_language("slang=de"), None);
}

#[test]
fn a_language_is_asked_for_once() {
    assert_eq!(without_language("service=flota&lang=uk").as_deref(), Some("service=flota"));
    assert_eq!(without_language("lang=uk").as_deref(), Some(""));
    assert_eq!(without_language("slang=de"), None);
    assert_eq!(without_language(""), None);
}

#[test]
fn counts_take_the_form_of_their_language() {
    let polish = Speech::of(Language::Pl);
    for (n, expected) in [(1, "1 wolna godzina"), (3, "3 wolne godziny"), (12, "12 wolnych godzin")] {
        assert_eq!(polish.count(&polish.texts.free_times, n), expected);
    }
}

#[test]
fn every_text_is_used_and_every_used_text_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let locale = fs::read_to_string(root.join("../shared/locales/pl/page.toml")).unwrap();
    let keys: BTreeSet<&str> = locale.lines().filter_map(key_of_line).collect();

    let mut sources = String::new();
    collect(&root.join("src"), &mut sources);
    let shell = fs::read_to_string(root.join("index.html")).unwrap();

    let idle: Vec<&&str> = keys
        .iter()
        .filter(|key| !uses_field(&sources, &key.replace('-', "_")) && !shell.contains(&format!("{{{{pl.{key}}}}}")))
        .collect();
    assert!(idle.is_empty(), "texts that nothing shows: {idle:?}");

    for placeholder in shell.split("{{pl.").skip(1).filter_map(|rest| rest.split("}}").next()) {
        assert!(keys.contains(placeholder), "index.html asks for {placeholder}, which pl/page.toml does not have");
    }
}

/// The key that a line of the locale file begins: `key = "…"`, or `[key]` for a plural.
fn key_of_line(line: &str) -> Option<&str> {
    let plural = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let key = plural.or_else(|| Some(line.split_once(" = ")?.0))?;
    (!["one", "few", "many", "other"].contains(&key) && !key.starts_with('#')).then_some(key)
}

fn uses_field(sources: &str, field: &str) -> bool {
    sources.match_indices(&format!(".{field}")).any(|(at, name)| {
        let after = sources[at + name.len()..].chars().next();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn collect(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
