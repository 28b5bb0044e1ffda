//! Writes `frontend/dist`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::pages;
use crate::sources::{Files, tree};

/// Makes the folder hold exactly `files`. What has not changed is not touched, and the documents come last: whoever
/// looks meanwhile sees a page whose assets are all there.
pub(crate) fn write(dist: &Path, files: &Files) -> Result<()> {
    let old = tree(dist)?;
    let changed = files.iter().filter(|(name, bytes)| old.get(*name) != Some(bytes));
    let is_document = |name: &str| pages::ALL.iter().any(|page| name.starts_with(page.document));
    let (last, first): (Vec<_>, Vec<_>) = changed.partition(|(name, _)| is_document(name));
    for (name, bytes) in first.into_iter().chain(last) {
        let path = dist.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("{}", path.display()))?;
    }
    for name in old.keys().filter(|name| !files.contains_key(*name)) {
        let path = dist.join(name);
        fs::remove_file(&path).with_context(|| format!("{}", path.display()))?;
    }
    Ok(())
}
