//! Every path of the interface that the browser brings to life; `drawn` has the others. `shared::routes` has the
//! same paths as functions, for links.
//!
//! Pages are drawn whole before they are sent (`SsrMode::Async`), so that they can be read without a script
//! and a redirect is a real one.

use crate::pages::chat::ChatPage;
use crate::pages::join::JoinPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::sign_in::SignInPage;
use leptos::prelude::*;
use leptos_router::SsrMode::Async;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::path;

#[component]
pub fn AppRoutes() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            // One parent, so that the page stays mounted when a new chat gets its address.
            <ParentRoute path=path!("") view=ChatPage ssr=Async>
                <Route path=path!("") view=|| () ssr=Async/>
                <Route path=path!("c/:chat") view=|| () ssr=Async/>
            </ParentRoute>
            <Route path=path!("sign-in") view=SignInPage ssr=Async/>
            <Route path=path!("join/:secret") view=JoinPage ssr=Async/>
        </Routes>
    }
}
