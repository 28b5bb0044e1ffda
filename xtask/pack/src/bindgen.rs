//! From a program that cargo made to a module that a browser runs, with the glue for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::options::Options;
use crate::pages::Page;
use crate::slim;
use crate::sources::{Files, tree};
use crate::split;

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
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    let program = options.program(page);
    let parts = split::split(&program, &options.work)?;
    Bindgen::new()
        .input_path(parts.as_ref().map_or(&program, |parts| &parts.first))
        .out_name(page.module)
        .web(true)?
        // The table of functions is where the parts of a program meet.
        .keep_lld_exports(parts.is_some())
        .typescript(false)
        .debug(options.dev)
        .remove_name_section(!options.dev)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen")?;
    let [glue, module] = [".js", "_bg.wasm"].map(|end| folder.join(format!("{}{end}", page.module)));
    let mut modules = vec![module.clone()];
    if let Some(parts) = &parts {
        let text = parts.with_loaders(page.module, &fs::read_to_string(&glue)?)?;
        fs::write(&glue, text).with_context(|| format!("{}", glue.display()))?;
        for (name, bytes) in &parts.later {
            let path = folder.join(format!("{}_{name}.wasm", page.module));
            fs::write(&path, bytes).with_context(|| format!("{}", path.display()))?;
            modules.push(path);
        }
    }
    if !options.dev {
        slim(page, &glue, &module)?;
        for module in &modules {
            optimise(options, module)?;
        }
    }
    tree(&folder)
}

fn slim(page: &Page, glue: &Path, module: &Path) -> Result<()> {
    let (text, bytes) = slim::slim(page.module, &fs::read_to_string(glue)?, &fs::read(module)?)?;
    fs::write(glue, text).with_context(|| format!("{}", glue.display()))?;
    fs::write(module, bytes).with_context(|| format!("{}", module.display()))
}

/// `wasm-opt -Oz`: a quarter to a half of the module goes.
fn optimise(options: &Options, module: &Path) -> Result<()> {
    let Some(script) = &options.wasm_opt else { return Ok(()) };
    let status = Command::new("node")
        .arg(script)
        .args(["-Oz", "--converge", "--low-memory-unused", "--zero-filled-memory"])
        .args(["--strip-debug", "--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(module)
        .status()
        .context("node can't be started; it runs wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed ({status})");
    Ok(())
}
