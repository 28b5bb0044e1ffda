//! The files that people wrote: style, assets, and what keeps its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::css;

/// Contents by path, `/` between the parts on every system.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The frontend's files by where they go.
pub(crate) struct Sources {
    /// To `/assets/`, under a hashed name.
    pub(crate) assets: Files,
    /// To `/`, as they are.
    pub(crate) public: Files,
}

/// Begins every sheet of styles.
const TOKENS: &str = "10-tokens.css";

/// Everything but the documents and the crate.
pub(crate) fn read(frontend: &Path) -> Result<Sources> {
    let mut assets = tree(&frontend.join("assets"))?;
    for (name, sheet) in sheets(&mut assets)? {
        assets.insert(format!("{name}.css"), css::minify(&sheet).into_bytes());
    }
    Ok(Sources { assets, public: tree(&frontend.join("public"))? })
}

/// Takes the parts of `style/` out of the assets and makes a sheet of them, and one of each folder in it.
fn sheets(assets: &mut Files) -> Result<BTreeMap<String, String>> {
    let mut tokens = String::new();
    let mut sheets: BTreeMap<String, String> = BTreeMap::new();
    for (name, bytes) in assets.extract_if(.., |name, _| name.starts_with("style/") && has_extension(name, "css")) {
        let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
        let part = name.trim_start_matches("style/");
        if part == TOKENS {
            tokens = text;
            continue;
        }
        let sheet = part.split_once('/').map_or("style", |(folder, _)| folder);
        let sheet = sheets.entry(sheet.to_owned()).or_insert_with(|| tokens.clone());
        sheet.push('\n');
        sheet.push_str(&text);
    }
    Ok(sheets)
}

/// All files below a folder; none if there is no such folder.
pub(crate) fn tree(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    if folder.is_dir() {
        collect(folder, "", &mut files)?;
    }
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            files.insert(name, fs::read(entry.path()).with_context(|| format!("{}", entry.path().display()))?);
        }
    }
    Ok(())
}

/// Whether a path ends in `.extension`.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::{Files, sheets};

    #[test]
    fn each_folder_of_styles_is_a_sheet_that_begins_with_the_tokens() {
        let parts =
            ["style/10-tokens.css", "style/20-base.css", "style/30-frame.css", "style/kiosk/10-all.css", "a.js"];
        let mut assets: Files = parts.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect();
        let sheets = sheets(&mut assets).unwrap();
        assert_eq!(sheets["style"], "style/10-tokens.css\nstyle/20-base.css\nstyle/30-frame.css");
        assert_eq!(sheets["kiosk"], "style/10-tokens.css\nstyle/kiosk/10-all.css");
        assert_eq!(assets.keys().collect::<Vec<_>>(), ["a.js"]);
    }
}
