//! The pages, each a document with a program of its own.

/// A page.
pub(crate) struct Page {
    /// The document in `frontend/`, a template.
    pub(crate) document: &'static str,
    /// What cargo calls the program: `<program>.wasm`.
    pub(crate) program: &'static str,
    /// What the browser knows it by: `<module>.js` with `<module>_bg.wasm`.
    pub(crate) module: &'static str,
    /// The section of the texts from which the document takes its own.
    pub(crate) section: &'static str,
}

/// All of them, the residents' first.
pub(crate) const ALL: [Page; 2] = [
    Page { document: "index.html", program: "frontend", module: "app", section: "page" },
    Page { document: "kiosk.html", program: "kiosk", module: "kiosk", section: "kiosk" },
];
