//! Keyed hashes, sealed values and tokens, all under keys derived from the server's one secret.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{self, HKDF_SHA256};
use ring::hmac::{self, HMAC_SHA256};
use ring::rand::{SecureRandom, SystemRandom};
use uuid::Uuid;

/// Bytes of a secret, a keyed hash and a derived key.
pub const KEY_LENGTH: usize = 32;

/// Bytes of entropy in a token: 192 bits.
const TOKEN_LENGTH: usize = 24;

/// What API tokens begin with, so that they are known for what they are wherever they turn up.
pub const API_TOKEN: &str = "wizyta_";

/// What a key is for; each purpose has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// E-mail addresses: the hash that finds a person's bookings, and the sealed address.
    Address,
    /// Reservation codes: the hash that finds a booking, and the sealed code.
    Code,
    /// Who e-mails go to and what they tell.
    Mail,
    /// Manage tokens of bookings.
    ManageToken,
    /// API tokens.
    ApiToken,
    /// Idempotency keys, bodies and kept answers.
    Idempotency,
    /// Challenges of the proof of work.
    ProofOfWork,
}

impl Purpose {
    const ALL: [Self; 7] = [
        Self::Address,
        Self::Code,
        Self::Mail,
        Self::ManageToken,
        Self::ApiToken,
        Self::Idempotency,
        Self::ProofOfWork,
    ];

    const fn label(self) -> &'static [u8] {
        match self {
            Self::Address => b"wizyta address",
            Self::Code => b"wizyta code",
            Self::Mail => b"wizyta mail",
            Self::ManageToken => b"wizyta manage token",
            Self::ApiToken => b"wizyta api token",
            Self::Idempotency => b"wizyta idempotency",
            Self::ProofOfWork => b"wizyta proof of work",
        }
    }
}

struct Keys {
    hash: hmac::Key,
    seal: LessSafeKey,
}

/// The keys derived from the server's secret.
pub struct Secrets {
    /// In the order of [`Purpose::ALL`].
    keys: [Keys; 7],
    /// What tells this secret from others and says nothing about it.
    fingerprint: [u8; KEY_LENGTH],
    random: SystemRandom,
}

/// The source of randomness failed, or a derived key could not be made; both mean that the machine is broken.
#[derive(Debug, thiserror::Error)]
#[error("the cryptographic library failed")]
pub struct CryptoError;

impl From<ring::error::Unspecified> for CryptoError {
    fn from(_: ring::error::Unspecified) -> Self {
        Self
    }
}

impl Secrets {
    /// Derives the keys from a secret of at least [`KEY_LENGTH`] bytes of entropy.
    pub fn new(secret: &[u8]) -> Result<Self, CryptoError> {
        let root = hkdf::Salt::new(HKDF_SHA256, b"wizyta").extract(secret);
        let mut keys = Vec::with_capacity(Purpose::ALL.len());
        for purpose in Purpose::ALL {
            keys.push(Keys {
                hash: hmac::Key::new(HMAC_SHA256, &expand(&root, &[purpose.label(), b" hash"])?),
                seal: sealing_key(&expand(&root, &[purpose.label(), b" seal"])?)?,
            });
        }
        let keys = <[Keys; 7]>::try_from(keys).map_err(|_| CryptoError)?;
        let fingerprint = expand(&root, &[b"wizyta fingerprint"])?;
        Ok(Self { keys, fingerprint, random: SystemRandom::new() })
    }

    /// A text that tells this secret from others and says nothing about it, to be kept beside what it seals.
    pub fn fingerprint(&self) -> String {
        encode(&self.fingerprint)
    }

    /// A keyed hash, to look a secret value up by. The parts are told apart by their lengths.
    pub fn hash(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.keys(purpose).hash);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }

    /// Whether a keyed hash is that of these parts, in constant time.
    pub fn is_hash(&self, purpose: Purpose, parts: &[&[u8]], candidate: &[u8]) -> bool {
        self.equal(purpose, &self.hash(purpose, parts), candidate)
    }

    /// Encrypts a value; `context` (the row's id, say) must be the same when it is opened.
    pub fn seal(&self, purpose: Purpose, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        Self::seal_with(&self.keys(purpose).seal, context, plain)
    }

    /// Decrypts a value; none if it was sealed otherwise or tampered with.
    pub fn open(&self, purpose: Purpose, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        open_with(&self.keys(purpose).seal, context, sealed)
    }

    /// Encrypts a kept answer under a key that needs the client's idempotency key, which is not kept.
    pub fn seal_answer(&self, idempotency_key: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        Self::seal_with(&self.answer_key(idempotency_key)?, b"", plain)
    }

    /// Decrypts a kept answer.
    pub fn open_answer(&self, idempotency_key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        open_with(&self.answer_key(idempotency_key).ok()?, b"", sealed)
    }

    /// The token that shows and changes a booking, for one generation of it.
    pub fn manage_token(&self, booking: Uuid, generation: i32) -> String {
        let hash = self.hash(Purpose::ManageToken, &[booking.as_bytes(), &generation.to_be_bytes()]);
        encode(hash.get(..TOKEN_LENGTH).unwrap_or(&hash))
    }

    /// Whether a token is the booking's, in constant time.
    pub fn is_manage_token(&self, token: &str, booking: Uuid, generation: i32) -> bool {
        self.equal(Purpose::ManageToken, self.manage_token(booking, generation).as_bytes(), token.as_bytes())
    }

    /// A new API token. Only its hash is kept.
    pub fn new_api_token(&self) -> Result<String, CryptoError> {
        let mut bytes = [0; TOKEN_LENGTH];
        self.random.fill(&mut bytes)?;
        Ok(format!("{API_TOKEN}{}", encode(&bytes)))
    }

    fn seal_with(key: &LessSafeKey, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        // From a cryptographic generator too, one that need not ask the system each time: a booking takes five of them.
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + CHACHA20_POLY1305.tag_len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let text = sealed.get_mut(NONCE_LEN..).unwrap_or_default();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(context), text)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Comparing MACs of both sides under a key that the caller does not know takes the same time for every candidate.
    fn equal(&self, purpose: Purpose, secret: &[u8], candidate: &[u8]) -> bool {
        let key = &self.keys(purpose).hash;
        hmac::verify(key, candidate, hmac::sign(key, secret).as_ref()).is_ok()
    }

    fn answer_key(&self, idempotency_key: &[u8]) -> Result<LessSafeKey, CryptoError> {
        sealing_key(&self.hash(Purpose::Idempotency, &[b"answer", idempotency_key]))
    }

    const fn keys(&self, purpose: Purpose) -> &Keys {
        let [address, code, mail, manage_token, api_token, idempotency, proof_of_work] = &self.keys;
        match purpose {
            Purpose::Address => address,
            Purpose::Code => code,
            Purpose::Mail => mail,
            Purpose::ManageToken => manage_token,
            Purpose::ApiToken => api_token,
            Purpose::Idempotency => idempotency,
            Purpose::ProofOfWork => proof_of_work,
        }
    }
}

/// A new secret for [`Secrets::new`], as text.
pub fn new_secret() -> Result<String, CryptoError> {
    let mut bytes = [0; KEY_LENGTH];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(encode(&bytes))
}

fn expand(root: &hkdf::Prk, info: &[&[u8]]) -> Result<[u8; KEY_LENGTH], CryptoError> {
    let mut key = [0; KEY_LENGTH];
    root.expand(info, HKDF_SHA256)?.fill(&mut key)?;
    Ok(key)
}

fn sealing_key(key: &[u8]) -> Result<LessSafeKey, CryptoError> {
    Ok(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key)?))
}

fn open_with(key: &LessSafeKey, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut buffer = rest.to_vec();
    let length = key.open_in_place(nonce, Aad::from(context), &mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

fn encode(bytes: &[u8]) -> String {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Secrets};
    use uuid::Uuid;

    #[test]
    fn opens_only_what_was_sealed_alike() {
        let secrets = Secrets::new(b"one").unwrap();
        let sealed = secrets.seal(Purpose::Mail, b"row", b"text").unwrap();
        assert_eq!(secrets.open(Purpose::Mail, b"row", &sealed).as_deref(), Some(&b"text"[..]));
        assert_eq!(secrets.open(Purpose::Mail, b"other", &sealed), None);
        assert_eq!(secrets.open(Purpose::Code, b"row", &sealed), None);
        assert_eq!(Secrets::new(b"two").unwrap().open(Purpose::Mail, b"row", &sealed), None);
        assert_eq!(secrets.open(Purpose::Mail, b"row", b"short"), None);
    }

    #[test]
    fn a_kept_answer_needs_the_clients_key() {
        let secrets = Secrets::new(b"one").unwrap();
        let sealed = secrets.seal_answer(b"key", b"answer").unwrap();
        assert_eq!(secrets.open_answer(b"key", &sealed).as_deref(), Some(&b"answer"[..]));
        assert_eq!(secrets.open_answer(b"kez", &sealed), None);
    }

    #[test]
    fn a_manage_token_fits_one_booking_and_one_generation() {
        let secrets = Secrets::new(b"one").unwrap();
        let (booking, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let token = secrets.manage_token(booking, 1);
        assert!(secrets.is_manage_token(&token, booking, 1));
        assert!(!secrets.is_manage_token(&token, booking, 2));
        assert!(!secrets.is_manage_token(&token, other, 1));
        assert!(!secrets.is_manage_token("", booking, 1));
    }

    #[test]
    fn secrets_are_told_apart_by_their_fingerprint() {
        let fingerprint = |secret: &[u8]| Secrets::new(secret).unwrap().fingerprint();
        assert_eq!(fingerprint(b"one"), fingerprint(b"one"));
        assert_ne!(fingerprint(b"one"), fingerprint(b"two"));
    }

    #[test]
    fn hashes_tell_parts_apart() {
        let secrets = Secrets::new(b"one").unwrap();
        assert_ne!(secrets.hash(Purpose::Code, &[b"ab", b"c"]), secrets.hash(Purpose::Code, &[b"a", b"bc"]));
    }
}
