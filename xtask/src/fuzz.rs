//! `cargo xtask fuzz`: libFuzzer on the targets of `fuzz`, for so long as is asked.
//!
//! What it finds interesting goes to `target/fuzz/<target>`; inputs that are worth keeping are copied to
//! `fuzz/corpus/<target>`, over which the targets run as plain tests. A failing input is left in `fuzz/artifacts`.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::repo::Repo;
use crate::{exec, say, tools};

/// What can be chosen.
pub(crate) struct Options {
    /// These targets; all of them if there are none.
    pub(crate) targets: Vec<String>,
    /// So long each.
    pub(crate) seconds: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { targets: Vec::new(), seconds: 60 }
    }
}

/// Runs one target after the other; the first that fails ends it.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    let program = tools::cargo_fuzz(repo)?;
    let all = targets(repo)?;
    if let Some(unknown) = options.targets.iter().find(|name| !all.contains(name)) {
        bail!("there is no target {unknown}, but: {}", all.join(", "));
    }
    let wanted = if options.targets.is_empty() { &all } else { &options.targets };
    for target in wanted {
        say::step(&format!("fuzzing {target} for {} s", options.seconds));
        let found = repo.target("fuzz").join(target);
        fs::create_dir_all(&found).with_context(|| format!("{}", found.display()))?;
        let mut fuzz = repo.command(&program.to_string_lossy());
        // Without a sanitizer, which only a nightly compiler has: there is no unsafe code of ours to watch.
        fuzz.args(["run", "--sanitizer", "none", target]).arg(found).arg(repo.path("fuzz/corpus").join(target));
        fuzz.args(["--", &format!("-max_total_time={}", options.seconds), "-print_final_stats=1", "-timeout=10"]);
        exec::run(&mut fuzz)?;
    }
    Ok(())
}

fn targets(repo: &Repo) -> Result<Vec<String>> {
    let folder = repo.path("fuzz/targets");
    let entries = fs::read_dir(&folder).with_context(|| format!("{}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}
