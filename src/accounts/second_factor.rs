//! Sign-in in two steps: after the password a code that an authenticator makes from a shared secret (RFC 6238), or
//! a recovery code, which opens once. Tries are counted, so that codes cannot be guessed.

use super::qr::Qr;
use super::{Accounts, hash};
use crate::error::{Error, Result};
use crate::gateway::{Admin, Caller};
use crate::store::SecondFactor;
use crate::types::{Account, AccountId, Email, Timestamp};
use std::time::Duration;
use totp_rs::{Builder, Secret, Totp};
use url::Url;

/// What RFC 4226 recommends, and what authenticators expect.
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
/// Of a recovery code: 80 bits, so that its hash cannot be guessed.
const RECOVERY_BYTES: usize = 10;
/// So many codes may be tried in vain within this time.
const MOST_TRIES: u32 = 10;
const TRIES_WITHIN: Duration = Duration::from_secs(15 * 60);

/// What an authenticator has to know, until the first code confirms that it does.
pub struct Setup {
    /// In base 32, in groups of four.
    pub secret: String,
    pub qr: Qr,
}

/// How sign-in goes on after the password.
pub enum SecondStep {
    Off,
    /// Begun, and asks for nothing yet.
    Begun(Setup),
    On {
        since: Timestamp,
        /// How many recovery codes are left.
        recovery_codes: u32,
    },
}

impl Accounts {
    /// # Errors
    /// If the database fails; so below.
    pub async fn second_step(&self, caller: &Caller) -> Result<SecondStep> {
        Ok(match self.second_factor(caller.id()).await? {
            None => SecondStep::Off,
            Some(SecondFactor {
                confirmed_at: Some(since),
                recovery_codes,
                ..
            }) => SecondStep::On {
                since,
                recovery_codes,
            },
            Some(factor) => SecondStep::Begun(Setup::of(factor.secret, &caller.account().email)?),
        })
    }

    /// Whether sign-in asks this account for a code.
    pub(super) async fn wants_code(&self, id: AccountId) -> Result<bool> {
        let factor = self.second_factor(id).await?;
        Ok(factor.is_some_and(|factor| factor.confirmed_at.is_some()))
    }

    /// Makes a secret, to be confirmed by a first code; nothing is asked for until then.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a second factor is on already.
    pub async fn begin_second_factor(&self, caller: &Caller) -> Result<()> {
        let secret = rand::random::<[u8; SECRET_BYTES]>();
        let begun = self.store.begin_second_factor(caller.id(), &secret).await;
        let begun = begun.map_err(Error::Store)?;
        let on = || Error::invalid("code", "Two-factor sign-in is on already.");
        begun.then_some(()).ok_or_else(on)
    }

    /// Switches the second factor on. Gives the recovery codes, here and never again.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a code that is not right, [`Error::RateLimited`] for too many of them.
    pub async fn confirm_second_factor(&self, caller: &Caller, code: &str) -> Result<Vec<String>> {
        let factor = self.second_factor(caller.id()).await?;
        let factor = factor.filter(|factor| factor.confirmed_at.is_none());
        let factor = factor
            .ok_or_else(|| Error::invalid("code", "There is nothing to confirm. Begin again."))?;
        self.count_try(caller.id()).await?;
        let step = self
            .step_of(factor.secret, &plain(code))
            .ok_or_else(wrong)?;
        let (codes, hashes) = recovery_codes();
        let now = self.clock.now();
        let confirmed = self
            .store
            .confirm_second_factor(caller.id(), step, &hashes, now)
            .await;
        match confirmed.map_err(Error::Store)? {
            true => Ok(codes),
            false => Err(Error::Stale),
        }
    }

    /// Takes a code, or a recovery code, of whoever has shown the password; each once.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::RateLimited`]; [`Error::Unauthenticated`] if the password was changed since.
    pub async fn enter_code(&self, id: AccountId, epoch: i64, code: &str) -> Result<Account> {
        let account = self.caller(id, epoch).await?.account().clone();
        self.check_code(id, code).await?;
        Ok(account)
    }

    /// Switches the second factor off, for who knows the password or has a code; or gives up its set-up.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::RateLimited`].
    pub async fn remove_second_factor(&self, caller: &Caller, proof: &str) -> Result<()> {
        if self.wants_code(caller.id()).await? {
            self.check_proof(caller, proof).await.map_err(at("code"))?;
        }
        let removed = self.store.remove_second_factor(caller.id()).await;
        removed.map(drop).map_err(Error::Store)
    }

    /// Makes new recovery codes, for who knows the password or has a code; the old ones are void. Gives them, here and
    /// never again.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::RateLimited`].
    pub async fn renew_recovery_codes(&self, caller: &Caller, proof: &str) -> Result<Vec<String>> {
        self.check_proof(caller, proof).await.map_err(at("proof"))?;
        let (codes, hashes) = recovery_codes();
        let renewed = self.store.renew_recovery_codes(caller.id(), &hashes).await;
        match renewed.map_err(Error::Store)? {
            true => Ok(codes),
            false => Err(Error::invalid("proof", "Two-factor sign-in is off.")),
        }
    }

    /// The password, or a code.
    async fn check_proof(&self, caller: &Caller, proof: &str) -> Result<()> {
        match looks_like_code(proof) {
            true => self.check_code(caller.id(), proof).await,
            false => self.prove(caller.id(), proof).await.map(drop),
        }
    }

    /// For who has lost both, phone and recovery codes: the password alone signs in again.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the account has none.
    pub async fn reset_second_factor(&self, admin: &Admin, id: AccountId) -> Result<()> {
        let reset = self.reset(id, Some(admin.id())).await?;
        reset.then_some(()).ok_or(Error::NotFound)
    }

    /// The same from the command line.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is no such account, or it has none.
    pub async fn reset_second_factor_of(&self, email: &str) -> Result<()> {
        let known = match Email::parse(email) {
            Some(email) => self.store.credentials(&email).await.map_err(Error::Store)?,
            None => None,
        };
        let unknown = || Error::invalid("email", "No account has this address.");
        let id = known.ok_or_else(unknown)?.account.id;
        let none = || Error::invalid("email", "This account has no second factor.");
        self.reset(id, None).await?.then_some(()).ok_or_else(none)
    }

    async fn reset(&self, id: AccountId, by: Option<AccountId>) -> Result<bool> {
        let reset = self.store.reset_second_factor(id, by, self.clock.now());
        reset.await.map_err(Error::Store)
    }

    async fn second_factor(&self, id: AccountId) -> Result<Option<SecondFactor>> {
        self.store.second_factor(id).await.map_err(Error::Store)
    }

    /// Nothing to check is right too: an admin may have reset it since the password was shown.
    async fn check_code(&self, id: AccountId, code: &str) -> Result<()> {
        let factor = self.second_factor(id).await?;
        let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_some()) else {
            return Ok(());
        };
        self.count_try(id).await?;
        let code = plain(code);
        let taken = match self.step_of(factor.secret, &code) {
            Some(step) => self.store.take_step(id, step).await,
            None => {
                let now = self.clock.now();
                self.store.use_recovery_code(id, &hash(&code), now).await
            }
        };
        taken.map_err(Error::Store)?.then_some(()).ok_or_else(wrong)
    }

    /// Before a code is looked at, so that many at once are no more than many after another.
    async fn count_try(&self, id: AccountId) -> Result<()> {
        let now = self.clock.now();
        let since = now.plus_seconds(-TRIES_WITHIN.as_secs().cast_signed());
        let counted = self.store.count_try(id, MOST_TRIES, since, now).await;
        let too_many = || Error::RateLimited {
            retry_after: TRIES_WITHIN,
        };
        counted
            .map_err(Error::Store)?
            .then_some(())
            .ok_or_else(too_many)
    }

    /// The step of 30 s that a code belongs to: this one, or the one before or after it.
    fn step_of(&self, secret: Vec<u8>, code: &str) -> Option<u64> {
        let now = u64::try_from(self.clock.now().as_seconds()).ok()?;
        authenticator(secret).check(code, now)
    }
}

impl Setup {
    fn of(secret: Vec<u8>, email: &Email) -> Result<Self> {
        let secret = Secret::from(secret).to_base32();
        let failed = |error: String| Error::Internal(error);
        let mut url = Url::parse("otpauth://totp").map_err(|error| failed(error.to_string()))?;
        url.set_path(&format!("/Tollgate:{email}"));
        url.query_pairs_mut()
            .append_pair("secret", &secret)
            .append_pair("issuer", "Tollgate");
        Ok(Self {
            qr: Qr::of(url.as_str())?,
            secret: in_groups(&secret, ' '),
        })
    }
}

fn authenticator(secret: Vec<u8>) -> Totp {
    // Six digits, 30 s, SHA-1, one step before and after: what every authenticator does.
    Builder::new()
        .with_secret(Secret::from(secret))
        .build_noncompliant()
}

/// As people type it, without what only helps to read it.
fn plain(code: &str) -> String {
    let kept = code.chars().filter(char::is_ascii_alphanumeric);
    kept.collect::<String>().to_ascii_lowercase()
}

/// No password is as short as six digits, or is written like a recovery code.
fn looks_like_code(proof: &str) -> bool {
    let plain = plain(proof);
    let digits = plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit());
    digits || (proof.matches('-').count() == 3 && plain.len() == 16)
}

/// New ones, and their hashes.
fn recovery_codes() -> (Vec<String>, Vec<[u8; 32]>) {
    let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let hashes = codes.iter().map(|code| hash(&plain(code))).collect();
    (codes, hashes)
}

/// `k5xw-2p3q-…`.
fn recovery_code() -> String {
    let random = rand::random::<[u8; RECOVERY_BYTES]>().to_vec();
    let code = Secret::from(random).to_base32().to_ascii_lowercase();
    in_groups(&code, '-')
}

fn in_groups(text: &str, between: char) -> String {
    let mut grouped = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            grouped.push(between);
        }
        grouped.push(letter);
    }
    grouped
}

fn wrong() -> Error {
    let message = "This code is not right, or it was used before. Take the newest one.";
    Error::invalid("code", message)
}

/// What is wrong, told at the field in which a password or a code may stand.
fn at(field: &'static str) -> impl Fn(Error) -> Error {
    move |error| match error {
        Error::Invalid { message, .. } => Error::invalid(field, message),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Appendix B of RFC 6238, the last six digits of its eight.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890".to_vec();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let totp = authenticator(secret.clone());
            assert_eq!(totp.check(code, seconds), Some(seconds / 30), "{seconds}");
            assert_eq!(totp.check(code, seconds + 30), Some(seconds / 30));
            assert_eq!(totp.check(code, seconds + 60), None);
        }
    }

    #[test]
    fn a_recovery_code_is_read_as_people_type_it() {
        let code = recovery_code();
        assert_eq!(code.len(), 19);
        assert!(looks_like_code(&code) && looks_like_code("123 456"));
        assert!(!looks_like_code("correct horse battery"));
        let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(plain(&typed), plain(&code));
        assert_ne!(recovery_code(), code);
    }

    #[test]
    fn an_authenticator_learns_who_and_what() {
        let email = Email::parse("ada+test@example.org").unwrap();
        let setup = Setup::of(vec![7; SECRET_BYTES], &email).unwrap();
        assert_eq!(setup.secret.len(), 39);
        assert!(setup.qr.width >= 21);
    }
}
