//! From which address a request comes, as far as it can be believed.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// The peer, or what the proxies that we trust say of it: from the right of `X-Forwarded-For` the first
/// address that is not one of them. What stands before it the caller may have made up.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer.to_canonical();
    let mut forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .collect::<Vec<_>>();
    while trusted.contains(&client) {
        let before = forwarded
            .pop()
            .and_then(|part| part.trim().parse::<IpAddr>().ok());
        let Some(before) = before else { break };
        client = before.to_canonical();
    }
    client
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
        let found = client(ip("9.9.9.9"), &headers("1.1.1.1"), &[ip("10.0.0.1")]);
        assert_eq!(found, ip("9.9.9.9"));
    }

    #[test]
    fn a_trusted_proxy_names_its_peer_and_not_what_that_claims() {
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        for forwarded in [
            "1.1.1.1, 9.9.9.9, 10.0.0.2",
            "made up, 9.9.9.9",
            "9.9.9.9",
            "10.0.0.2, 9.9.9.9",
        ] {
            let found = client(ip("10.0.0.1"), &headers(forwarded), &trusted);
            assert_eq!(found, ip("9.9.9.9"), "{forwarded}");
        }
    }

    #[test]
    fn a_proxy_that_says_nothing_is_the_client() {
        let trusted = [ip("10.0.0.1")];
        assert_eq!(
            client(trusted[0], &HeaderMap::new(), &trusted),
            ip("10.0.0.1")
        );
        assert_eq!(
            client(trusted[0], &headers("9.9.9.9, hidden"), &trusted),
            ip("10.0.0.1")
        );
    }

    #[test]
    fn an_ipv4_proxy_is_known_by_its_ipv6_name_too() {
        let found = client(
            ip("::ffff:10.0.0.1"),
            &headers("::ffff:9.9.9.9"),
            &[ip("10.0.0.1")],
        );
        assert_eq!(found, ip("9.9.9.9"));
    }

    #[test]
    fn a_customer_with_many_ipv6_addresses_is_one() {
        assert_eq!(
            neighbourhood(ip("2001:db8:1:2:3::4")),
            neighbourhood(ip("2001:db8:1:2:ffff::1"))
        );
        assert_ne!(
            neighbourhood(ip("2001:db8:1:2::1")),
            neighbourhood(ip("2001:db8:1:3::1"))
        );
    }
}
