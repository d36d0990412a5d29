//! `tollgate serve`: from the first connection to the last answer.

use super::Failure;
use crate::layers::flood::Flood;
use crate::router::router;
use crate::sessions::SessionKeeper;
use crate::state::AppState;
use axum::serve::ListenerExt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tollgate::Tollgate;
use tollgate::config::Config;
use tollgate_app::shared::routes::join;

/// How long running answers may go on once the program is told to end.
const GRACE: Duration = Duration::from_secs(10);
/// How long connections may take to close after that.
const CLOSING: Duration = Duration::from_secs(3);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

pub(super) async fn serve(config: Config) -> Result<(), Failure> {
    let listen = config.listen;
    let tollgate = Tollgate::open(config).await?;
    let serving = start(tollgate, listen).await?;
    warn_of_plain_http(&serving.state.tollgate.config);
    announce(&serving).await?;
    told_to_end().await?;
    tracing::info!("ending: running answers have {} s", GRACE.as_secs());
    tokio::select! {
        done = serving.end(GRACE) => done,
        again = told_to_end() => again,
    }
}

/// A server that accepts connections.
pub struct Serving {
    pub address: SocketAddr,
    pub state: AppState,
    task: JoinHandle<std::io::Result<()>>,
    sweeper: JoinHandle<()>,
}

/// Starts to serve; a port of 0 is one that is free.
///
/// # Errors
/// If the address cannot be listened on.
pub async fn start(tollgate: Tollgate, listen: SocketAddr) -> Result<Serving, Failure> {
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| cannot_listen(listen, &error))?;
    let address = listener.local_addr()?;
    let state = AppState::new(tollgate);
    let sweeper = tokio::spawn(sweep(state.sessions.clone(), state.flood.clone()));
    let service = router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // Words are small: without this each would wait for the one before it to be acknowledged.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let closing = state.closing.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(closing.cancelled_owned());
    let task = tokio::spawn(async move { server.await });
    Ok(Serving {
        address,
        state,
        task,
        sweeper,
    })
}

impl Serving {
    /// Begins nothing new, lets running answers end within `grace`, then closes.
    ///
    /// # Errors
    /// If the server had failed.
    pub async fn end(mut self, grace: Duration) -> Result<(), Failure> {
        self.state.draining.cancel();
        self.state.tollgate.turns.shut_down(grace).await;
        self.state.closing.cancel();
        self.sweeper.abort();
        match tokio::time::timeout(CLOSING, &mut self.task).await {
            Ok(Ok(served)) => Ok(served?),
            Ok(Err(panic)) => Err(panic.into()),
            // A connection that does not close is cut off.
            Err(_) => {
                self.task.abort();
                Ok(())
            }
        }
    }
}

async fn sweep(sessions: SessionKeeper, flood: Arc<Flood>) {
    let mut hours = tokio::time::interval(SWEEP_EVERY);
    loop {
        hours.tick().await;
        sessions.sweep().await;
        flood.sweep();
    }
}

fn cannot_listen(listen: SocketAddr, error: &std::io::Error) -> Failure {
    let port = listen.port();
    Failure(match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is in use by another program; stop that, or set TOLLGATE_LISTEN to another one"
        ),
        ErrorKind::PermissionDenied => {
            format!(
                "port {port} may not be used by this user; set TOLLGATE_LISTEN to one above 1023"
            )
        }
        ErrorKind::AddrNotAvailable => {
            format!(
                "{} is not an address of this machine; check TOLLGATE_LISTEN",
                listen.ip()
            )
        }
        _ => format!("cannot listen on {listen}: {error}"),
    })
}

async fn announce(serving: &Serving) -> Result<(), Failure> {
    let config = &serving.state.tollgate.config;
    let public_url = &config.public_url;
    tracing::info!(
        "listening on http://{}, for people at {public_url}",
        serving.address
    );
    if let Some(secret) = serving.state.tollgate.accounts.setup_secret().await? {
        tracing::info!(
            "nobody has an account yet; make the first admin here, once: {public_url}{}",
            join(&secret)
        );
    }
    Ok(())
}

fn warn_of_plain_http(config: &Config) {
    let Ok(url) = url::Url::parse(&config.public_url) else {
        return;
    };
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "http" && !here {
        tracing::warn!(
            "{} is plain HTTP: passwords and chats cross the network unprotected; put HTTPS in front and set TOLLGATE_PUBLIC_URL",
            config.public_url
        );
    }
}

async fn told_to_end() -> Result<(), Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
