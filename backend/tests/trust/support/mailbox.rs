//! Everybody's mail: what a real mail server on loopback was given.

use super::smtp::SmtpServer;
use std::collections::{BTreeSet, HashMap};

/// The mails that have come, by Message-ID.
pub struct Mailbox {
    server: SmtpServer,
    mails: HashMap<String, String>,
    codes: HashMap<String, String>,
    /// Mails that came once more.
    pub repeats: usize,
}

impl Mailbox {
    pub async fn open() -> Self {
        let server = SmtpServer::start().await;
        Self { server, mails: HashMap::new(), codes: HashMap::new(), repeats: 0 }
    }

    /// For `WIZYTA_SMTP_URL`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Takes in what has come. A mail that comes again is the same, byte for byte.
    pub fn collect(&mut self) {
        for taken in self.server.rest() {
            let id = taken.message_id().to_owned();
            if let Some(code) = code_in(&taken.message) {
                self.codes.insert(taken.to.clone(), code);
            }
            let mail = format!("{}\n{}", taken.to, taken.message);
            match self.mails.get(&id) {
                Some(first) => {
                    let other = first.lines().zip(mail.lines()).find(|(first, again)| first != again);
                    assert!(*first == mail, "two mails under one Message-ID: {other:?}");
                    self.repeats += 1;
                }
                None => _ = self.mails.insert(id, mail),
            }
        }
    }

    /// The code that an address was sent last.
    pub fn code_of(&self, address: &str) -> Option<&String> {
        self.codes.get(address)
    }

    /// The rows of the outbox whose mails have come.
    pub fn rows(&self) -> BTreeSet<String> {
        let row = |id: &String| id.trim_start_matches('<').split('@').next().unwrap().to_owned();
        self.mails.keys().map(row).collect()
    }
}

fn code_in(message: &str) -> Option<String> {
    let mail = mail_parser::MessageParser::default().parse(message.as_bytes())?;
    let text = mail.body_text(0)?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_three = |word: &&&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.windows(3).find(|three| three.iter().filter(is_three).count() == 3).map(<[&str]>::concat)
}
