//! What the program is told: where things are, and how much trouble to take.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::pages::Page;

/// The command line.
pub(crate) struct Options {
    /// The repository.
    pub(crate) root: PathBuf,
    /// The folder with the programs that cargo made.
    pub(crate) wasm: PathBuf,
    /// Where the work in between lies.
    pub(crate) work: PathBuf,
    /// The JavaScript of binaryen's `wasm-opt`; without it the module stays bigger.
    pub(crate) wasm_opt: Option<PathBuf>,
    /// Quick: no optimising, no compression.
    pub(crate) dev: bool,
}

impl Options {
    /// Reads `--root DIR --wasm DIR --work DIR [--wasm-opt FILE] [--dev]`.
    pub(crate) fn from_args(mut args: impl Iterator<Item = String>) -> Result<Self> {
        let (mut root, mut wasm, mut work, mut wasm_opt, mut dev) = (None, None, None, None, false);
        while let Some(arg) = args.next() {
            let place = match arg.as_str() {
                "--root" => &mut root,
                "--wasm" => &mut wasm,
                "--work" => &mut work,
                "--wasm-opt" => &mut wasm_opt,
                "--dev" => {
                    dev = true;
                    continue;
                }
                other => bail!("{other} is no option here; `cargo xtask page` calls this program"),
            };
            *place = Some(PathBuf::from(args.next().with_context(|| format!("{arg} wants a value"))?));
        }
        Ok(Self {
            root: root.context("--root is missing")?,
            wasm: wasm.context("--wasm is missing")?,
            work: work.context("--work is missing")?,
            wasm_opt,
            dev,
        })
    }

    pub(crate) fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    pub(crate) fn document(&self, page: &Page) -> PathBuf {
        self.frontend().join(page.document)
    }

    pub(crate) fn program(&self, page: &Page) -> PathBuf {
        self.wasm.join(format!("{}.wasm", page.program))
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.frontend().join("dist")
    }

    pub(crate) fn locales(&self) -> PathBuf {
        self.root.join("shared/locales")
    }
}
