//! From a program that cargo made to a module that a browser runs, with the glue for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::options::Options;
use crate::pages::Page;
use crate::sources::{Files, tree};

/// What rustc already uses, and every browser since 2021 has. Not `--all-features`: binaryen then writes encodings
/// that no browser reads yet.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A page's `<module>.js`, `<module>_bg.wasm` and the snippets that crates bring along.
pub(crate) fn run(options: &Options, page: &Page) -> Result<Files> {
    let folder = options.work.join("bindgen").join(page.module);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    }
    Bindgen::new()
        .input_path(options.program(page))
        .out_name(page.module)
        .web(true)?
        .typescript(false)
        .debug(options.dev)
        .remove_name_section(!options.dev)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen")?;
    if let (Some(_), false) = (&options.wasm_opt, options.dev) {
        optimise(options, &folder.join(format!("{}_bg.wasm", page.module)))?;
    }
    tree(&folder)
}

/// `wasm-opt -Oz`: a quarter to a half of the module goes.
fn optimise(options: &Options, module: &Path) -> Result<()> {
    let Some(script) = &options.wasm_opt else { return Ok(()) };
    let status = Command::new("node")
        .arg(script)
        .args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(module)
        .status()
        .context("node can't be started; it runs wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed ({status})");
    Ok(())
}
