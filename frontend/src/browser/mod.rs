//! The browser's own interfaces, each wrapped once, so that the rest of the page stays plain Rust. Nothing here fails
//! loudly: a browser that refuses storage or history still books a visit.

pub mod clock;
pub mod file;
pub mod focus;
pub mod history;
pub mod intl;
pub mod origin;
pub mod random;
pub mod shell;
pub mod storage;
pub mod texts;
pub mod timer;
pub mod work;
