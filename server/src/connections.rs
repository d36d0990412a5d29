//! Takes connections and serves each in a task of its own. Whoever opens a connection and says nothing is let go,
//! and neither one address nor all of them together can take every file that the system allows us.

use crate::layers::neighbourhood;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// From the first byte that may come to the end of a request's head; so a connection that is kept but not used
/// ends after it too.
const HEAD: Duration = Duration::from_secs(30);
/// After an error that is not the connection's own: too many open files.
const PAUSE: Duration = Duration::from_millis(100);
/// Files that are not connections of callers: the database, providers, logs.
const OTHER_FILES: u64 = 256;

/// How many connections there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    all: usize,
    /// From one address, or one IPv6 network, that is not a trusted proxy.
    of_one: usize,
}

impl Bounds {
    /// As many as the system lets us have: each may need another to a provider.
    pub(crate) fn of_this_process() -> Self {
        // As many files as an ordinary process has, where the system does not say.
        let files = rlimit::increase_nofile_limit(rlimit::INFINITY).unwrap_or(1_024);
        Self::of(files)
    }

    fn of(files: u64) -> Self {
        let all = files.saturating_sub(OTHER_FILES).max(128) / 2;
        let all = usize::try_from(all).unwrap_or(usize::MAX);
        Self {
            all,
            of_one: (all / 2).min(10_000),
        }
    }
}

/// Serves until `closing` is cancelled; then ends each connection after the answer that is under way.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    trusted_proxies: Vec<IpAddr>,
    closing: CancellationToken,
) {
    let places = Places::new(bounds, trusted_proxies);
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = closing.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => match places.take(peer.ip()) {
                Some(place) => {
                    let connection = answer(stream, peer, router.clone(), closing.clone());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                // Closed without a word: an answer would cost more than the connection.
                None => tracing::debug!(%peer, "too many connections"),
            },
            Err(error) if is_of_the_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn answer(stream: TcpStream, peer: SocketAddr, router: Router, closing: CancellationToken) {
    // Words are small: without this each would wait for the one before it to be acknowledged.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

fn is_of_the_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

/// Who has how many connections.
struct Places {
    bounds: Bounds,
    trusted_proxies: Vec<IpAddr>,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by: HashMap<IpAddr, usize>,
}

/// A connection's place, free again when it is dropped.
struct Place {
    taken: Arc<Mutex<Taken>>,
    by: IpAddr,
}

impl Places {
    fn new(bounds: Bounds, trusted_proxies: Vec<IpAddr>) -> Self {
        Self {
            bounds,
            trusted_proxies,
            taken: Arc::default(),
        }
    }

    fn take(&self, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let by = neighbourhood(peer);
        let of_one = if self.trusted_proxies.contains(&peer) {
            self.bounds.all
        } else {
            self.bounds.of_one
        };
        let mut taken = lock(&self.taken);
        let already = taken.by.get(&by).copied().unwrap_or_default();
        if taken.all >= self.bounds.all || already >= of_one {
            return None;
        }
        taken.all += 1;
        taken.by.insert(by, already + 1);
        Some(Place {
            taken: self.taken.clone(),
            by,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all -= 1;
        if let Some(count) = taken.by.get_mut(&self.by) {
            *count -= 1;
            if *count == 0 {
                taken.by.remove(&self.by);
            }
        }
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn half_of_all_files_are_for_callers_and_half_of_those_for_one() {
        let bounds = Bounds::of(1_024);
        assert_eq!((bounds.all, bounds.of_one), (384, 192));
        assert_eq!(Bounds::of(0).all, 64);
    }

    #[test]
    fn nobody_takes_the_places_of_all_but_a_proxy_that_stands_for_many() {
        let bounds = Bounds { all: 4, of_one: 2 };
        let places = Places::new(bounds, vec![ip("10.0.0.1")]);
        let one = places.take(ip("192.0.2.1")).unwrap();
        let _two = places.take(ip("::ffff:192.0.2.1")).unwrap();
        assert!(places.take(ip("192.0.2.1")).is_none());
        drop(one);
        let _again = places.take(ip("192.0.2.1")).unwrap();
        // Neighbours in an IPv6 network count as one.
        let six = [ip("2001:db8::1"), ip("2001:db8::2"), ip("2001:db8::3")];
        let taken: Vec<_> = six.iter().filter_map(|peer| places.take(*peer)).collect();
        assert_eq!(taken.len(), 2);
        assert!(
            places.take(ip("10.0.0.1")).is_none(),
            "there are four in all"
        );
        drop(taken);
        let proxy: Vec<_> = (0..3).filter_map(|_| places.take(ip("10.0.0.1"))).collect();
        assert_eq!(proxy.len(), 2);
    }

    #[tokio::test]
    async fn one_more_than_there_may_be_is_closed_and_the_next_is_served() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let closing = CancellationToken::new();
        let router = Router::new().route("/", get(async || "here"));
        let bounds = Bounds { all: 2, of_one: 2 };
        let serving = tokio::spawn(serve(listener, router, bounds, vec![], closing.clone()));
        let mut silent = Vec::new();
        for _ in 0..2 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let mut refused = TcpStream::connect(address).await.unwrap();
        assert_eq!(refused.read(&mut [0; 1]).await.unwrap_or(0), 0);
        drop(silent.pop());
        // Taken in again as soon as the server has seen that one is gone.
        let said = loop {
            let mut next = TcpStream::connect(address).await.unwrap();
            let request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
            let mut said = String::new();
            if next.write_all(request).await.is_ok()
                && next.read_to_string(&mut said).await.is_ok()
                && !said.is_empty()
            {
                break said;
            }
        };
        assert!(said.ends_with("here"), "{said}");
        closing.cancel();
        drop(silent);
        serving.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_finish_a_head_is_let_go() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let bounds = Bounds { all: 2, of_one: 2 };
        let closing = CancellationToken::new();
        let _serving = tokio::spawn(serve(listener, Router::new(), bounds, vec![], closing));
        let begun = tokio::time::Instant::now();
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
        let mut rest = Vec::new();
        let _closed = slow.read_to_end(&mut rest).await;
        let waited = begun.elapsed();
        assert!((HEAD..HEAD * 2).contains(&waited), "{waited:?}");
    }
}
