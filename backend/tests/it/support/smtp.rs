//! A mail server on loopback: it speaks real SMTP, keeps what it is given, and misbehaves as a test says.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};

/// A test that waits so long for a mail has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where a conversation stands when the server is about to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The whole message has arrived.
    Message,
}

/// What the server is about to answer.
#[derive(Debug, Clone)]
pub struct Ask {
    pub stage: Stage,
    /// The command line, or the message.
    pub text: String,
    /// How often the server was asked at this stage, this time included.
    pub times: usize,
}

/// How it answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// As a server should.
    Proper,
    /// With this line.
    Say(String),
    /// By closing the connection.
    Close,
    /// Takes the message, but closes the connection before it says so.
    TakeAndClose,
    /// Never.
    Hang,
    /// Properly, but only when the test rings.
    Await(Arc<Notify>),
}

impl Answer {
    pub fn say(line: &str) -> Self {
        Self::Say(line.to_owned())
    }
}

/// A mail that the server has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub message: String,
}

impl Taken {
    /// The Message-ID, with its brackets.
    pub fn message_id(&self) -> &str {
        let line = self.message.lines().find(|line| line.starts_with("Message-ID:"));
        line.and_then(|line| line.split_once(':')).map_or("", |(_, id)| id.trim())
    }

    /// The text that it shows.
    pub fn text(&self) -> String {
        let message = mail_parser::MessageParser::default().parse(self.message.as_bytes());
        message.and_then(|message| message.body_text(0).map(Cow::into_owned)).unwrap_or_default()
    }
}

type Manners = Box<dyn FnMut(&Ask) -> Answer + Send>;

struct State {
    manners: Manners,
    asked: Vec<Stage>,
    connections: usize,
}

/// The server. It ends with the test's runtime.
pub struct SmtpServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    taken: mpsc::UnboundedReceiver<Taken>,
}

impl SmtpServer {
    /// A server that takes everything.
    pub async fn start() -> Self {
        Self::with(|_| Answer::Proper).await
    }

    /// A server that answers as `manners` says.
    pub async fn with(manners: impl FnMut(&Ask) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { manners: Box::new(manners), asked: Vec::new(), connections: 0 }));
        let (sender, taken) = mpsc::unbounded_channel();
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                // A client that goes away is no fault of the server.
                tokio::spawn(converse(stream, Arc::clone(&shared), sender.clone()));
            }
        });
        Self { address, state, taken }
    }

    /// For `WIZYTA_SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// The same, with a login.
    pub fn url_with_login(&self) -> String {
        format!("smtp://user:password@{}?tls=none", self.address)
    }

    /// Changes how it answers from now on.
    pub fn behave(&self, manners: impl FnMut(&Ask) -> Answer + Send + 'static) {
        self.state.lock().unwrap().manners = Box::new(manners);
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// The next mail that it takes.
    pub async fn next(&mut self) -> Taken {
        tokio::time::timeout(PATIENCE, self.taken.recv()).await.expect("a mail comes").unwrap()
    }

    /// What it has taken and no one has asked for.
    pub fn rest(&mut self) -> Vec<Taken> {
        std::iter::from_fn(|| self.taken.try_recv().ok()).collect()
    }
}

async fn converse(
    stream: TcpStream,
    state: Arc<Mutex<State>>,
    sender: mpsc::UnboundedSender<Taken>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut from, mut to) = (String::new(), String::new());
    let mut next = Some((Stage::Greeting, String::new()));
    loop {
        let (at, text) = if let Some(ask) = next.take() {
            ask
        } else {
            let Some(line) = lines.next_line().await? else { return Ok(()) };
            let Some(at) = stage_of(&line) else {
                let quits = line.starts_with("QUIT");
                writer.write_all(if quits { b"221 bye\r\n" } else { b"250 ok\r\n" }).await?;
                continue;
            };
            (at, line)
        };
        let answer = {
            let mut state = state.lock().unwrap();
            state.asked.push(at);
            let times = state.asked.iter().filter(|asked| **asked == at).count();
            (state.manners)(&Ask { stage: at, text: text.clone(), times })
        };
        let proper = match at {
            Stage::Greeting => "220 mail.example ESMTP",
            Stage::Ehlo => "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            Stage::Auth => "235 welcome",
            Stage::Mail | Stage::Rcpt => "250 ok",
            Stage::Data => "354 go ahead",
            Stage::Message => "250 2.0.0 queued as 4711",
        };
        let said = match answer {
            Answer::Proper => proper.to_owned(),
            Answer::Say(line) => line,
            Answer::Close => return Ok(()),
            Answer::TakeAndClose => {
                let _ = sender.send(Taken { from, to, message: text });
                return Ok(());
            }
            Answer::Hang => std::future::pending().await,
            Answer::Await(bell) => {
                bell.notified().await;
                proper.to_owned()
            }
        };
        writer.write_all(format!("{said}\r\n").as_bytes()).await?;
        match at {
            Stage::Mail => from = address(&text),
            Stage::Rcpt => to = address(&text),
            Stage::Data if said.starts_with('3') => next = Some((Stage::Message, message(&mut lines).await?)),
            Stage::Message if said.starts_with('2') => {
                let taken = Taken { from: from.clone(), to: to.clone(), message: text };
                let _ = sender.send(taken);
            }
            _ => {}
        }
    }
}

/// What a command asks for; none if every server says yes to it.
fn stage_of(line: &str) -> Option<Stage> {
    Some(match line.get(..4)? {
        "EHLO" => Stage::Ehlo,
        "AUTH" => Stage::Auth,
        "MAIL" => Stage::Mail,
        "RCPT" => Stage::Rcpt,
        "DATA" => Stage::Data,
        _ => return None,
    })
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(address, _)| address).to_owned()
}

/// The lines up to the lone dot, with doubled dots undone. What was cut off within a line, after a dot say, ends nothing.
async fn message<R: tokio::io::AsyncBufRead + Unpin>(lines: &mut tokio::io::Lines<R>) -> std::io::Result<String> {
    let mut message = String::new();
    loop {
        let mut line = String::new();
        lines.get_mut().read_line(&mut line).await?;
        // Whoever went away in the middle has sent nothing.
        let line = line.strip_suffix('\n').ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line == "." {
            return Ok(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(line));
        message.push_str("\r\n");
    }
}
