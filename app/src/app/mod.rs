//! The frame around every page: the document, the routes, what all pages share.

mod routes;
mod shell;

pub use shell::{Assets, shell};

use crate::shared::ui::toast::{Toaster, provide_toasts};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    view! {
        <Title formatter=title_of_page/>
        <Router>
            <routes::AppRoutes/>
        </Router>
        <Toaster/>
    }
}

fn title_of_page(page: String) -> String {
    match page.as_str() {
        "" => "Tollgate".into(),
        page if page.contains("Tollgate") => page.into(),
        page => format!("{page} · Tollgate"),
    }
}
