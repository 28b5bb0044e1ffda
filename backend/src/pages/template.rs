//! The page's `index.html`, some regions of which the server writes anew. A region stands between `<!--name-->` and
//! `<!--/name-->`; what it holds in the file is what a host gets that only serves files.

use shared::Language;
use std::fmt::Write as _;

/// The document that `index.html` becomes.
pub(super) struct Document<'a> {
    /// Its language.
    pub(super) language: Language,
    /// Title, description, colours.
    pub(super) head: &'a str,
    /// What comes after the style sheet.
    pub(super) office: &'a str,
    /// The body.
    pub(super) body: &'a str,
    /// Whether the page's program runs there.
    pub(super) program: bool,
}

/// The document made of `index.html`; none if it has not the regions, or its language is not to be found.
pub(super) fn fill(index: &str, document: &Document<'_>) -> Option<String> {
    let (before, after) = index.split_once("<html lang=\"pl\">")?;
    let mut filled = String::with_capacity(index.len() + document.body.len() + document.head.len());
    let _ = write!(filled, "{before}<html lang=\"{}\">", document.language);
    let mut rest = after;
    for (name, content) in [
        ("head", Some(document.head)),
        ("office", Some(document.office)),
        ("program", (!document.program).then_some("")),
        ("body", Some(document.body)),
    ] {
        let (before, held, tail) = region(rest, name)?;
        filled.push_str(before);
        filled.push_str(content.unwrap_or(held));
        rest = tail;
    }
    filled.push_str(rest);
    Some(filled)
}

/// What stands before a region, in it, and after it.
fn region<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(&format!("<!--{name}-->"))?;
    let (held, after) = rest.split_once(&format!("<!--/{name}-->"))?;
    Some((before, held, after))
}

#[cfg(test)]
mod tests {
    use super::{Document, fill};
    use shared::Language;

    const INDEX: &str = include_str!("../../../frontend/index.html");

    #[test]
    fn the_pages_file_has_every_region() {
        let mut document =
            Document { language: Language::Uk, head: "HEAD", office: "OFFICE", body: "BODY", program: true };
        let page = fill(INDEX, &document).unwrap();
        for part in ["<html lang=\"uk\">", "HEAD", "OFFICE", "BODY", "loader.js", "style.css", "wizyta-api"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        document.program = false;
        let page = fill(INDEX, &document).unwrap();
        assert!(!page.contains("loader.js") && !page.contains("<script") && page.contains("style.css"), "{page}");
        // No word of the file's own is left, which is in one language.
        assert!(!page.contains("{{"), "{page}");
    }

    #[test]
    fn another_file_is_not_filled() {
        let document = Document { language: Language::Pl, head: "", office: "", body: "", program: true };
        assert_eq!(fill("<html lang=\"pl\"><!--head--><!--/head-->", &document), None);
    }
}
