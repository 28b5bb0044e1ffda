//! Sending by SMTP (RFC 5321): one connection per batch of letters.

use super::failure::{Blame, Failure, redacted};
use super::{Outgoing, SmtpUrl, Tls};
use crate::mail::Mailbox;
use mail_send::smtp::AssertReply as _;
use mail_send::smtp::message::Parameters;
use mail_send::{Credentials, Error, SmtpClient, SmtpClientBuilder};
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a mail server may take for one answer, and for a whole login. Not for its last answer, to the whole letter:
/// whoever does not wait for that sends what was taken already again.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);

/// How long a letter may take by default.
const LETTER_LIMIT: Duration = Duration::from_mins(2);

/// A mail server.
pub struct Smtp {
    url: SmtpUrl,
    /// Envelope sender of every letter: bounces go there.
    from: String,
    answer_limit: Duration,
    letter_limit: Duration,
    tls: Option<Box<SmtpClientBuilder<String>>>,
}

/// The machine's certificates can't be read, so that no server can prove who it is.
#[derive(Debug, thiserror::Error)]
#[error("TLS can't be set up: {0}")]
pub struct TlsError(String);

impl Smtp {
    /// The mail server at `url`, for letters from `from`. Connects to nothing yet.
    pub fn new(url: SmtpUrl, from: &Mailbox) -> Result<Self, TlsError> {
        let tls = if url.tls == Tls::None { None } else { Some(Box::new(tls_client(&url)?)) };
        let from = from.address().to_owned();
        Ok(Self { url, from, answer_limit: ANSWER_LIMIT, letter_limit: LETTER_LIMIT, tls })
    }

    /// The same, waiting for answers only so long.
    #[must_use]
    pub fn with_answer_limit(mut self, limit: Duration) -> Self {
        self.answer_limit = limit;
        self.tls = self.tls.map(|client| Box::new(client.timeout(limit)));
        self
    }

    /// The same, giving up a letter after this time, its last answer included.
    #[must_use]
    pub const fn with_letter_limit(mut self, limit: Duration) -> Self {
        self.letter_limit = limit;
        self
    }

    pub(super) async fn connect(&self) -> Result<Connection, Failure> {
        // Whatever goes wrong before the first letter is no letter's fault, a 5xx included: it is the relay's setting.
        let failure = |error: &Error| Failure::smtp(Blame::Transport, "connection", error, &self.from);
        match timeout(self.answer_limit, self.client()).await {
            Ok(Ok(client)) => {
                let (from, letter_limit) = (self.from.clone(), self.letter_limit);
                Ok(Connection { client, from, letter_limit, usable: true })
            }
            Ok(Err(error)) => Err(failure(&error)),
            Err(_) => Err(failure(&Error::Timeout)),
        }
    }

    async fn client(&self) -> Result<SmtpClient<Box<dyn Stream>>, Error> {
        let Some(tls) = &self.tls else { return self.plain_client().await };
        let client = tls.connect().await?;
        // Otherwise a letter's last line waits for an acknowledgement that the peer delays.
        client.stream.get_ref().0.set_nodelay(true)?;
        Ok(SmtpClient { stream: Box::new(client.stream), timeout: client.timeout })
    }

    async fn plain_client(&self) -> Result<SmtpClient<Box<dyn Stream>>, Error> {
        let stream = TcpStream::connect((self.url.host.as_str(), self.url.port)).await?;
        stream.set_nodelay(true)?;
        let own_name = address_literal(stream.local_addr()?.ip());
        let stream: Box<dyn Stream> = Box::new(stream);
        let mut client = SmtpClient { stream, timeout: self.answer_limit };
        client.read().await?.assert_positive_completion()?;
        let capabilities = client.ehlo(&own_name).await?;
        if let Some((user, password)) = &self.url.credentials {
            client.authenticate(Credentials::new(user.as_str(), password.as_str()), &capabilities).await?;
        }
        Ok(client)
    }
}

/// A client for both ways of TLS; it checks the server's certificate against the machine's list.
fn tls_client(url: &SmtpUrl) -> Result<SmtpClientBuilder<String>, TlsError> {
    // Needed once per process; that it is there already is no fault.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = SmtpClientBuilder::new(url.host.clone(), url.port)
        .map_err(TlsError)?
        .implicit_tls(url.tls == Tls::Implicit)
        .timeout(ANSWER_LIMIT);
    Ok(match &url.credentials {
        Some((user, password)) => client.credentials(Credentials::new(user.clone(), password.clone())),
        None => client,
    })
}

/// How a client without a name introduces itself (RFC 5321, 4.1.3).
fn address_literal(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    }
}

/// Without user and password.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({})", self.url)
    }
}

/// A plain or a protected connection.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A connection to a mail server, logged in.
pub struct Connection {
    client: SmtpClient<Box<dyn Stream>>,
    from: String,
    letter_limit: Duration,
    usable: bool,
}

impl Connection {
    pub(super) const fn is_usable(&self) -> bool {
        self.usable
    }

    pub(super) async fn send(&mut self, letter: &Outgoing) -> Result<String, Failure> {
        // Until the letter is through, the connection is in the middle of something.
        self.usable = false;
        match timeout(self.letter_limit, self.transaction(letter)).await {
            Ok(result) => result,
            Err(_) => Err(Failure::smtp(Blame::Moment, "letter", &Error::Timeout, &letter.recipient)),
        }
    }

    async fn transaction(&mut self, letter: &Outgoing) -> Result<String, Failure> {
        let none = Parameters::default();
        if let Err(error) = self.client.mail_from(&self.from, &none).await {
            return Err(self.failure("MAIL", &error, letter).await);
        }
        if let Err(error) = self.client.rcpt_to(&letter.recipient, &none).await {
            return Err(self.failure("RCPT", &error, letter).await);
        }
        let answer_limit = std::mem::replace(&mut self.client.timeout, self.letter_limit);
        let taken = self.client.data(&letter.message).await;
        self.client.timeout = answer_limit;
        match taken {
            Ok(reply) => {
                self.usable = true;
                Ok(redacted(&reply.message, &letter.recipient))
            }
            Err(error) => Err(self.failure("DATA", &error, letter).await),
        }
    }

    async fn failure(&mut self, stage: &str, error: &Error, letter: &Outgoing) -> Failure {
        if let Error::UnexpectedReply(_) = error {
            // A refusal in due form: the next letter may start afresh.
            self.usable = self.client.rset().await.is_ok();
        }
        Failure::smtp(blame(stage, error), stage, error, &letter.recipient)
    }

    pub(super) async fn quit(self) {
        if self.usable {
            let _ = self.client.quit().await;
        }
    }
}

/// 4xx and a broken line: another time. 5xx: never, unless it is about us rather than about the letter: the sender is
/// refused, or a login is wanted (530, 535, 538). What is refused before the recipient is named is about us, too.
/// A policy (x.7.x) may be a relay that was set up wrongly: that must not cost everybody their letters, so it is tried
/// again for days.
fn blame(stage: &str, error: &Error) -> Blame {
    match error {
        Error::UnexpectedReply(reply) => match (stage, reply.code, reply.esc) {
            ("MAIL", ..) | (_, 530 | 535 | 538, _) => Blame::Transport,
            (_, 500.., [_, subject, _]) if subject != 7 => Blame::Letter,
            _ => Blame::Moment,
        },
        _ => Blame::Moment,
    }
}

#[cfg(test)]
mod tests;
