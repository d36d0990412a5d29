//! Sessions in our store. Only the SHA-256 of a session's id is kept, so that a copy of the database opens
//! none. A visitor who has not signed in gets no session and no cookie.

use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::fmt;
use std::sync::Arc;
use tollgate::accounts::{SESSION_USED, session_hash};
use tollgate::clock::Clock;
use tollgate::error::StoreError;
use tollgate::gateway::Caller;
use tollgate::store::{SessionRecord, Store};
use tollgate::{Result, Tollgate};
use tollgate_app::shared::server::{SignedIn, caller_of};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, SessionStore};
use tower_sessions::{Expiry, Session, SessionManagerLayer};

/// How long a session lives after it was last used.
const LIFETIME: Duration = Duration::days(14);
/// A session says when it was last used, so that it is written once an hour and not with each request.
const WRITTEN_EVERY: i64 = 3_600;

const SECURE_NAME: &str = "__Host-tollgate";
const PLAIN_NAME: &str = "tollgate";

/// Keeps sessions in the store.
#[derive(Clone)]
pub(crate) struct SessionKeeper {
    store: Arc<dyn Store>,
    clock: Clock,
    secure: bool,
}

impl SessionKeeper {
    pub(crate) fn new(tollgate: &Tollgate) -> Self {
        Self {
            store: tollgate.store.clone(),
            clock: tollgate.clock.clone(),
            secure: tollgate.config.public_url.starts_with("https:"),
        }
    }

    /// Browsers take a `__Host-` cookie over HTTPS only, so plain HTTP gets a plain name.
    pub(crate) fn layer(&self) -> SessionManagerLayer<Self> {
        let name = if self.secure { SECURE_NAME } else { PLAIN_NAME };
        SessionManagerLayer::new(self.clone())
            .with_name(name)
            .with_secure(self.secure)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_path("/")
            .with_expiry(Expiry::OnInactivity(LIFETIME))
    }

    /// Who is signed in under this id now; asked again while a stream is open.
    pub(crate) async fn caller(&self, tollgate: &Tollgate, id: Option<Id>) -> Result<Caller> {
        let session = Session::new(id, Arc::new(self.clone()), None);
        caller_of(tollgate, &session).await
    }

    /// Forgets what has expired.
    pub(crate) async fn sweep(&self) {
        match self.store.delete_expired_sessions(self.clock.now()).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "expired sessions deleted"),
            Err(error) => tracing::error!(%error, "expired sessions cannot be deleted"),
        }
    }

    fn record_of(&self, record: &Record) -> session_store::Result<SessionRecord> {
        let signed_in = record.data.get(SignedIn::KEY);
        let signed_in: Option<SignedIn> =
            signed_in.and_then(|value| serde_json::from_value(value.clone()).ok());
        let data = serde_json::to_string(&record.data)
            .map_err(|error| session_store::Error::Encode(error.to_string()))?;
        let now = self.clock.now();
        Ok(SessionRecord {
            id_hash: hash(&record.id),
            account: signed_in.map(|signed_in| signed_in.account),
            data,
            created_at: now,
            expires_at: now.plus_seconds(LIFETIME.whole_seconds()),
        })
    }
}

impl fmt::Debug for SessionKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKeeper")
    }
}

#[async_trait]
impl SessionStore for SessionKeeper {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        while !self
            .store
            .create_session(&self.record_of(record)?)
            .await
            .map_err(backend)?
        {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let record = self.record_of(record)?;
        // A session that was ended meanwhile stays ended.
        self.store
            .save_session(&record)
            .await
            .map(drop)
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let id_hash = hash(id);
        let found = self.store.session(&id_hash, self.clock.now());
        let Some(found) = found.await.map_err(backend)? else {
            return Ok(None);
        };
        let decode = |error: String| session_store::Error::Decode(error);
        let data = serde_json::from_str(&found.data).map_err(|error| decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(found.expires_at.as_seconds())
            .map_err(|error| decode(error.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.delete_session(&hash(id)).await.map_err(backend)
    }
}

fn hash(id: &Id) -> [u8; 32] {
    session_hash(id.0)
}

fn backend(error: StoreError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

/// Lets a session that is used live on. Looked at after the request, so that one that has just begun is not
/// written again by the next.
pub(crate) async fn prolong(
    State(clock): State<Clock>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let now = clock.now().as_seconds();
    let hour = |seconds: i64| seconds / WRITTEN_EVERY;
    let signed_in = session.get::<SignedIn>(SignedIn::KEY).await;
    let used: Option<i64> = session.get(SESSION_USED).await.ok().flatten();
    if matches!(signed_in, Ok(Some(_)))
        && used.map(hour) != Some(hour(now))
        && let Err(error) = session.insert(SESSION_USED, now).await
    {
        tracing::warn!(%error, "a session cannot be prolonged");
    }
    response
}

/// Browsers refuse to touch a `__Host-` cookie without `Secure`, also when it is to be removed.
pub(crate) async fn remove_securely(mut response: Response) -> Response {
    if let header::Entry::Occupied(mut cookies) = response.headers_mut().entry(header::SET_COOKIE) {
        for cookie in cookies.iter_mut() {
            if let Some(secured) = secured(cookie) {
                *cookie = secured;
            }
        }
    }
    response
}

fn secured(cookie: &HeaderValue) -> Option<HeaderValue> {
    let text = cookie.to_str().ok()?;
    let bare = text.starts_with(SECURE_NAME) && !text.contains("Secure");
    bare.then(|| HeaderValue::try_from(format!("{text}; Secure")).ok())
        .flatten()
}
