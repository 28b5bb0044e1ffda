//! Settings of the e-mails.

use super::http::{number, seconds};
use super::values::parsed;
use super::{ConfigError, Values};
use crate::mail::Mailbox;
use crate::mail::transport::SmtpUrl;
use std::path::PathBuf;
use std::time::Duration;

/// How e-mails leave.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The mail server; by default there is none, and e-mails go into the folder.
    pub smtp: Option<SmtpUrl>,
    /// The folder, by default `./mail`.
    pub dir: PathBuf,
    /// Who they are from.
    pub from: Mailbox,
    /// How they are sent, and sent again.
    pub delivery: DeliverySettings,
}

/// How e-mails are sent to a mail server, and what happens when that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySettings {
    /// Connections at once, by default 4.
    pub connections: usize,
    /// How long one e-mail may take, by default 2 min.
    pub letter_limit: Duration,
    /// An e-mail's pause after its first failure, by default 5 s; it doubles with each.
    pub first_pause: Duration,
    /// An e-mail's longest pause, by default 2 h.
    pub longest_pause: Duration,
    /// The longest pause when the mail server is out of reach, by default 1 min.
    pub outage_pause: Duration,
    /// An e-mail is given up only when it is so old, by default 4 days, …
    pub give_up_after: Duration,
    /// … and was tried so often, by default 10 times.
    pub give_up_tries: u32,
}

impl MailSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            smtp: values.optional("smtp_url", parsed)?,
            dir: values.required("mail_dir", |text| Ok(PathBuf::from(text)))?,
            from: values.required("mail_from", parsed)?,
            delivery: DeliverySettings::read(values)?,
        })
    }
}

impl DeliverySettings {
    fn read(values: &Values) -> Result<Self, ConfigError> {
        Ok(Self {
            connections: values.required("mail_connections", |text| number(text, 1..=64))?,
            letter_limit: seconds(values, "mail_letter_timeout", 5..=900)?,
            first_pause: seconds(values, "mail_retry_first", 1..=3_600)?,
            longest_pause: seconds(values, "mail_retry_longest", 1..=86_400)?,
            outage_pause: seconds(values, "mail_outage_pause", 1..=3_600)?,
            give_up_after: values
                .required("mail_give_up_hours", |text| number(text, 1..=720))
                .map(Duration::from_hours)?,
            give_up_tries: values.required("mail_give_up_tries", |text| number(text, 1..=10_000))?,
        })
    }
}
