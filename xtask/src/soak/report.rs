//! What a run found: `report.md` for people, `report.json` for programs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::say;

/// What became of one part on one engine.
pub(super) struct Entry {
    pub(super) part: &'static str,
    pub(super) engine: &'static str,
    pub(super) passed: bool,
    pub(super) time: Duration,
    /// An object, as the tests wrote it; empty if they wrote none.
    pub(super) json: String,
    /// A list of figures.
    pub(super) markdown: String,
}

pub(super) struct Report {
    seed: u64,
    entries: Vec<Entry>,
}

impl Report {
    pub(super) const fn new(seed: u64) -> Self {
        Self { seed, entries: Vec::new() }
    }

    pub(super) fn add(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Writes both files.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let write = |name, text| {
            let path = folder.join(name);
            fs::write(&path, text).with_context(|| format!("{}", path.display()))
        };
        write("report.md", self.markdown())?;
        write("report.json", self.json())
    }

    /// Says where the report is; fails if something did not hold.
    pub(super) fn finish(&self, folder: &Path) -> Result<()> {
        say::step(&format!("the report: {}", folder.join("report.md").display()));
        eprint!("{}", self.markdown());
        let failed: Vec<_> = self.entries.iter().filter(|entry| !entry.passed).map(|entry| entry.part).collect();
        if failed.is_empty() {
            return Ok(());
        }
        bail!("did not hold; repeat: cargo xtask soak --parts {} --seed {}", failed.join(","), self.seed)
    }

    fn markdown(&self) -> String {
        let mut text =
            format!("# Soak\n\nSeed {}.\n\n| part | engine | result | time |\n| --- | --- | --- | --- |\n", self.seed);
        for Entry { part, engine, passed, time, .. } in &self.entries {
            let result = if *passed { "held" } else { "**DID NOT HOLD**" };
            let _ = writeln!(text, "| {part} | {engine} | {result} | {} |", say::duration(*time));
        }
        for entry in self.entries.iter().filter(|entry| !entry.markdown.is_empty()) {
            let _ = write!(text, "\n## {} on {}\n\n{}", entry.part, entry.engine, entry.markdown);
        }
        text
    }

    fn json(&self) -> String {
        let entries = self.entries.iter().map(|Entry { part, engine, passed, time, json, .. }| {
            let figures = if json.is_empty() { "{}" } else { json.trim() };
            let seconds = time.as_secs();
            format!("{{\"part\":\"{part}\",\"engine\":\"{engine}\",\"held\":{passed},\"seconds\":{seconds},\"figures\":{figures}}}")
        });
        format!("{{\"seed\":{},\"parts\":[\n{}\n]}}\n", self.seed, entries.collect::<Vec<_>>().join(",\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Report};
    use std::time::Duration;

    #[test]
    fn says_what_did_not_hold() {
        let mut report = Report::new(7);
        let entry = |passed, json: &str, markdown: &str| Entry {
            part: "kill",
            engine: "sqlite",
            passed,
            time: Duration::from_secs(70),
            json: json.to_owned(),
            markdown: markdown.to_owned(),
        };
        report.add(entry(true, "{\"kills\":100}\n", "- kills: 100\n"));
        report.add(entry(false, "", ""));
        let text = report.markdown();
        assert!(text.contains("| kill | sqlite | held | 1:10 |") && text.contains("**DID NOT HOLD**"), "{text}");
        assert!(text.ends_with("## kill on sqlite\n\n- kills: 100\n"), "{text}");
        let json = report.json();
        assert!(json.starts_with("{\"seed\":7,\"parts\":[\n{\"part\":\"kill\""), "{json}");
        assert!(json.contains("\"held\":true,\"seconds\":70,\"figures\":{\"kills\":100}}"), "{json}");
        assert!(json.contains("\"held\":false,\"seconds\":70,\"figures\":{}}"), "{json}");
        let folder = std::env::temp_dir();
        assert!(report.finish(&folder).unwrap_err().to_string().ends_with("--parts kill --seed 7"));
    }
}
