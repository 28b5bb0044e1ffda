//! The browser's own interfaces, each wrapped once, so that the rest of the page stays plain Rust. Nothing here fails
//! loudly: a browser that refuses storage or history still books a visit.

pub(crate) mod clock;
pub(crate) mod file;
pub(crate) mod focus;
pub(crate) mod history;
pub(crate) mod intl;
pub(crate) mod random;
pub(crate) mod shell;
pub(crate) mod storage;
pub(crate) mod texts;
pub(crate) mod work;
