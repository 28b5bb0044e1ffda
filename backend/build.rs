//! Builds again when a migration or, for a release, the built page changes: both are embedded.

use std::fs;
use std::path::Path;

const PAGE: &str = "../frontend/dist";

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    // Other builds read the page when they run, but from where its folder leads when they are compiled. A page that is
    // built at the same time or later is found only if its folder is there by now.
    if !Path::new(PAGE).exists()
        && let Err(error) = fs::create_dir_all(PAGE)
    {
        println!("cargo:warning={PAGE} cannot be made, so a page that is built later will not be found: {error}");
    }
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed={PAGE}");
    }
}
