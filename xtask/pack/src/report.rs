//! How much a first visit costs. The budget itself is held by a test in a browser, which counts what was really sent.

use crate::pages::{self, Page};
use crate::sources::Files;

/// Prints each file with what it weighs, and on the wire, then what each page's first visit loads.
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
        let sum: usize = first_visit(page, files).map(|(name, bytes)| wire(name, bytes)).sum();
        println!("{:>9} {sum:>9}  {} with what it needs at once ({} KiB)", "", page.document, sum.div_ceil(1024));
    }
}

/// The document, what it names, and the texts of one language; other languages and what is fetched later count for nobody.
fn first_visit<'a>(page: &Page, files: &'a Files) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
    let document = files.get(page.document).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let texts = format!("assets/{}.pl-", page.section);
    files.iter().filter(move |(name, _)| {
        *name == page.document || name.starts_with(&texts) || document.contains(&format!("/{name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::{Files, first_visit, pages};

    #[test]
    fn a_first_visit_is_what_the_document_names_and_one_language() {
        let page = &pages::ALL[0];
        let files: Files = [
            (page.document, "<script src=\"/assets/loader-1.js\"></script>"),
            ("assets/loader-1.js", ""),
            ("assets/page.pl-1.txt", ""),
            ("assets/page.de-1.txt", ""),
            ("assets/work-1.js", ""),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .into();
        let names: Vec<&String> = first_visit(page, &files).map(|(name, _)| name).collect();
        assert_eq!(names, ["assets/loader-1.js", "assets/page.pl-1.txt", page.document]);
    }
}
