//! `WIZYTA_SMTP_URL`: `smtp://user:password@host:port`, `smtps://…`, `?tls=none`.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use url::{Host, Url};

/// Which mail server, and how to talk to it.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    /// Name or address.
    pub host: String,
    /// 587 by default, 465 for `smtps`, 25 without TLS.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User and password.
    pub credentials: Option<(String, String)>,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// By TLS from the first byte (`smtps`).
    Implicit,
    /// By TLS after a greeting; without it nothing is sent.
    Required,
    /// Not at all (`?tls=none`): for a server on the same machine or network.
    None,
}

/// Why a text is no such address. Never quotes it, since it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// Not a URL at all.
    #[error("expected smtp://user:password@host:port (with %40 for @ in user or password)")]
    Malformed,
    /// Another scheme.
    #[error("expected a URL that begins with smtp:// or smtps://")]
    Scheme,
    /// No host.
    #[error("the host is missing")]
    Host,
    /// A path or a fragment.
    #[error("after host and port only ?tls=none may follow (write %23 for # and %2F for / in user or password)")]
    Extra,
    /// A query other than `tls=none`, or that with `smtps`.
    #[error("the only option is ?tls=none, for smtp://")]
    Option,
    /// A user without password or the other way round.
    #[error("user and password go together")]
    Credentials,
    /// A user or password that is no text.
    #[error("user and password must be UTF-8, with %25 for %")]
    Encoding,
}

impl FromStr for SmtpUrl {
    type Err = SmtpUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(|_| SmtpUrlError::Malformed)?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(SmtpUrlError::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlError::Extra);
        }
        let tls = match url.query() {
            None | Some("") if implicit => Tls::Implicit,
            None | Some("") => Tls::Required,
            Some("tls=none") if !implicit => Tls::None,
            Some(_) => return Err(SmtpUrlError::Option),
        };
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(SmtpUrlError::Host),
        };
        let port = url.port().unwrap_or(match tls {
            Tls::Implicit => 465,
            Tls::Required => 587,
            Tls::None => 25,
        });
        Ok(Self { host, port, tls, credentials: credentials(&url)? })
    }
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, SmtpUrlError> {
    let decoded =
        |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned).map_err(|_| SmtpUrlError::Encoding);
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SmtpUrlError::Credentials),
        (user, Some(password)) => Ok(Some((decoded(user)?, decoded(password)?))),
    }
}

/// Never shows user and password.
impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Never shows user and password.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls == Tls::Implicit { "smtps" } else { "smtp" };
        let hidden = if self.credentials.is_some() { "***@" } else { "" };
        let option = if self.tls == Tls::None { "?tls=none" } else { "" };
        if self.host.contains(':') {
            write!(f, "{scheme}://{hidden}[{}]:{}{option}", self.host, self.port)
        } else {
            write!(f, "{scheme}://{hidden}{}:{}{option}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SmtpUrl, SmtpUrlError, Tls};

    #[test]
    fn reads_what_operators_write() {
        for (text, host, port, tls, credentials) in [
            ("smtp://mail.example", "mail.example", 587, Tls::Required, None),
            ("smtp://mail.example:2525?tls=none", "mail.example", 2525, Tls::None, None),
            ("smtp://127.0.0.1?tls=none", "127.0.0.1", 25, Tls::None, None),
            ("smtps://mail.example/", "mail.example", 465, Tls::Implicit, None),
            ("smtp://[::1]:25", "::1", 25, Tls::Required, None),
            (
                "smtps://wizyta%40opole.example:p%3A%2F%23%25@mail.example",
                "mail.example",
                465,
                Tls::Implicit,
                Some(("wizyta@opole.example", "p:/#%")),
            ),
        ] {
            let url: SmtpUrl = text.parse().unwrap();
            let credentials = credentials.map(|(user, password): (&str, &str)| (user.to_owned(), password.to_owned()));
            assert_eq!(url, SmtpUrl { host: host.into(), port, tls, credentials }, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_without_quoting_it() {
        for (text, error) in [
            ("mail.example", SmtpUrlError::Malformed),
            ("http://mail.example", SmtpUrlError::Scheme),
            ("smtp://", SmtpUrlError::Host),
            ("smtp:mail.example", SmtpUrlError::Extra),
            ("smtp://mail.example/x", SmtpUrlError::Extra),
            ("smtp://mail.example?tls=maybe", SmtpUrlError::Option),
            ("smtps://mail.example?tls=none", SmtpUrlError::Option),
            ("smtp://user@mail.example", SmtpUrlError::Credentials),
            ("smtp://user:%ff@mail.example", SmtpUrlError::Encoding),
        ] {
            assert_eq!(text.parse::<SmtpUrl>(), Err(error), "{text}");
        }
    }

    #[test]
    fn shows_neither_user_nor_password() {
        let url: SmtpUrl = "smtp://user:secret@mail.example?tls=none".parse().unwrap();
        assert_eq!(format!("{url:?}"), "smtp://***@mail.example:25?tls=none");
        assert_eq!(url.to_string(), "smtp://***@mail.example:25?tls=none");
    }
}
