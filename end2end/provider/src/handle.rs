//! The handle by which tests in the same process start, script and question the provider.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::calls::{Call, CallLog};
use crate::connection::{Ending, ScriptedListener};
use crate::player::stopped;
use crate::queue::{Queue, Queued};
use crate::replay::{Fixtures, ManifestError};
use crate::server::{Provider, router};

/// The project's own samples; used when they are there.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../samples");

/// Long enough for the slowest machine: it is reached only when a test fails.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running provider. It stops when this is dropped: the port closes and running answers break off.
pub struct ScriptedProvider {
    address: SocketAddr,
    provider: Arc<Provider>,
    running: watch::Sender<()>,
    server: JoinHandle<()>,
}

#[derive(Debug, Default)]
pub struct Builder {
    listen: Option<SocketAddr>,
    folders: Vec<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

/// What was waited for did not happen.
#[derive(Debug, thiserror::Error)]
#[error("waited in vain; the calls so far: {0:#?}")]
pub struct WaitedInVain(pub Vec<Call>);

impl Builder {
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = Some(address);
        self
    }

    /// A folder with a `manifest.jsonl`; of two files with one name the later folder's counts.
    #[must_use]
    pub fn fixtures(mut self, folder: impl AsRef<Path>) -> Self {
        self.folders.push(folder.as_ref().to_owned());
        self
    }

    pub async fn start(self) -> Result<ScriptedProvider, StartError> {
        let mut fixtures = Fixtures::default();
        let samples = Path::new(SAMPLES);
        if samples.join("manifest.jsonl").exists() {
            fixtures.add(samples)?;
        }
        for folder in &self.folders {
            fixtures.add(folder)?;
        }
        let address = self
            .listen
            .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let listen = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = listen
            .await
            .map_err(|source| StartError::Listen { address, source })?;
        Ok(ScriptedProvider::serve(listener, address, fixtures))
    }
}

impl ScriptedProvider {
    /// Starts on a free port of this machine, with the project's own samples.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    fn serve(listener: TcpListener, address: SocketAddr, fixtures: Fixtures) -> Self {
        let (running, stop) = watch::channel(());
        let provider = Arc::new(Provider {
            log: CallLog::new(),
            queue: Queue::default(),
            fixtures,
            stop: stop.clone(),
        });
        let service = router(provider.clone()).into_make_service_with_connect_info::<Ending>();
        let server = tokio::spawn(async move {
            let mut stop = stop;
            let stopped = async move { stopped(&mut stop).await };
            // It fails for no reason: the listener retries by itself.
            let _ = axum::serve(ScriptedListener(listener), service)
                .with_graceful_shutdown(stopped)
                .await;
        });
        Self {
            address,
            provider,
            running,
            server,
        }
    }

    /// `http://127.0.0.1:port`, without a slash at the end. What a test appends to it as a prefix is found
    /// again in `Call::path`, so one provider can stand for several.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many calls came.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.provider.log.count()
    }

    /// The calls in the order in which they came.
    #[must_use]
    pub fn received(&self) -> Vec<Call> {
        self.provider.log.calls()
    }

    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.provider.log.most_at_once()
    }

    /// Forgets the calls and the scripts that wait.
    pub fn clear(&self) {
        self.provider.log.clear();
        self.provider.queue.clear();
    }

    /// Queues a script for the next call that fits.
    pub fn script(&self, queued: impl Into<Queued>) {
        self.provider.queue.push(queued.into());
    }

    #[must_use]
    pub fn fixtures(&self) -> Vec<String> {
        self.provider.fixtures.files()
    }

    /// Waits until the record of calls is as the test expects it, instead of sleeping and hoping.
    pub async fn wait_until(
        &self,
        is_so: impl Fn(&[Call]) -> bool,
    ) -> Result<Vec<Call>, WaitedInVain> {
        let mut changes = self.provider.log.changes();
        let wait = async {
            loop {
                let calls = self.received();
                if is_so(&calls) || changes.changed().await.is_err() {
                    return calls;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .map_err(|_| WaitedInVain(self.received()))
    }

    /// Stops and waits until the port is free and the connections are gone.
    pub async fn shutdown(self) {
        drop(self.running);
        let mut server = self.server;
        if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
    }
}
