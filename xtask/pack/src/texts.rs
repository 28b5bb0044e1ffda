//! The texts that a program in the browser loads: one language of them, since nobody reads four.

use shared::Language;
use shared::texts::bundle;

use crate::sources::Files;

/// Each bundle in each language, `page.pl.txt` and so on.
pub(crate) fn files() -> Files {
    let mut files = Files::new();
    for (name, file) in bundle::ALL {
        for language in Language::ALL {
            files.insert(format!("{name}.{language}.txt"), file(language).as_bytes().to_vec());
        }
    }
    files
}
