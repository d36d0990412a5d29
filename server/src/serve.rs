//! Serving: open, listen, and leave without losing an answer.

use crate::commands::Sentence;
use crate::router::router;
use crate::state::AppState;
use axum::serve::ListenerExt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tollgate::Tollgate;
use tollgate::config::Config;

/// How long answers may go on once the process was told to end.
const GRACE: Duration = Duration::from_secs(10);
/// How often what has expired is forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Serves until the process is told to end.
///
/// # Errors
/// One sentence: the data folder cannot be written, the port is taken, the database cannot be opened.
pub async fn serve(config: Config) -> Result<(), Sentence> {
    let listen = config.listen;
    prepare_data_dir(&config)?;
    let listener = bind(listen).await?;
    let tollgate = Tollgate::open(config).await?;
    greet(&tollgate).await?;
    let state = AppState::new(tollgate.clone());
    let ending = state.ending.clone();
    tokio::spawn(sweep(tollgate.clone()));
    tokio::spawn(async move {
        told_to_end().await;
        tracing::info!(
            "ending: no new work; answers may go on for {} s",
            GRACE.as_secs()
        );
        ending.cancel();
    });

    // Without it a small event waits up to 40 ms for the one after it.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let ending = state.ending.clone();
    let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, app)
        .with_graceful_shutdown(ending.cancelled_owned())
        .await;
    tollgate.turns.shut_down(GRACE).await;
    served.map_err(|error| Sentence(format!("Serving ended: {error}")))
}

fn prepare_data_dir(config: &Config) -> Result<(), Sentence> {
    let dir = &config.data_dir;
    let made = std::fs::create_dir_all(dir);
    made.map_err(|error| {
        Sentence(format!(
            "The data folder {} cannot be made: {error}. Set TOLLGATE_DATA_DIR to one that can.",
            dir.display()
        ))
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A folder that somebody shares on purpose stays as it is; the database itself is its owner's only.
        if dir
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_none())
        {
            let _ = std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700));
        }
    }
    Ok(())
}

async fn bind(listen: SocketAddr) -> Result<TcpListener, Sentence> {
    TcpListener::bind(listen).await.map_err(|error| {
        Sentence(match error.kind() {
            ErrorKind::AddrInUse => format!("Port {} is in use on {}. Set TOLLGATE_LISTEN to another, or end the program that has it.", listen.port(), listen.ip()),
            ErrorKind::PermissionDenied => format!("Port {} may not be used without special rights. Set TOLLGATE_LISTEN to one above 1023.", listen.port()),
            _ => format!("{listen} cannot be listened on: {error}. Set TOLLGATE_LISTEN to an address of this machine."),
        })
    })
}

async fn greet(tollgate: &Tollgate) -> Result<(), Sentence> {
    let url = &tollgate.config.public_url;
    tracing::info!("Tollgate serves on {url}");
    if url.starts_with("http://") && !is_this_machine(url) {
        tracing::warn!(
            "passwords and sessions cross the network in the clear; put TLS in front and set TOLLGATE_PUBLIC_URL to https://…"
        );
    }
    if let Some(secret) = tollgate.accounts.setup_secret().await? {
        tracing::info!(
            "no account yet. Make the first admin, once, within 24 hours: {url}/join/{secret}"
        );
    }
    Ok(())
}

fn is_this_machine(url: &str) -> bool {
    let host = url.trim_start_matches("http://");
    ["localhost", "127.", "[::1]"]
        .iter()
        .any(|own| host.starts_with(own))
}

async fn sweep(tollgate: Tollgate) {
    let mut tick = tokio::time::interval(SWEEP_EVERY);
    loop {
        tick.tick().await;
        if let Err(error) = tollgate
            .store
            .delete_expired_sessions(tollgate.clock.now())
            .await
        {
            tracing::warn!(%error, "expired sessions could not be forgotten");
        }
    }
}

async fn told_to_end() {
    let interrupt = async {
        // Without a handler there is nothing to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut told) => {
                told.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
