//! Builds again when a migration or, for a release, the built page changes: both are embedded.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    // Other builds read the page when they run.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../frontend/dist");
    }
}
