//! How much a first visit costs.

use crate::pages::{self, Page};
use crate::sources::Files;

/// Prints each file with what it weighs, and on the wire, then the sum of each page.
pub(crate) fn print(files: &Files, compressed: &[(String, Vec<u8>)]) {
    println!("{:>9} {:>9}", "bytes", "brotli");
    let wire = |name: &str, bytes: &[u8]| {
        let small = format!("{name}.br");
        compressed.iter().find(|(other, _)| *other == small).map_or(bytes.len(), |(_, small)| small.len())
    };
    for (name, bytes) in files {
        println!("{:>9} {:>9}  {name}", bytes.len(), wire(name, bytes));
    }
    for page in &pages::ALL {
        let own = files.iter().filter(|(name, _)| page_of(name) == page.document);
        let sum: usize = own.map(|(name, bytes)| wire(name, bytes)).sum();
        println!("{:>9} {sum:>9}  together for {} ({} KiB)", "", page.document, sum.div_ceil(1024));
    }
}

/// The document that loads a file: its name begins with the page's module. The first page has what belongs to no other.
fn page_of(file: &str) -> &'static str {
    let [first, others @ ..] = &pages::ALL;
    let name = file.trim_start_matches("assets/");
    let is_of = |page: &&Page| name.starts_with(page.module);
    others.iter().find(is_of).unwrap_or(first).document
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_file_counts_for_the_page_whose_name_it_begins_with() {
        for (file, page) in [
            ("assets/app_bg-1a2b3c4d5e6f7a8b.wasm", "index.html"),
            ("assets/style-1a2b3c4d5e6f7a8b.css", "index.html"),
            ("kiosk.html", "kiosk.html"),
            ("assets/kiosk-loader-1a2b3c4d5e6f7a8b.js", "kiosk.html"),
        ] {
            assert_eq!(page_of(file), page, "{file}");
        }
    }
}
