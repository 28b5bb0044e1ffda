//! What the pages share: elements, and the browser's own interfaces. Each page is a program of its own, so that nobody
//! loads what only another page needs: `main.rs` is the residents', `bin/kiosk` the ticket kiosk's.

pub mod browser;
pub mod markup;
