//! The base limit: whoever is not signed in may change only so much from one address, so that passwords cannot
//! be tried in bulk. Who is signed in is not held back by others behind the same address.

use super::address::{client, neighbourhood};
use crate::refusal::Refusal;
use crate::state::AppState;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;
use tollgate::Error;
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

/// A hundred at once, and one more every nine seconds: a hundred in a quarter of an hour.
const BURST: NonZeroU32 = NonZeroU32::new(100).unwrap();
const SIGN_IN: &str = "/api/fn/sign_in";

pub(crate) struct Flood {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    trusted_proxies: Vec<IpAddr>,
}

impl Flood {
    pub(crate) fn new(trusted_proxies: Vec<IpAddr>) -> Self {
        let quota = Quota::per_minute(BURST);
        let quota = Quota::with_period(Duration::from_secs(9))
            .unwrap_or(quota)
            .allow_burst(BURST);
        Self {
            limiter: RateLimiter::keyed(quota),
            trusted_proxies,
        }
    }

    /// Counts one try; refused with the time until the next is allowed.
    fn count(&self, request: &Request) -> Result<(), Error> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let address = client(peer, request.headers(), &self.trusted_proxies);
        self.limiter
            .check_key(&neighbourhood(address))
            .map_err(|no| {
                let wait = no.wait_time_from(DefaultClock::default().now());
                // Whole seconds, upwards: who waits as told is let in.
                Error::RateLimited {
                    retry_after: Duration::from_secs(wait.as_secs() + 1),
                }
            })
    }

    /// Forgets addresses that have their full allowance again.
    pub(crate) fn sweep(&self) {
        self.limiter.retain_recent();
    }
}

pub(crate) async fn hold_back(
    State(state): State<AppState>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let counted = !request.method().is_safe()
        && (request.uri().path() == SIGN_IN || caller_of(&state.tollgate, &session).await.is_err());
    if counted && let Err(error) = state.flood.count(&request) {
        return Refusal::from(error)
            .for_request(request.headers())
            .into_response();
    }
    next.run(request).await
}
