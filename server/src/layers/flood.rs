//! The base limit: whoever is not signed in may change only so much from one address, so that passwords cannot
//! be tried in bulk. Who is signed in is not held back by others behind the same address.

use super::address::{client, neighbourhood};
use crate::refusal::Refusal;
use crate::state::AppState;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tollgate::Error;
use tollgate::config::{BaseLimit, Config};
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

/// Above so many addresses those that have rested are forgotten at once.
const MANY: usize = 10_000;
/// Where a password or a code can be tried, or others be made to wait.
const TRIES: [&str; 7] = [
    "/api/fn/sign_in",
    "/api/fn/enter_code",
    "/api/fn/change_password",
    "/api/fn/confirm_second_factor",
    "/api/fn/remove_second_factor",
    "/api/fn/delete_account",
    "/api/fn/test_alerts",
];

pub(crate) struct Flood {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    trusted_proxies: Vec<IpAddr>,
}

impl Flood {
    pub(crate) fn new(config: &Config) -> Self {
        let BaseLimit { requests, within } = config.base_limit;
        // Never nothing, which would be no limit.
        let one_every = (within / requests.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(one_every).unwrap_or(Quota::per_minute(requests));
        Self {
            limiter: RateLimiter::keyed(quota.allow_burst(requests)),
            trusted_proxies: config.trusted_proxies.clone(),
        }
    }

    /// Counts one try; refused with the time until the next is allowed.
    pub(crate) fn count(&self, extensions: &Extensions, headers: &HeaderMap) -> Result<(), Error> {
        if self.limiter.len() > MANY {
            self.sweep();
        }
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let address = client(peer, headers, &self.trusted_proxies);
        self.limiter
            .check_key(&neighbourhood(address))
            .map_err(|no| Error::RateLimited {
                retry_after: no.wait_time_from(DefaultClock::default().now()),
            })
    }

    /// Forgets addresses that have their full allowance again.
    pub(crate) fn sweep(&self) {
        self.limiter.retain_recent();
    }
}

pub(super) async fn hold_back(
    State(state): State<AppState>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    // Whoever has an account may not try passwords either: those of others, or of a session left open.
    let counted = !request.method().is_safe()
        && (TRIES.contains(&request.uri().path())
            || caller_of(&state.tollgate, &session).await.is_err());
    if counted && let Err(error) = state.flood.count(request.extensions(), request.headers()) {
        return Refusal::from(error).for_request(&request).into_response();
    }
    next.run(request).await
}
