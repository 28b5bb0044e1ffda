//! Settings of the e-mails.

use super::values::parsed;
use super::{ConfigError, Values};
use crate::mail::Mailbox;
use crate::mail::transport::SmtpUrl;
use std::path::PathBuf;

/// How e-mails leave.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The mail server; by default there is none, and e-mails go into the folder.
    pub smtp: Option<SmtpUrl>,
    /// The folder, by default `./mail`.
    pub dir: PathBuf,
    /// Who they are from.
    pub from: Mailbox,
}

impl MailSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            smtp: values.optional("smtp_url", parsed)?,
            dir: values.required("mail_dir", |text| Ok(PathBuf::from(text)))?,
            from: values.required("mail_from", parsed)?,
        })
    }
}
