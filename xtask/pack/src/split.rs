//! Divides a program: what is not needed at first goes into files of its own, which the program loads later. Where it is
//! cut says `wasm_split_helpers` (`frontend/src/parts.rs`), and what refers to what the linker (`frontend/build.rs`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, ensure};
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

/// By this name the program imports what loads its parts, and by that a part's loader begins.
const LOADERS: &str = "./__wasm_split.js";
const LOADER: &str = "__wasm_split_load_";

/// The file of what several parts need, beside those of the parts.
const SHARED: &str = "shared";

/// Loads files by their names and tells the program whether they are there; a part meets the first one in its table of
/// functions. What did not come is asked for again the next time.
///
/// A part that is not there any more belongs to a version that has been replaced: only loading the page anew helps then, and
/// the page's loader, which hears of faults in the program, says so.
const LOAD: &str = r"const files = {};
const gone = (replaced) => {
if (replaced) reportError(new WebAssembly.RuntimeError());
throw replaced;
};
const file = (name) => files[name] ??= fetch(new URL(name, import.meta.url))
.then((answer) => answer.ok ? answer.arrayBuffer() : gone(answer.status === 404))
.then((bytes) => WebAssembly.instantiate(bytes, { __wasm_split: wasm }))
.catch((error) => { delete files[name]; throw error; });
const part = (...names) => async (done, data) => {
const there = await Promise.all(names.map(file)).then(() => true, () => false);
wasm.__indirect_function_table.get(done)(data, there);
};
";

/// A program in parts.
pub(crate) struct Parts {
    /// The first, for wasm-bindgen.
    pub(crate) first: PathBuf,
    /// The others, finished, by the names of their files without their endings.
    pub(crate) later: BTreeMap<String, Vec<u8>>,
    /// Which files each part needs.
    needs: BTreeMap<String, Vec<String>>,
}

/// The parts of `program`, by way of `folder`; none if it is a whole.
pub(crate) fn split(program: &Path, folder: &Path) -> Result<Option<Parts>> {
    let bytes = fs::read(program).with_context(|| format!("{}", program.display()))?;
    if !bytes.windows(LOADER.len()).any(|window| window == LOADER.as_bytes()) {
        return Ok(None);
    }
    let first = folder.join("first.wasm");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LOADERS;
    let parts = transform(options).map_err(|error| anyhow!("dividing {}: {error:#}", program.display()))?;
    let mut later = BTreeMap::new();
    for path in &parts.split_modules {
        let bytes = fs::read(path).with_context(|| format!("{}", path.display()))?;
        // Its names are of no use to anybody, and wasm-opt complains of them.
        let mut module = ModuleConfig::new().generate_name_section(false).parse(&bytes)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        ensure!(later.insert(name(&stem), module.emit_wasm()).is_none(), "more than two parts share something");
    }
    let needs = parts.prefetch_map.into_iter();
    let needs = needs.map(|(part, files)| (part, files.iter().map(|file| name(file)).collect())).collect();
    Ok(Some(Parts { first: first.clone(), later, needs }))
}

/// What we call a file that the splitter calls `split_visit` or `chunk_3`: the same from build to build.
fn name(file: &str) -> String {
    file.strip_prefix("split_").unwrap_or(SHARED).to_owned()
}

impl Parts {
    /// The glue of `module` with what loads its parts, the files `<module>_<part>.wasm` beside it.
    pub(crate) fn with_loaders(&self, module: &str, glue: &str) -> Result<String> {
        let mut loaders = String::new();
        for (part, files) in &self.needs {
            let files: Vec<_> = files.iter().map(|file| format!("\"{module}_{file}.wasm\"")).collect();
            let _ = writeln!(loaders, "{LOADER}{part}: part({}),", files.join(", "));
        }
        let mut out = format!("{LOAD}const loaders = {{\n{loaders}}};\n");
        let mut imports = 0;
        for line in glue.lines() {
            match line.strip_prefix("import * as ").and_then(|rest| rest.split_once(" from ")) {
                Some((name, path)) if path.contains(LOADERS) => {
                    imports += 1;
                    writeln!(out, "const {name} = loaders;")?;
                }
                _ => writeln!(out, "{line}")?,
            }
        }
        ensure!(imports == self.needs.len(), "the glue imports {imports} loaders of parts");
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_loads_each_part_with_what_it_shares() {
        let needs = [("visit".to_owned(), ["chunk_2", "split_visit"].map(name).to_vec())].into();
        let parts = Parts { first: PathBuf::new(), later: BTreeMap::new(), needs };
        let glue = "/* c */\nimport * as import1 from \"./__wasm_split.js\"\n\"./__wasm_split.js\": import1,\n";
        let glue = parts.with_loaders("app", glue).unwrap();
        assert!(
            glue.contains(
                "const loaders = {\n__wasm_split_load_visit: part(\"app_shared.wasm\", \"app_visit.wasm\"),\n};"
            ),
            "{glue}"
        );
        assert!(glue.contains("const import1 = loaders;\n"), "{glue}");
        assert!(glue.ends_with("\"./__wasm_split.js\": import1,\n") && !glue.contains("import *"), "{glue}");
        assert!(parts.with_loaders("app", "import * as import1 from \"./other.js\"\n").is_err());
    }
}
