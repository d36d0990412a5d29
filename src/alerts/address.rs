//! Where a webhook may go. Accounts name the address, so it must not lead into the house: to this machine, to
//! the network around it, or to the services that only answer there. A name is looked up once, what came is
//! checked, and the connection goes to what was checked.

use futures::FutureExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Longest address of an endpoint.
const LONGEST: usize = 2_048;

/// The address of an endpoint, or a sentence that says what is wrong with it.
pub(super) fn endpoint(text: &str, allow_private: bool) -> Result<Url, &'static str> {
    let no_address =
        "This is not a web address. Write one like https://hooks.example.org/tollgate.";
    let mut url = Url::parse(text.trim()).map_err(|_| no_address)?;
    let host = url.host().ok_or(no_address)?;
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        "http" => return Err("The address must begin with https://."),
        _ => return Err(no_address),
    }
    if text.len() > LONGEST {
        return Err("The address is too long.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "The address may not hold a user name or a password; what is posted is signed.",
        );
    }
    let is_private = match host {
        Host::Domain(name) => is_local(name),
        Host::Ipv4(address) => !is_public(address.into()),
        Host::Ipv6(address) => !is_public(address.into()),
    };
    if is_private && !allow_private {
        return Err("The address is not public.");
    }
    url.set_fragment(None);
    Ok(url)
}

fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// Finds addresses that the public can reach, and no others.
pub(super) struct PublicOnly;

/// A name leads only to addresses that are not public.
#[derive(Debug, thiserror::Error)]
#[error("the address is not public")]
pub(super) struct NotPublic;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        async move {
            // The port is set by whoever connects.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|found| is_public(found.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        }
        .boxed()
    }
}

/// Whether an address is one of the public internet, as IANA's registries of special addresses have it.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        // This network, one's own networks, the operator's, this machine, the link.
        (0 | 10 | 127, ..) | (100, 64..=127, _) | (169, 254, _) => true,
        (172, 16..=31, _) | (192, 168, _) => true,
        // Assigned to protocols, for examples, relays of 6to4, measuring.
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18..=19, _) => true,
        (198, 51, 100) | (203, 0, 113) => true,
        // To many, for later, to all.
        (224..=255, ..) => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // An IPv4 address behind a translator is what it stands for.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Assigned to protocols (Teredo among them), for examples, 6to4.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] => false,
        [0x3fff, 0..=0xfff, ..] => false,
        // All that is public begins with the bits 001.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_house_are_not_public() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn addresses_of_the_world_are_public() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "2a00::1",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn an_endpoint_is_a_public_address_over_tls() {
        for (text, says) in [
            ("https://hooks.example.org/a?b=c#d", None),
            ("https://8.8.8.8:8443/", None),
            ("http://hooks.example.org/", Some("https://")),
            ("https://localhost/", Some("not public")),
            ("https://a.localhost./", Some("not public")),
            ("https://127.0.0.1/", Some("not public")),
            // The same in other spellings.
            ("https://2130706433/", Some("not public")),
            ("https://0x7f.1/", Some("not public")),
            ("https://[::ffff:127.0.0.1]/", Some("not public")),
            (
                "https://169.254.169.254/latest/meta-data",
                Some("not public"),
            ),
            ("https://ada:secret@hooks.example.org/", Some("password")),
            ("ftp://hooks.example.org/", Some("not a web address")),
            ("file:///etc/passwd", Some("not a web address")),
            ("hooks.example.org", Some("not a web address")),
            ("", Some("not a web address")),
        ] {
            match (endpoint(text, false), says) {
                (Ok(url), None) => assert_eq!(url.fragment(), None),
                (Err(message), Some(part)) => assert!(message.contains(part), "{text}: {message}"),
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
        let long = format!("https://hooks.example.org/{}", "a".repeat(LONGEST));
        assert!(endpoint(&long, false).is_err());
    }

    #[test]
    fn where_the_admin_allows_it_an_endpoint_may_be_in_the_house() {
        for text in [
            "http://127.0.0.1:9/",
            "http://localhost/",
            "https://10.0.0.1/",
        ] {
            assert!(endpoint(text, true).is_ok(), "{text}");
        }
        assert!(endpoint("gopher://127.0.0.1/", true).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_into_the_house_is_not_found() {
        let resolved = PublicOnly.resolve("localhost".parse().unwrap()).await;
        let error = resolved.err().unwrap();
        assert!(error.downcast_ref::<NotPublic>().is_some(), "{error}");
    }
}
