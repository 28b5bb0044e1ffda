//! The targets as plain tests over the inputs that are kept.

use super::{codes, headers, letters, office, requests, terms, values};
use std::path::Path;

/// Runs a target over its inputs, and over what mutilates them: each cut off in the middle, and reversed.
fn over_corpus(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let mut inputs = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        eprintln!("{}", path.display());
        let input = std::fs::read(path).unwrap();
        target(&input);
        target(&input[..input.len() / 2]);
        target(&input.iter().rev().copied().collect::<Vec<_>>());
        inputs += 1;
    }
    assert!(inputs >= 5, "{} has {inputs} inputs", folder.display());
}

#[test]
fn codes_hold_over_the_corpus() {
    over_corpus("codes", codes);
}

#[test]
fn headers_hold_over_the_corpus() {
    over_corpus("headers", headers);
}

#[test]
fn letters_hold_over_the_corpus() {
    over_corpus("letters", letters);
}

#[test]
fn offices_hold_over_the_corpus() {
    over_corpus("office", office);
}

#[test]
fn requests_hold_over_the_corpus() {
    over_corpus("requests", requests);
}

#[test]
fn terms_hold_over_the_corpus() {
    over_corpus("terms", terms);
}

#[test]
fn values_hold_over_the_corpus() {
    over_corpus("values", values);
}
