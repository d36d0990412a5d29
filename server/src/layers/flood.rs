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
use std::sync::Arc;
use std::time::Duration;
use tollgate::config::BaseLimit;
use tollgate::live::Live;
use tollgate::policies::Policies;
use tollgate::{Error, Tollgate};
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

/// Above so many addresses those that have rested are forgotten at once.
const MANY: usize = 10_000;
/// Where a password or a code can be tried, or others be made to wait.
const TRIES: [&str; 9] = [
    "/sign-up",
    "/api/fn/sign_in",
    "/api/fn/enter_code",
    "/api/fn/change_password",
    "/api/fn/confirm_second_factor",
    "/api/fn/remove_second_factor",
    "/api/fn/renew_recovery_codes",
    "/api/fn/delete_account",
    "/api/fn/test_alerts",
];

pub(crate) struct Flood {
    policies: Policies,
    limiter: Live<Limiter>,
    trusted_proxies: Vec<IpAddr>,
}

/// What was tried, by this limit.
struct Limiter {
    limit: BaseLimit,
    tries: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limiter {
    fn new(limit: BaseLimit) -> Self {
        let BaseLimit { requests, within } = limit;
        // Never nothing, which would be no limit.
        let one_every = (within / requests.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(one_every).unwrap_or(Quota::per_minute(requests));
        let tries = RateLimiter::keyed(quota.allow_burst(requests));
        Self { limit, tries }
    }
}

impl Flood {
    pub(crate) fn new(tollgate: &Tollgate) -> Self {
        let policies = tollgate.policies.clone();
        Self {
            limiter: Live::new(Limiter::new(policies.now().base_limit)),
            policies,
            trusted_proxies: tollgate.config.trusted_proxies.clone(),
        }
    }

    /// By another limit it is counted anew.
    fn limiter(&self) -> Arc<Limiter> {
        let limit = self.policies.now().base_limit;
        if self.limiter.get().limit != limit {
            self.limiter.set(Limiter::new(limit));
        }
        self.limiter.get()
    }

    /// Counts one try; refused with the time until the next is allowed.
    pub(crate) fn count(&self, extensions: &Extensions, headers: &HeaderMap) -> Result<(), Error> {
        let limiter = self.limiter();
        if limiter.tries.len() > MANY {
            limiter.tries.retain_recent();
        }
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let address = client(peer, headers, &self.trusted_proxies);
        limiter
            .tries
            .check_key(&neighbourhood(address))
            .map_err(|no| Error::RateLimited {
                retry_after: no.wait_time_from(DefaultClock::default().now()),
            })
    }

    /// Forgets addresses that have their full allowance again.
    pub(crate) fn sweep(&self) {
        self.limiter.get().tries.retain_recent();
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
