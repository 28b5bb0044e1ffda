//! How much a first visit costs.

use crate::sources::Files;

/// Prints each file with what it weighs, and on the wire.
pub(crate) fn print(files: &Files, compressed: &[(String, Vec<u8>)]) {
    println!("{:>9} {:>9}", "bytes", "brotli");
    let mut sum = 0;
    for (name, bytes) in files {
        let small = format!("{name}.br");
        let wire = compressed.iter().find(|(other, _)| *other == small).map_or(bytes.len(), |(_, small)| small.len());
        sum += wire;
        println!("{:>9} {wire:>9}  {name}", bytes.len());
    }
    println!("{:>9} {sum:>9}  together ({} KiB)", "", sum.div_ceil(1024));
}
