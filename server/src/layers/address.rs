//! From which address a request comes, as far as it can be believed.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// The peer, or what the nearest proxies that we trust say of it: the last address in `X-Forwarded-For` that
/// is not one of them. What stands before it the caller may have made up.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded: Vec<_> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map_while(|part| part.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .collect();
    let first_unknown = forwarded
        .iter()
        .rev()
        .find(|address| !trusted.contains(address));
    first_unknown.copied().unwrap_or(peer)
}

/// Who shares one allowance: an IPv4 address, or the /64 network that one IPv6 customer holds.
pub(crate) fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_name_itself() {
        assert_eq!(
            client(ip("9.9.9.9"), &headers("1.1.1.1"), &[ip("10.0.0.1")]),
            ip("9.9.9.9")
        );
    }

    #[test]
    fn a_trusted_proxy_names_its_peer_and_not_what_that_claims() {
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        let headers = headers("1.1.1.1, 9.9.9.9, 10.0.0.2");
        assert_eq!(client(ip("10.0.0.1"), &headers, &trusted), ip("9.9.9.9"));
    }

    #[test]
    fn a_customer_with_many_ipv6_addresses_is_one() {
        assert_eq!(
            neighbourhood(ip("2001:db8:1:2:3::4")),
            neighbourhood(ip("2001:db8:1:2:ffff::1"))
        );
    }
}
