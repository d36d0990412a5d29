//! The base limit: 100 changes in 15 minutes from one address for everybody who is not signed in. A person
//! who is signed in is never locked out by somebody else behind the same address.

use crate::error::Refusal;
use crate::state::AppState;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::{HeaderMap, Method};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tollgate::Error;
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

const BURST: NonZeroU32 = NonZeroU32::new(100).unwrap();
/// 100 in 15 minutes.
const ONE_EVERY: Duration = Duration::from_secs(9);
const SIGN_IN: &str = "/api/fn/sign_in";
/// Above so many addresses those that have rested are forgotten.
const FORGET_ABOVE: usize = 10_000;

#[derive(Clone)]
pub struct Limit(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Default for Limit {
    fn default() -> Self {
        let quota = Quota::with_period(ONE_EVERY)
            .unwrap_or(Quota::per_minute(BURST))
            .allow_burst(BURST);
        Self(Arc::new(RateLimiter::keyed(quota)))
    }
}

impl Limit {
    fn check(&self, address: IpAddr) -> Result<(), Error> {
        if self.0.len() > FORGET_ABOVE {
            self.0.retain_recent();
        }
        self.0
            .check_key(&address)
            .map_err(|refused| Error::RateLimited {
                retry_after: refused.wait_time_from(DefaultClock::default().now()),
            })
    }
}

pub async fn limit(
    State((state, limit)): State<(AppState, Limit)>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    // Whoever has an account may not try the passwords of others either.
    let is_sign_in = request.uri().path() == SIGN_IN;
    if matches!(*request.method(), Method::GET | Method::HEAD)
        || (!is_sign_in && caller_of(&state.tollgate, &session).await.is_ok())
    {
        return next.run(request).await;
    }
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|peer| peer.0.ip());
    let address = peer.map(|peer| {
        client(
            peer,
            request.headers(),
            &state.tollgate.config.trusted_proxies,
        )
    });
    match address.map_or(Ok(()), |address| limit.check(address)) {
        Ok(()) => next.run(request).await,
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// Who calls: the peer, unless it is a proxy that is trusted; then the last address in `X-Forwarded-For`
/// that is not such a proxy. What stands before it anybody could have written.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let lists = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let listed: Vec<IpAddr> = lists
        .flat_map(|list| list.split(','))
        .map_while(|one| one.trim().parse().ok())
        .collect();
    listed
        .into_iter()
        .rev()
        .find(|address| !trusted.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::HeaderName::from_static("x-forwarded-for"),
            value.parse().unwrap(),
        )])
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let (peer, proxy): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "10.0.0.1".parse().unwrap());
        assert_eq!(client(peer, &forwarded("198.51.100.7"), &[proxy]), peer);
        let real: IpAddr = "198.51.100.7".parse().unwrap();
        assert_eq!(
            client(proxy, &forwarded("203.0.113.9, 198.51.100.7"), &[proxy]),
            real
        );
        assert_eq!(
            client(proxy, &forwarded("198.51.100.7, 10.0.0.1"), &[proxy]),
            real
        );
        assert_eq!(client(proxy, &HeaderMap::new(), &[proxy]), proxy);
    }

    #[test]
    fn the_hundred_and_first_change_waits() {
        let limit = Limit::default();
        let address = "192.0.2.1".parse().unwrap();
        for _ in 0..100 {
            assert!(limit.check(address).is_ok());
        }
        assert_eq!(limit.check(address).unwrap_err().code(), "rate_limited");
        assert!(limit.check("192.0.2.2".parse().unwrap()).is_ok());
    }
}
