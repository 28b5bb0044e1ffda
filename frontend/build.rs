//! Lets the linker say what in the residents' program refers to what: by that `xtask/pack` divides it (`src/parts.rs`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bin=frontend=--emit-relocs");
    }
}
