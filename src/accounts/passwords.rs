//! Passwords: Argon2id with OWASP's parameters, never on an async thread, at most four at once.

use crate::error::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// OWASP's Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Each costs 19 MiB, so their number is bounded, and so is the queue in front of them.
const AT_ONCE: usize = 4;
const WAITING: usize = 64;

/// In characters, as people count. The upper bound keeps a hash from being made of a novel.
const SHORTEST: usize = 12;
const LONGEST: usize = 256;

#[derive(Clone)]
pub(super) struct Passwords {
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

pub(super) enum Verdict {
    Right,
    /// Right, but the hash was made with other parameters than today's.
    RightButOld,
    Wrong,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            running: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Passwords {
    pub(super) async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || {
            let hash = argon2()?.hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
                .map_err(|error| Error::Internal(error.to_string()))
        })
        .await?
    }

    /// Checks a password against a hash. Without a hash (the address is unknown) it takes as long and is
    /// wrong.
    pub(super) async fn verify(&self, password: &str, hash: Option<String>) -> Result<Verdict> {
        let Some(hash) = hash else {
            self.hash(password).await?;
            return Ok(Verdict::Wrong);
        };
        let password = password.to_owned();
        self.run(move || {
            let known =
                PasswordHash::new(&hash).map_err(|error| Error::Internal(error.to_string()))?;
            let argon2 = argon2()?;
            if argon2.verify_password(password.as_bytes(), &known).is_err() {
                return Ok(Verdict::Wrong);
            }
            let today = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$");
            Ok(if hash.starts_with(&today) {
                Verdict::Right
            } else {
                Verdict::RightButOld
            })
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let closed = |_| Error::Internal("password hashing has ended".into());
        let busy = |_| Error::Busy {
            retry_after: Duration::from_secs(5),
        };
        let place = self.places.clone().try_acquire_owned().map_err(busy)?;
        let running = self.running.clone().acquire_owned().await.map_err(closed)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            // Freed here: whoever went away meanwhile does not make a hash at work cost nothing.
            drop((running, place));
            result
        });
        done.await
            .map_err(|error| Error::Internal(error.to_string()))
    }
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses what is guessed first. Long beats complicated (NIST SP 800-63B, 3.1.1.2).
pub(super) fn check(password: &str, email: &str, name: &str) -> Result<()> {
    let wrong = |message: &str| Err(Error::invalid("password", message));
    let length = password.chars().count();
    if length < SHORTEST {
        return wrong("Use at least 12 characters. A few words make a good password.");
    }
    if length > LONGEST {
        return wrong("Use at most 256 characters.");
    }
    let plain = password.trim().to_lowercase();
    let same = |other: &str| plain == other.trim().to_lowercase();
    if same(email) || same(name) || password.chars().all(|c| password.starts_with(c)) {
        return wrong("This password is too easy to guess. Choose another.");
    }
    Ok(())
}

/// A hash as from the time before today's parameters.
#[cfg(test)]
pub(super) fn weak_hash(password: &str) -> String {
    let weak = Params::new(8, 1, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak);
    weak.hash_password(password.as_bytes()).unwrap().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_or_wrong_and_its_hash_is_never_the_same() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert_ne!(hash, passwords.hash("correct horse").await.unwrap());
        let verdict = passwords
            .verify("correct horse", Some(hash.clone()))
            .await
            .unwrap();
        assert!(matches!(verdict, Verdict::Right));
        let verdict = passwords.verify("correct hors", Some(hash)).await.unwrap();
        assert!(matches!(verdict, Verdict::Wrong));
        assert!(matches!(
            passwords.verify("x", None).await.unwrap(),
            Verdict::Wrong
        ));
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_is_to_be_renewed() {
        let hash = weak_hash("correct horse");
        let verdict = Passwords::default()
            .verify("correct horse", Some(hash))
            .await
            .unwrap();
        assert!(matches!(verdict, Verdict::RightButOld));
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_and_an_empty_one_takes_in() {
        let passwords = Passwords::default();
        let places = u32::try_from(AT_ONCE + WAITING).unwrap();
        let all = passwords.places.clone().acquire_many_owned(places).await;
        let refused = passwords.run(|| ()).await;
        assert!(matches!(refused, Err(Error::Busy { .. })), "{refused:?}");
        drop(all);
        assert!(passwords.run(|| ()).await.is_ok());
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        let long = "xy".repeat(129);
        for bad in [
            "äöüäöü",
            " ADA@example.org",
            "ÉMILIE DU CHÂTELET",
            "aaaaaaaaaaaa",
            &long,
        ] {
            let checked = check(bad, "ada@example.org", "Émilie du Châtelet");
            assert!(checked.is_err(), "{bad}");
        }
        assert!(check("four plain words here", "ada@example.org", "Ada").is_ok());
    }
}
