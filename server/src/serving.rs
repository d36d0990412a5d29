//! A server that runs: how it starts, and how it ends without losing an answer.

use crate::connections::{self, Bounds};
use crate::failure::Failure;
use crate::housekeeping;
use crate::router::router;
use crate::site::Site;
use crate::state::AppState;
use futures::FutureExt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tollgate::Tollgate;

/// How long connections may take to close once the answers have ended.
const CLOSING: Duration = Duration::from_secs(3);

/// A server that accepts connections.
pub struct Serving {
    pub address: SocketAddr,
    pub(crate) state: AppState,
    task: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
    courier: JoinHandle<()>,
}

/// Takes the address; a port of 0 is one that is free.
///
/// # Errors
/// If it cannot be listened on.
pub async fn bind(listen: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::listen(listen, &error))
}

/// Starts to serve.
///
/// # Errors
/// If the listener does not know its address.
pub fn start(listener: TcpListener, tollgate: Tollgate, site: Site) -> Result<Serving, Failure> {
    let address = listener.local_addr()?;
    let state = AppState::new(tollgate, site);
    let housekeeping = tokio::spawn(housekeeping::keep(state.clone()));
    let courier = tokio::spawn(state.tollgate.courier.clone().run());
    let server = connections::serve(
        listener,
        router(state.clone()),
        Bounds::of_this_process(),
        state.tollgate.config.trusted_proxies.clone(),
        state.closing.clone(),
    );
    Ok(Serving {
        address,
        state,
        task: tokio::spawn(server),
        housekeeping,
        courier,
    })
}

impl Serving {
    /// Begins nothing new, lets running answers end within `grace`, then closes. Readers get the end of their
    /// answers: streams close when nothing is left to be read.
    ///
    /// # Errors
    /// If the server had failed.
    pub async fn end(mut self, grace: Duration) -> Result<(), Failure> {
        self.state.draining.cancel();
        self.state.programs.close();
        tokio::join!(
            self.state.tollgate.turns.shut_down(grace),
            // What takes longer is cut off below, with what came.
            tokio::time::timeout(grace, self.state.programs.wait()).map(drop),
        );
        self.state.tollgate.gateway.write_up().await;
        self.state.closing.cancel();
        self.housekeeping.abort();
        // What it has on its way is sent again by the next one.
        self.courier.abort();
        match tokio::time::timeout(CLOSING, &mut self.task).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(panic)) => Err(Failure::new(format!("the server broke: {panic}"))),
            // A connection that does not close is cut off with the process.
            Err(_) => {
                self.task.abort();
                Ok(())
            }
        }
    }
}
