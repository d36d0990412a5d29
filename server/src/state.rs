//! What every route may reach.

use crate::layers::flood::Flood;
use crate::sessions::SessionKeeper;
use crate::site::Site;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tollgate::Tollgate;

#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) tollgate: Tollgate,
    /// Cancelled when the program has been told to end: nothing new is begun.
    pub(crate) draining: CancellationToken,
    /// Cancelled when what still runs must end too.
    pub(crate) closing: CancellationToken,
    /// Answers on their way to programs.
    pub(crate) programs: TaskTracker,
    pub(crate) sessions: SessionKeeper,
    pub(crate) site: Arc<Site>,
    pub(crate) flood: Arc<Flood>,
    leptos: LeptosOptions,
}

impl AppState {
    pub(crate) fn new(tollgate: Tollgate, site: Site) -> Self {
        Self {
            draining: CancellationToken::new(),
            closing: CancellationToken::new(),
            programs: TaskTracker::new(),
            sessions: SessionKeeper::new(&tollgate),
            site: Arc::new(site),
            flood: Arc::new(Flood::new(&tollgate)),
            leptos: LeptosOptions::builder().output_name("tollgate").build(),
            tollgate,
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
