//! Why the program cannot do what it was told: one sentence for the person who started it, no backtrace.

use std::fmt;
use std::net::SocketAddr;
use tollgate::Error;
use tollgate::config::ConfigError;
use tollgate::error::StoreError;

#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    pub(crate) fn ledger(places: usize) -> Self {
        Self(format!("the ledger does not add up in {places} places"))
    }

    pub(crate) fn providers(wrong: usize) -> Self {
        Self(format!(
            "{wrong} of what is configured is not there; see above"
        ))
    }

    pub(crate) fn listen(at: SocketAddr, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
        let (ip, port) = (at.ip(), at.port());
        Self(match error.kind() {
            AddrInUse => format!(
                "port {port} is in use by another program; end that, or set TOLLGATE_LISTEN to another port"
            ),
            PermissionDenied => format!(
                "port {port} may not be used by this user; set TOLLGATE_LISTEN to one above 1023"
            ),
            AddrNotAvailable => {
                format!("{ip} is not an address of this machine; check TOLLGATE_LISTEN")
            }
            _ => format!("cannot listen on {at}: {error}"),
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(cause) => cause.into(),
            // What people in a browser must not read is just what the operator needs.
            Error::Internal(cause) => Self(cause),
            other => Self(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!(
            "{error}. DATABASE_URL or TOLLGATE_DATA_DIR says where it is."
        ))
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<fmt::Error> for Failure {
    fn from(error: fmt::Error) -> Self {
        Self(error.to_string())
    }
}
