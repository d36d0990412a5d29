//! How a webhook proves where it comes from, after Standard Webhooks (standardwebhooks.com): an HMAC over its
//! id, its time and its body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// What every secret begins with, so that it is recognised where it should not be.
const PREFIX: &str = "whsec_";
const SECRET_BYTES: usize = 32;

pub(super) fn new_secret() -> SecretString {
    let secret = STANDARD.encode(rand::random::<[u8; SECRET_BYTES]>());
    format!("{PREFIX}{secret}").into()
}

/// The value of `webhook-signature`; `None` if this is no secret.
pub(super) fn sign(secret: &SecretString, id: &str, seconds: i64, body: &str) -> Option<String> {
    let secret = secret.expose_secret().strip_prefix(PREFIX)?;
    let key = STANDARD.decode(secret).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector that the libraries of Standard Webhooks are tested with.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned().into();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signed = sign(&secret, id, 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(
            signed.as_deref(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }

    #[test]
    fn a_new_secret_is_one_that_signs_and_no_other() {
        let (first, second) = (new_secret(), new_secret());
        let signed = |secret| sign(secret, "id", 1, "body").unwrap();
        assert_ne!(signed(&first), signed(&second));
        assert_eq!(sign(&"sk-x".to_owned().into(), "id", 1, "body"), None);
        assert_eq!(sign(&"whsec_?".to_owned().into(), "id", 1, "body"), None);
    }
}
