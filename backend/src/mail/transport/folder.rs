//! Letters as `.eml` files: for trying Wizyta out without a mail server.
//!
//! A file is there whole or not at all, but not forced onto the disk: this is no archive.

use super::Outgoing;
use super::failure::{Blame, Failure};
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The folder that letters are written into.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`, which need not exist yet.
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    pub(super) async fn create(&self) -> Result<(), Failure> {
        let path = self.0.clone();
        blocking(move || make(&path)).await
    }

    /// Whether letters can be written: makes the folder and a file in it. A full disk is no reason to say no, since it may
    /// have room by the time a letter comes.
    pub fn check(&self) -> io::Result<()> {
        let file = self.0.join(format!(".{}.part", std::process::id()));
        let tried = make(&self.0).and_then(|()| std::fs::File::create(&file)).and_then(|_| std::fs::remove_file(&file));
        match tried {
            Err(error) if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => Ok(()),
            other => other,
        }
    }

    /// Writes `<date>-<id>.eml`. The name comes from the letter alone, so that a repeat is the same file.
    pub(super) async fn write(&self, letter: &Outgoing) -> Result<String, Failure> {
        let name = format!("{}-{}.eml", letter.created_at.format("%Y%m%dT%H%M%SZ"), letter.id);
        let (unfinished, path) = (self.0.join(format!(".{name}.part")), self.0.join(&name));
        let message = letter.message.clone();
        blocking(move || {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true);
            // It holds an address and a code.
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&unfinished)?.write_all(&message)?;
            std::fs::rename(unfinished, path)
        })
        .await?;
        Ok(name)
    }
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A full disk or a missing right is never the letter's fault.
async fn blocking(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), Failure> {
    let failure = |reason: &dyn std::fmt::Display| Failure::new(Blame::Transport, &format!("mail folder: {reason}"));
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| failure(&error)),
        Err(error) => Err(failure(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Folder, Outgoing};
    use crate::mail::transport::Blame;
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    fn letter() -> Outgoing {
        Outgoing {
            id: Uuid::from_u128(7),
            created_at: Utc.with_ymd_and_hms(2026, 11, 23, 7, 30, 15).unwrap(),
            recipient: "anna@example.pl".into(),
            message: b"Subject: x\r\n\r\ny\r\n".to_vec(),
        }
    }

    #[tokio::test]
    async fn a_letter_is_a_private_file_however_often_it_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("a/mail"));
        folder.check().unwrap();
        folder.create().await.unwrap();
        for _ in 0..2 {
            let name = folder.write(&letter()).await.unwrap();
            assert_eq!(name, "20261123T073015Z-00000000-0000-0000-0000-000000000007.eml");
        }
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::read(&files[0]).unwrap(), letter().message);
        assert_eq!(std::fs::metadata(&files[0]).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_is_no_letters_fault() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("file"), "").unwrap();
        let folder = Folder::new(home.path().join("file/mail"));
        assert!(folder.check().is_err());
        assert_eq!(folder.create().await.unwrap_err().blame, Blame::Transport);
        assert_eq!(folder.write(&letter()).await.unwrap_err().blame, Blame::Transport);
    }
}
