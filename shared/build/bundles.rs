//! What programs in the browser load: the texts of some sections in one language, as a file of lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{FORMS, LANGUAGES, Section, Text};

/// The files of texts that programs in the browser load, one per language, and the sections in each.
const BUNDLES: [(&str, &[&str]); 1] = [("page", &["page"])];

/// Whether a program in the browser shows this section.
pub(crate) fn in_browser(name: &str) -> bool {
    BUNDLES.iter().any(|(_, sections)| sections.contains(&name))
}

/// Where a section's statics are: everywhere, unless the browser loads its texts.
pub(crate) fn carried(name: &str) -> &'static str {
    if in_browser(name) { "#[cfg(not(target_arch = \"wasm32\"))]" } else { "" }
}

/// The texts in a language: a static, or in the browser what was loaded.
pub(crate) fn accessor(name: &str) -> String {
    let carried = carried(name);
    let mut code = format!(
        "/// The texts in `language`.\n{carried} pub const fn of(language: crate::Language) -> &'static Self {{ match language {{\
         crate::Language::Pl => &PL, crate::Language::En => &EN, crate::Language::Uk => &UK, crate::Language::De => &DE }} }}"
    );
    if in_browser(name) {
        code.push_str(
            "/// The texts in `language`, whose bundle was loaded.\n#[cfg(target_arch = \"wasm32\")]\
             pub fn of(language: crate::Language) -> &'static Self { LOADED.of(language) }\
             #[cfg(target_arch = \"wasm32\")] pub(super) fn keep(self, language: crate::Language) { LOADED.keep(language, self) }\
             #[cfg(target_arch = \"wasm32\")] pub(super) fn are_there(language: crate::Language) -> bool { LOADED.has(language) }",
        );
    }
    code
}

/// Reads a section as `lines` writes it. Filling in what is there is a third of the code that making it would be.
pub(crate) fn reader(section: &Section) -> String {
    let mut none = String::new();
    let mut code = String::new();
    for (key, text) in section {
        let field = key.replace('-', "_");
        match text {
            Text::Plain(_) => {
                let _ = write!(none, "{field}: \"\",");
                let _ = write!(code, "lines.take(&mut texts.{field});");
            }
            Text::Plural(_) => {
                let _ = write!(
                    none,
                    "{field}: crate::plural::Plural {{ {} }},",
                    FORMS.map(|form| format!("{form}: \"\"")).join(",")
                );
                for form in FORMS {
                    let _ = write!(code, "lines.take(&mut texts.{field}.{form});");
                }
            }
        }
    }
    format!(
        "/// Reads the section from the lines of a bundle.\npub fn read(lines: &mut crate::texts::Lines) -> Self {{\
         const NONE: Texts = Texts {{ {none} }}; let mut texts = NONE; {code} texts }}"
    )
}

/// The lines of a section, in the order in which its reader takes them.
fn lines(name: &str, section: &Section) -> String {
    let mut file = String::new();
    for (key, text) in section {
        let texts = match text {
            Text::Plain(text) => std::slice::from_ref(text),
            Text::Plural(forms) => forms,
        };
        for text in texts {
            assert!(!text.contains('\n'), "{name}.toml: {key} has a line break; the browser loads a text per line");
            file.push_str(text);
            file.push('\n');
        }
    }
    file
}

/// The files, and what reads them.
pub(crate) fn write(code: &mut String, all: &BTreeMap<String, [Section; 4]>) {
    code.push_str(
        "/// What programs in the browser load: the texts of some sections in one language.\npub mod bundle {",
    );
    for (bundle, sections) in BUNDLES {
        let mut take = String::new();
        let mut keep = String::new();
        let about = sections.join(", ");
        let (first, _) = sections.split_first().expect("a bundle has sections");
        let mut arms = String::new();
        for section in sections {
            let _ = write!(take, "let {section} = super::super::{section}::Texts::read(&mut lines);");
            let _ = write!(keep, "{section}.keep(language);");
        }
        for (at, language) in LANGUAGES.iter().enumerate() {
            let section = |name: &&str| {
                all.get(*name).and_then(|languages| languages.get(at)).map(|section| lines(name, section))
            };
            let file: String = sections.iter().map(|name| section(name).expect("a bundle's sections exist")).collect();
            let variant = format!("{}{}", language[..1].to_uppercase(), &language[1..]);
            let _ = write!(arms, "crate::Language::{variant} => {file:?},");
        }
        let _ = write!(
            code,
            "/// The texts of {about}.\npub mod {bundle} {{\
             /// The file in `language`.\n#[cfg(not(target_arch = \"wasm32\"))]\
             pub const fn file(language: crate::Language) -> &'static str {{ match language {{ {arms} }} }}\
             /// Takes in a file, unless there was one, after which its sections have their texts in `language`. `None`: it is of another version.\n\
             #[cfg(target_arch = \"wasm32\")]\
             pub fn load(language: crate::Language, file: String) -> Option<()> {{\
             if super::super::{first}::Texts::are_there(language) {{ return Some(()); }}\
             let mut lines = crate::texts::Lines::of(file.leak()); {take} if !lines.are_used_up() {{ return None; }} {keep} Some(()) }}\
             }}"
        );
    }
    let mut arms = String::new();
    for (bundle, _) in BUNDLES {
        let _ = write!(arms, "({bundle:?}, {bundle}::file as File),");
    }
    let _ = write!(
        code,
        "/// The file of a bundle in a language.\n#[cfg(not(target_arch = \"wasm32\"))]\
         pub type File = fn(crate::Language) -> &'static str;\
         /// Every bundle by its name, with its files.\n#[cfg(not(target_arch = \"wasm32\"))]\
         pub const ALL: [(&str, File); {}] = [{arms}];\
         }}\n",
        BUNDLES.len()
    );
}
