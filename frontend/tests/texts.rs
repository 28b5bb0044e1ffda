//! No text of a page is missing or idle.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_text_of_the_residents_page_is_used_and_every_used_text_exists() {
    check("page", "src", "index.html");
}

#[test]
fn every_text_of_the_kiosk_is_used_and_every_used_text_exists() {
    check("kiosk", "src/bin/kiosk", "kiosk.html");
}

/// A text that the program asks for and that is missing does not compile.
fn check(section: &str, folder: &str, document: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let locale = fs::read_to_string(root.join(format!("../shared/locales/pl/{section}.toml"))).unwrap();
    let keys: BTreeSet<&str> = locale.lines().filter_map(key_of_line).collect();

    let mut sources = String::new();
    collect(&root.join(folder), &mut sources);
    let shell = fs::read_to_string(root.join(document)).unwrap();

    let is_used =
        |key: &str| uses_field(&sources, &key.replace('-', "_")) || shell.contains(&format!("{{{{pl.{key}}}}}"));
    let idle: Vec<&&str> = keys.iter().filter(|key| !is_used(key)).collect();
    assert!(idle.is_empty(), "texts that nothing shows: {idle:?}");

    for placeholder in shell.split("{{pl.").skip(1).filter_map(|rest| rest.split("}}").next()) {
        assert!(keys.contains(placeholder), "{document} asks for {placeholder}, which pl/{section}.toml does not have");
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
            // Other pages have texts of their own.
            if path.file_name().is_none_or(|name| name != "bin") {
                collect(&path, sources);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
