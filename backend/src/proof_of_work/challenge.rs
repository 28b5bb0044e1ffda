//! A challenge in the form of ALTCHA, and its solution: find the number whose SHA-256 after the salt is the challenge.
//! Nothing is kept of a challenge that was given out; its signature tells that it is ours.

use crate::crypto::{Purpose, Secrets};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt as _;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use shared::challenge::Challenge;
use std::fmt::Write as _;

/// How long a challenge can be solved and spent: long enough to be fetched when an hour is chosen.
pub(super) const LIFETIME: TimeDelta = TimeDelta::minutes(20);

/// The only hash there is.
const ALGORITHM: &str = "SHA-256";

/// The longest solution that is looked at; real ones have some 350 characters.
const LONGEST: usize = 1_024;

/// A solution that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    /// The challenge, by which it is known when it comes again.
    pub challenge: Vec<u8>,
    /// When it becomes worthless.
    pub expires_at: DateTime<Utc>,
}

/// What a client sends. What else its library adds does not matter.
#[derive(Deserialize)]
struct Solution {
    algorithm: String,
    challenge: String,
    number: u64,
    salt: String,
    signature: String,
}

/// A new challenge whose number lies between nought and `difficulty`.
pub(super) fn issue(secrets: &Secrets, difficulty: u32, required: bool, now: DateTime<Utc>) -> Challenge {
    let mut generator = rand::rng();
    let number = generator.random_range(0..=difficulty);
    let salt = salt(&generator.random::<[u8; 12]>(), now + LIFETIME);
    let challenge = hash(&salt, number.into());
    Challenge {
        required,
        algorithm: ALGORITHM.to_owned(),
        signature: hex(&secrets.hash(Purpose::ProofOfWork, &[&challenge])),
        challenge: hex(&challenge),
        maxnumber: difficulty,
        salt,
    }
}

/// Checks a solution as it comes in the header; none if it does not hold or came too late.
pub(super) fn check(secrets: &Secrets, header: &str, now: DateTime<Utc>) -> Option<Solved> {
    let json = BASE64_STANDARD.decode(Some(header).filter(|header| header.len() <= LONGEST)?).ok()?;
    let solution: Solution = serde_json::from_slice(&json).ok()?;
    let expires_at = expiry(&solution.salt).filter(|expires_at| now < *expires_at)?;
    let challenge = unhex(&solution.challenge)?;
    let holds = solution.algorithm == ALGORITHM
        && hash(&solution.salt, solution.number) == challenge
        && secrets.is_hash(Purpose::ProofOfWork, &[&challenge], &unhex(&solution.signature)?);
    holds.then_some(Solved { challenge, expires_at })
}

/// The `&` at its end belongs to it: without it, digits of the number could be moved into the time, which the signature
/// does not cover by itself.
fn salt(random: &[u8], expires_at: DateTime<Utc>) -> String {
    format!("{}?expires={}&", hex(random), expires_at.timestamp())
}

/// When the salt's challenge becomes worthless.
fn expiry(salt: &str) -> Option<DateTime<Utc>> {
    let (_, parameters) = salt.split_once('?')?;
    let seconds = parameters.strip_prefix("expires=")?.strip_suffix('&')?;
    let plain = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    DateTime::from_timestamp(seconds.parse().ok().filter(|_| plain)?, 0)
}

fn hash(salt: &str, number: u64) -> Vec<u8> {
    digest(&SHA256, format!("{salt}{number}").as_bytes()).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let bytes = pairs.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::{LIFETIME, Solved, check, hash, hex, issue, unhex};
    use crate::crypto::Secrets;
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use shared::challenge::Challenge;

    fn now() -> DateTime<Utc> {
        "2026-11-25T08:00:00Z".parse().unwrap()
    }

    fn secrets() -> Secrets {
        Secrets::new(b"one").unwrap()
    }

    fn solve(challenge: &Challenge) -> Value {
        let wanted = unhex(&challenge.challenge).unwrap();
        let number = (0..=challenge.maxnumber).find(|n| hash(&challenge.salt, (*n).into()) == wanted).unwrap();
        json!({"algorithm": "SHA-256", "challenge": challenge.challenge, "number": number, "salt": challenge.salt,
            "signature": challenge.signature, "took": 12})
    }

    fn checked(solution: &Value, now: DateTime<Utc>) -> Option<Solved> {
        check(&secrets(), &BASE64_STANDARD.encode(solution.to_string()), now)
    }

    #[test]
    fn a_solution_holds_until_its_challenge_expires() {
        let challenge = issue(&secrets(), 500, true, now());
        let solution = solve(&challenge);
        let solved = checked(&solution, now()).unwrap();
        assert_eq!(hex(&solved.challenge), challenge.challenge);
        assert_eq!(solved.expires_at, now() + LIFETIME);
        assert!(checked(&solution, now() + LIFETIME).is_none());
        assert!(check(&Secrets::new(b"two").unwrap(), &BASE64_STANDARD.encode(solution.to_string()), now()).is_none());
    }

    #[test]
    fn what_was_changed_does_not_hold() {
        let solution = solve(&issue(&secrets(), 500, true, now()));
        let other = issue(&secrets(), 500, true, now());
        for (name, value) in [
            ("algorithm", json!("SHA-1")),
            ("challenge", json!(other.challenge)),
            ("salt", json!(other.salt)),
            ("signature", json!(other.signature)),
            ("signature", json!("")),
            ("signature", json!("zz")),
            ("number", json!(solution["number"].as_u64().unwrap() + 1)),
            ("number", json!(-1)),
            ("number", json!(solution["number"].to_string())),
        ] {
            let mut changed = solution.clone();
            changed[name] = value;
            assert!(checked(&changed, now()).is_none(), "{name}: {changed}");
        }
    }

    /// Digits that move from the number into the time would make a challenge last for ever.
    #[test]
    fn the_time_cannot_be_stretched_with_digits_of_the_number() {
        let solution = solve(&issue(&secrets(), 500, true, now()));
        let (salt, number) = (solution["salt"].as_str().unwrap(), solution["number"].to_string());
        for moved in 0..number.len() {
            let mut spliced = solution.clone();
            spliced["salt"] = json!(format!("{salt}{}", &number[..moved]));
            spliced["number"] = json!(number[moved..].parse::<u64>().unwrap());
            assert_eq!(checked(&spliced, now()).is_some(), moved == 0, "{spliced}");
        }
        // And back: what the salt ends with cannot be given to the number.
        let mut spliced = solution.clone();
        spliced["salt"] = json!(salt.trim_end_matches('&'));
        assert!(checked(&spliced, now()).is_none());
    }

    proptest! {
        #[test]
        fn nonsense_is_refused_and_nothing_worse(header in "\\PC{0,80}", salt in "[0-9a-f?=&x]{0,40}", number: u64) {
            prop_assert!(check(&secrets(), &header, now()).is_none());
            let solution = json!({"algorithm": "SHA-256", "challenge": hex(&hash(&salt, number)), "number": number,
                "salt": salt, "signature": "00"});
            prop_assert!(checked(&solution, now()).is_none());
        }
    }
}
