//! Names that change with the content, so that a browser never needs to ask whether its copy is still good.
//!
//! An asset that names others gets its hash after they have theirs: a change anywhere below changes every name above.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::sources::{Files, has_extension};

/// Kinds of file in which names are rewritten.
const TEXTS: [&str; 5] = ["js", "css", "svg", "json", "webmanifest"];

/// How the assets are referred to.
const PREFIX: &str = "/assets/";

/// Works out the final name and content of each asset.
pub(crate) struct Namer<'a> {
    sources: &'a Files,
    done: RefCell<BTreeMap<String, (String, Vec<u8>)>>,
    open: RefCell<BTreeSet<String>>,
}

impl<'a> Namer<'a> {
    pub(crate) fn new(sources: &'a Files) -> Self {
        Self { sources, done: RefCell::default(), open: RefCell::default() }
    }

    /// All assets under their final paths.
    pub(crate) fn finish(&self) -> Result<Files> {
        for source in self.sources.keys() {
            self.name(source)?;
        }
        Ok(self.done.borrow().values().map(|(name, bytes)| (format!("assets/{name}"), bytes.clone())).collect())
    }

    /// `text` with each `/assets/<path>` replaced.
    pub(crate) fn rewrite(&self, file: &str, text: &str) -> Result<String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(PREFIX) {
            out.push_str(before);
            let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || "._-/".contains(c))).unwrap_or(after.len());
            let (path, tail) = after.split_at(end);
            let name = self.name(path).with_context(|| format!("named in {file}"))?;
            out.push_str(PREFIX);
            out.push_str(&name);
            rest = tail;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The final name of one asset.
    fn name(&self, source: &str) -> Result<String> {
        if let Some((name, _)) = self.done.borrow().get(source) {
            return Ok(name.clone());
        }
        let Some(bytes) = self.sources.get(source) else {
            bail!("there is no asset {PREFIX}{source}; it would be frontend/assets/{source}")
        };
        if !self.open.borrow_mut().insert(source.to_owned()) {
            bail!("{source} names itself, directly or through others, so it can't be hashed");
        }
        let bytes = if TEXTS.iter().any(|kind| has_extension(source, kind)) {
            let text = std::str::from_utf8(bytes).with_context(|| format!("{source} is not UTF-8"))?;
            let text = self.glue(source, text)?;
            self.rewrite(source, &text)?.into_bytes()
        } else {
            bytes.clone()
        };
        let name = hashed(source, &bytes);
        self.done.borrow_mut().insert(source.to_owned(), (name.clone(), bytes));
        Ok(name)
    }

    /// The glue of wasm-bindgen, the `<module>.js` beside a `<module>_bg.wasm`, names that, the program's other parts and
    /// its snippets relative to itself. Other files name assets by their full path, see [`Self::rewrite`].
    fn glue(&self, file: &str, text: &str) -> Result<String> {
        let mut text = text.to_owned();
        let Some(module) = file.strip_suffix(".js").map(|stem| format!("{stem}_bg.wasm")) else { return Ok(text) };
        if !self.sources.contains_key(&module) {
            return Ok(text);
        }
        let parts = module.replace("bg.wasm", "");
        for part in self.sources.keys().filter(|source| source.starts_with(&parts) && has_extension(source, "wasm")) {
            text = text.replace(part, &self.name(part)?);
        }
        for source in self.sources.keys().filter(|source| source.starts_with("snippets/")) {
            text = text.replace(&format!("./{source}"), &format!("./{}", self.name(source)?));
        }
        Ok(text)
    }
}

/// `loader.js` → `loader-0123456789abcdef.js`.
fn hashed(source: &str, bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes).iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    match source.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{source}-{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(pairs: &[(&str, &str)]) -> Files {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn index_of(pairs: &[(&str, &str)], html: &str) -> Result<String> {
        Namer::new(&sources(pairs)).rewrite("index.html", html)
    }

    #[test]
    fn a_change_below_changes_the_names_above() {
        let html = r#"<script src="/assets/loader.js"></script>"#;
        let loader = "import init from '/assets/app.js'";
        let glue = "new URL('app_bg.wasm', import.meta.url)";
        let one = index_of(&[("loader.js", loader), ("app.js", glue), ("app_bg.wasm", "1")], html).unwrap();
        let two = index_of(&[("loader.js", loader), ("app.js", glue), ("app_bg.wasm", "2")], html).unwrap();
        assert!(one.starts_with(r#"<script src="/assets/loader-"#), "{one}");
        assert_ne!(one, two);
    }

    #[test]
    fn every_reference_is_to_a_file_that_exists() {
        let sources = sources(&[
            ("app.js", "import './snippets/a/b.js'; new URL('app_bg.wasm')"),
            ("app_bg.wasm", ""),
            ("snippets/a/b.js", ""),
        ]);
        let files = Namer::new(&sources).finish().unwrap();
        let glue = files.iter().find(|(name, _)| name.starts_with("assets/app-")).unwrap().1;
        let glue = std::str::from_utf8(glue).unwrap();
        for name in files.keys().filter(|name| !name.starts_with("assets/app-")) {
            assert!(glue.contains(name.trim_start_matches("assets/")), "{glue} lacks {name}");
        }
    }

    #[test]
    fn what_is_not_there_is_said() {
        let error = index_of(&[], r#"<link href="/assets/none.css">"#).unwrap_err();
        assert!(format!("{error:#}").contains("/assets/none.css"), "{error:#}");
    }

    #[test]
    fn a_circle_is_refused() {
        assert!(index_of(&[("a.js", "/assets/b.js"), ("b.js", "/assets/a.js")], "/assets/a.js").is_err());
    }
}
