//! Who a letter is from: `Name <address>`.

use shared::EmailAddress;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// An address with a name to show, as in `WIZYTA_MAIL_FROM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<String>,
    address: EmailAddress,
}

/// Why a text is not a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an e-mail address, alone or as: Name <address>")]
pub struct MailboxError;

impl Mailbox {
    /// The name to show; without one the office's own name is shown.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The bare address.
    pub fn address(&self) -> &str {
        self.address.as_str()
    }

    /// The domain that Message-IDs and calendar entries are named under.
    pub fn domain(&self) -> &str {
        self.address().rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The Message-ID of an outbox row, without angle brackets: the same whenever and wherever the row is sent.
    pub fn message_id(&self, row: Uuid) -> String {
        format!("{}@{}", row.simple(), self.domain())
    }
}

impl FromStr for Mailbox {
    type Err = MailboxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
            None => ("", text),
        };
        let address = EmailAddress::parse(address).ok_or(MailboxError)?;
        if name.chars().any(char::is_control) {
            return Err(MailboxError);
        }
        Ok(Self { name: (!name.is_empty()).then(|| name.to_owned()), address })
    }
}

/// An operator's own address, not a resident's: it may be shown.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address()),
            None => f.write_str(self.address()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mailbox;

    #[test]
    fn reads_an_address_with_and_without_a_name() {
        for (text, name, address) in [
            ("wizyta@opole.example", None, "wizyta@opole.example"),
            ("<wizyta@opole.example>", None, "wizyta@opole.example"),
            (" Urząd Miasta <wizyta@Opole.example> ", Some("Urząd Miasta"), "wizyta@opole.example"),
            ("\"Urząd, Opole\" <wizyta@opole.example>", Some("Urząd, Opole"), "wizyta@opole.example"),
        ] {
            let mailbox: Mailbox = text.parse().unwrap();
            assert_eq!((mailbox.name(), mailbox.address()), (name, address), "{text}");
            assert_eq!(mailbox.domain(), "opole.example");
            assert_eq!(mailbox.to_string().parse(), Ok(mailbox));
        }
    }

    #[test]
    fn refuses_what_is_no_mailbox() {
        for text in ["", "Urząd", "Urząd <>", "a@b.pl>", "A\r\nBcc: c <a@b.pl>", "<a@b.pl> x"] {
            assert!(text.parse::<Mailbox>().is_err(), "{text}");
        }
    }
}
