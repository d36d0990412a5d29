//! What every route can reach.

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use tollgate::Tollgate;
use tollgate_app::Assets;

#[derive(Clone)]
pub struct AppState {
    pub tollgate: Tollgate,
    pub assets: Assets,
    pub leptos: LeptosOptions,
    /// Cancelled when the process is on its way out.
    pub ending: CancellationToken,
}

impl AppState {
    pub fn new(tollgate: Tollgate) -> Self {
        let leptos = LeptosOptions::builder().output_name("tollgate").build();
        Self {
            tollgate,
            assets: crate::assets::assets(),
            leptos,
            ending: CancellationToken::new(),
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
