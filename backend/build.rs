//! Builds again when a migration or the built page changes: both are embedded.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../frontend/dist");
}
