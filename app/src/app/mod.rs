//! The frame around every page: the document, the routes, what all pages share.

#[cfg(feature = "ssr")]
mod drawn;
mod routes;
mod shell;

#[cfg(feature = "ssr")]
pub use drawn::{DrawnPage, drawn_pages};
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
    let title = match page.as_str() {
        "" => "Tollgate".into(),
        page if page.contains("Tollgate") => page.into(),
        page => format!("{page} · Tollgate"),
    };
    if cfg!(target_arch = "wasm32") {
        title
    } else {
        as_html(&title)
    }
}

/// Leptos puts the title into the document as it is, and a model or a person may have written it. In the browser
/// it is set as text.
fn as_html(title: &str) -> String {
    title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::title_of_page;

    #[test]
    fn a_title_cannot_leave_its_place_in_the_document() {
        let title = title_of_page("</title><meta http-equiv=refresh> & more".into());
        assert_eq!(
            title,
            "&lt;/title&gt;&lt;meta http-equiv=refresh&gt; &amp; more · Tollgate"
        );
    }
}
