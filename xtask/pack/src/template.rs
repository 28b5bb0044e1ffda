//! Texts in a page's document, for what is seen before its module has come.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::Table;

/// Replaces each `{{language.key}}` by that text of a section, escaped for HTML.
pub(crate) fn fill(template: &str, locales: &Path, section: &str) -> Result<String> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    replace(template, |language, key| {
        if !tables.contains_key(language) {
            let path = locales.join(language).join(format!("{section}.toml"));
            let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
            let table = toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
            tables.insert(language.to_owned(), table);
        }
        let text = tables.get(language).and_then(|table| find(table, key));
        text.with_context(|| format!("shared/locales/{language}/{section}.toml has no text {key}"))
    })
}

fn replace(template: &str, mut text: impl FnMut(&str, &str) -> Result<String>) -> Result<String> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { bail!("a {{{{ is never closed") };
        let Some((language, key)) = name.trim().split_once('.') else {
            bail!("{{{{{name}}}}} is not of the form {{{{pl.key}}}}")
        };
        out.push_str(before);
        out.push_str(&escape(&text(language, key)?));
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// `a.b` is a key of its own, or `b` in the table `a`.
fn find(table: &Table, key: &str) -> Option<String> {
    if let Some(text) = table.get(key) {
        return text.as_str().map(str::to_owned);
    }
    let (outer, inner) = key.split_once('.')?;
    find(table.get(outer)?.as_table()?, inner)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        let html = replace("<p>{{ pl.title }}</p>", |language, key| Ok(format!("{language} & {key}"))).unwrap();
        assert_eq!(html, "<p>pl &amp; title</p>");
    }

    #[test]
    fn keys_may_be_nested() {
        let table: Table = toml::from_str("a = 'one'\n[b]\nc = 'two'").unwrap();
        assert_eq!(find(&table, "a").as_deref(), Some("one"));
        assert_eq!(find(&table, "b.c").as_deref(), Some("two"));
        assert_eq!(find(&table, "b"), None);
    }

    #[test]
    fn an_open_brace_is_refused() {
        assert!(replace("{{pl.title", |_, _| Ok(String::new())).is_err());
    }
}
