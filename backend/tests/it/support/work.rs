//! The proof of work, as a client does it.

use super::app::TestApp;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::fmt::Write as _;

impl TestApp {
    /// A solved challenge, as the header carries it.
    pub async fn work(&self) -> String {
        let challenge = self.get("/api/v1/challenge").await;
        assert_eq!(challenge.status, 200, "{}", challenge.text());
        solve(&challenge.json())
    }
}

/// Tries every number.
pub fn solve(challenge: &Value) -> String {
    let salt = challenge["salt"].as_str().unwrap();
    let wanted = challenge["challenge"].as_str().unwrap();
    let most = challenge["maxnumber"].as_u64().unwrap();
    let number = (0..=most).find(|number| sha256(&format!("{salt}{number}")) == wanted).expect("there is a solution");
    let solution = json!({"algorithm": challenge["algorithm"], "challenge": wanted, "number": number, "salt": salt,
        "signature": challenge["signature"]});
    BASE64_STANDARD.encode(solution.to_string())
}

fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
