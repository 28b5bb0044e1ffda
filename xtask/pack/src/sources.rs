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

/// Everything but `index.html` and the crate.
pub(crate) fn read(frontend: &Path) -> Result<Sources> {
    let mut assets = tree(&frontend.join("assets"))?;
    let style = assets.extract_if(.., |name, _| name.starts_with("style/") && has_extension(name, "css"));
    let mut sheet = String::new();
    for (name, bytes) in style {
        sheet.push_str(&String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?);
        sheet.push('\n');
    }
    if !sheet.is_empty() {
        assets.insert("style.css".to_owned(), css::minify(&sheet).into_bytes());
    }
    Ok(Sources { assets, public: tree(&frontend.join("public"))? })
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
