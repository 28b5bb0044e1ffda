//! Takes out of wasm-bindgen's result what this page never uses, and shortens the names by which module and glue call
//! each other: more than three hundred, most with a hash, and each of them in both files.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use walrus::{ExportItem, Import, Module};

/// Classes that a dependency exports for streams, by the beginning of their names. Who makes none never calls their methods.
const STREAMS: &str = "IntoUnderlying";

/// What the module calls the glue in its imports; wasm-bindgen calls it `./<name>_bg.js`.
const GLUE: &str = "a";

/// The program called `name` in fewer bytes.
pub(crate) fn slim(name: &str, glue: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let mut module = Module::from_buffer(module).context("the module of wasm-bindgen")?;
    let streams = glue.contains(&format!("{STREAMS}Source.__wrap"));
    if !streams {
        drop_exports(&mut module);
    }
    walrus::passes::gc::run(&mut module);
    let names = shorten(&mut module);
    let imports: BTreeSet<&str> = module.imports.iter().map(|import| import.name.as_str()).collect();
    let mut glue = rename(&tidy(glue), &names).replace(&format!("./{name}_bg.js"), GLUE);
    if !streams {
        glue = drop_classes(&glue);
    }
    let glue = drop_imports(&glue, &imports);
    Ok((glue, module.emit_wasm()))
}

fn drop_exports(module: &mut Module) {
    let prefix = STREAMS.to_lowercase();
    let idle = |name: &str| name.strip_prefix("__wbg_").unwrap_or(name).starts_with(&prefix);
    let idle: Vec<_> = module.exports.iter().filter(|export| idle(&export.name)).map(walrus::Export::id).collect();
    for export in idle {
        module.exports.delete(export);
    }
}

/// Gives each import and export a short name; the old names with the new ones.
fn shorten(module: &mut Module) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    // What loads the later part has its own place in the glue.
    let of_glue = |import: &&mut Import| import.module.ends_with("_bg.js");
    for (at, import) in module.imports.iter_mut().filter(of_glue).enumerate() {
        GLUE.clone_into(&mut import.module);
        let short = format!("i{at}");
        names.insert(std::mem::replace(&mut import.name, short.clone()), short);
    }
    let functions = module.exports.iter_mut().filter(|export| matches!(export.item, ExportItem::Function(_)));
    for (at, export) in functions.enumerate() {
        let short = format!("e{at}");
        names.insert(std::mem::replace(&mut export.name, short.clone()), short);
    }
    names
}

/// Without indentation, empty lines and comments, of which none of ours stands behind code.
fn tidy(glue: &str) -> String {
    let mut tidy = String::with_capacity(glue.len());
    for line in glue.lines() {
        let text = line.trim_start();
        let comment = ["//", "/*", "* ", "*/"].iter().any(|mark| text.starts_with(mark));
        if text.is_empty() || comment {
            continue;
        }
        tidy.push_str(text);
        tidy.push('\n');
    }
    tidy
}

/// Replaces whole identifiers.
fn rename(glue: &str, names: &BTreeMap<String, String>) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(start) = rest.find(part) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        let (word, tail) = word.split_at(end);
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Drops the classes of streams and what belongs to them; each begins and ends at the margin before [`tidy`], and here with a
/// line that says what it is.
fn drop_classes(glue: &str) -> String {
    let mut kept = String::with_capacity(glue.len());
    let mut open = 0_i32;
    let mut within = false;
    for line in glue.lines() {
        if open == 0 {
            let begins = |prefix: &str| line.strip_prefix(prefix).is_some_and(|name| name.starts_with(STREAMS));
            within = begins("export class ")
                || begins("if (Symbol.dispose) ")
                || begins("const ")
                || (within && (line.starts_with('?') || line.starts_with(':')));
        }
        if within {
            open += balance(line);
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Drops the imports that the module does not have any more.
fn drop_imports(glue: &str, imports: &BTreeSet<&str>) -> String {
    let mut kept = String::with_capacity(glue.len());
    let mut open = 0_i32;
    let mut within = false;
    for line in glue.lines() {
        if open == 0 {
            let name = line.split_once(": function(").map(|(name, _)| name);
            within = name.is_some_and(|name| !imports.contains(name));
        }
        if within {
            open += balance(line);
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// How many more braces a line opens than it closes.
fn balance(line: &str) -> i32 {
    line.chars().fold(0, |open, c| match c {
        '{' => open + 1,
        '}' => open - 1,
        _ => open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_identifiers_are_renamed() {
        let names = BTreeMap::from([("__wbg_a".to_owned(), "i0".to_owned())]);
        assert_eq!(rename("wasm.__wbg_a(__wbg_ab, 'é')", &names), "wasm.i0(__wbg_ab, 'é')");
    }

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(tidy("/**\n * @returns\n */\n  a(b) {\n\n    // why\n    c;\n  }\n"), "a(b) {\nc;\n}\n");
    }

    #[test]
    fn classes_of_streams_go_whole() {
        let glue = "export class IntoUnderlyingSink {\nfree() {\nx();\n}\n}\n\
                    if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = 1;\n\
                    const IntoUnderlyingSinkFinalization = (typeof F === 'undefined')\n? { a: () => {} }\n: new F();\n\
                    function f() {\n}\n";
        assert_eq!(drop_classes(glue), "function f() {\n}\n");
    }

    #[test]
    fn imports_that_nobody_has_go() {
        let glue = "const import0 = {\ni0: function(a) {\nif (a) {\nb();\n}\n},\ni1: function() { return h(function () {\n}, arguments); },\n};\n";
        assert_eq!(
            drop_imports(glue, &BTreeSet::from(["i1"])),
            "const import0 = {\ni1: function() { return h(function () {\n}, arguments); },\n};\n"
        );
    }

    #[test]
    fn what_is_slimmed_still_fits_together() {
        let module = module_with_idle_parts();
        let glue = "const import0 = {\n__wbg_used_0: function() {\n},\n__wbg_idle_0: function() {\n},\n};\nwasm.run();\n\"./app_bg.js\": import0\n";
        let (glue, module) = slim("app", glue, &module).unwrap();
        let module = Module::from_buffer(&module).unwrap();
        assert_eq!(module.imports.iter().map(|import| import.name.as_str()).collect::<Vec<_>>(), ["i0"]);
        assert_eq!(glue, "const import0 = {\ni0: function() {\n},\n};\nwasm.e0();\n\"a\": import0\n");
    }

    /// Two imports, each called by one export.
    fn module_with_idle_parts() -> Vec<u8> {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        let (used, _) = module.add_import_func("./app_bg.js", "__wbg_used_0", kind);
        let (idle, _) = module.add_import_func("./app_bg.js", "__wbg_idle_0", kind);
        for (name, callee) in [("run", used), ("intounderlyingsink_close", idle)] {
            let mut function = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            function.func_body().call(callee);
            let function = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, function);
        }
        module.emit_wasm()
    }
}
