//! Turns `locales/<language>/<section>.toml` into one struct of texts per section and one static of it per language, so
//! that a missing or misspelt key does not compile. Fails the build when the languages differ in keys or placeholders.
//!
//! A program in the browser does not carry the statics, four languages of which three are never read: it loads the texts of
//! the language in use as a file. `bundles::BUNDLES` says which sections go into which file.

#![expect(clippy::expect_used, clippy::panic, reason = "a build script reports by stopping the build")]

mod bundles;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const LANGUAGES: [&str; 4] = ["pl", "en", "uk", "de"];
const FORMS: [&str; 4] = ["one", "few", "many", "other"];

type Section = BTreeMap<String, Text>;

enum Text {
    Plain(String),
    /// In the order of `FORMS`.
    Plural([String; 4]),
}

fn main() {
    println!("cargo:rerun-if-changed=locales");
    let mut code = String::new();
    let mut all = BTreeMap::new();
    for name in section_names() {
        let sections = LANGUAGES.map(|language| read(language, &name));
        for (language, section) in LANGUAGES.iter().zip(&sections) {
            compare(&name, language, &sections[0], section);
        }
        write_section(&mut code, &name, &sections);
        all.insert(name, sections);
    }
    bundles::write(&mut code, &all);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR is writable");
}

fn section_names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir("locales/pl")
        .expect("locales/pl is there")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
        .collect();
    names.sort();
    names
}

fn read(language: &str, name: &str) -> Section {
    let path = format!("locales/{language}/{name}.toml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
    table
        .into_iter()
        .map(|(key, value)| {
            let text = text_of(&value).unwrap_or_else(|| panic!("{path}: {key} is neither a text nor a plural"));
            (key, text)
        })
        .collect()
}

fn text_of(value: &toml::Value) -> Option<Text> {
    if let Some(text) = value.as_str() {
        return Some(Text::Plain(text.to_owned()));
    }
    let forms = value.as_table()?;
    if forms.keys().any(|form| !FORMS.contains(&form.as_str())) {
        return None;
    }
    let other = forms.get("other")?.as_str()?;
    Some(Text::Plural(FORMS.map(|form| forms.get(form).and_then(toml::Value::as_str).unwrap_or(other).to_owned())))
}

/// Both must have the same keys, of the same kind, with the same placeholders.
fn compare(name: &str, language: &str, polish: &Section, other: &Section) {
    let keys = |section: &Section| section.keys().cloned().collect::<BTreeSet<_>>();
    let difference: Vec<String> = keys(polish).symmetric_difference(&keys(other)).cloned().collect();
    assert!(difference.is_empty(), "locales/{language}/{name}.toml: keys differ from pl: {difference:?}");
    for (key, text) in polish {
        let (expected, found) = (placeholders(text), placeholders(&other[key]));
        assert!(
            expected == found,
            "locales/{language}/{name}.toml: {key} has placeholders {found:?}, pl has {expected:?}"
        );
        let same_kind =
            matches!((text, &other[key]), (Text::Plain(_), Text::Plain(_)) | (Text::Plural(_), Text::Plural(_)));
        assert!(same_kind, "locales/{language}/{name}.toml: {key} is a plural in one language only");
    }
}

fn placeholders(text: &Text) -> BTreeSet<String> {
    let texts = match text {
        Text::Plain(text) => std::slice::from_ref(text),
        Text::Plural(forms) => forms,
    };
    texts
        .iter()
        .flat_map(|text| text.split('{').skip(1))
        .filter_map(|rest| rest.split_once('}'))
        .map(|(placeholder, _)| placeholder.to_owned())
        .collect()
}

fn write_section(code: &mut String, name: &str, sections: &[Section; 4]) {
    let polish = &sections[0];
    let mut fields = String::new();
    let mut arms = String::new();
    for (key, text) in polish {
        let field = key.replace('-', "_");
        let (kind, doc) = match text {
            Text::Plain(text) => ("&'static str", text),
            Text::Plural(forms) => ("crate::plural::Plural", &forms[2]),
        };
        let doc = format!("`{}`", doc.replace('`', "'"));
        let _ = write!(fields, "#[doc = {doc:?}] pub {field}: {kind},");
        if matches!(text, Text::Plain(_)) {
            let _ = write!(arms, "{key:?} => self.{field},");
        }
    }
    let _ = write!(
        code,
        "/// Texts of `locales/*/{name}.toml`.\npub mod {name} {{\
         /// The section's texts in one language.\n#[derive(Debug)] pub struct Texts {{ {fields} }}\
         impl Texts {{ {of} {read}\
         /// The plain text with this key.\npub fn get(&self, key: &str) -> Option<&'static str> {{ Some(match key {{ {arms} _ => return None }}) }}\
         }}",
        of = bundles::accessor(name),
        read = bundles::reader(polish),
    );
    for (language, section) in LANGUAGES.iter().zip(sections) {
        let _ = write!(code, "{}static {}: Texts = Texts {{", bundles::carried(name), language.to_uppercase());
        for (key, text) in section {
            let field = key.replace('-', "_");
            let _ = match text {
                Text::Plain(text) => write!(code, "{field}: {text:?},"),
                Text::Plural([one, few, many, other]) => write!(
                    code,
                    "{field}: crate::plural::Plural {{ one: {one:?}, few: {few:?}, many: {many:?}, other: {other:?} }},"
                ),
            };
        }
        code.push_str("};");
    }
    if bundles::in_browser(name) {
        code.push_str(
            "#[cfg(target_arch = \"wasm32\")] static LOADED: crate::texts::Loaded<Texts> = crate::texts::Loaded::none();",
        );
    }
    code.push_str("}\n");
}
