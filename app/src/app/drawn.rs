//! The pages that the server draws alone, each with its address, and the document around them.

use super::shell::{Assets, document};
use super::title_of_page;
use crate::pages::{alerts, keys, usage};
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, Tone};
use crate::widgets::frame::Frame;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use std::pin::Pin;
use tollgate::types::Account;

type Drawing = Pin<Box<dyn Future<Output = Result<Drawn, AppError>> + Send>>;

/// A page that the server draws alone.
#[derive(Clone, Copy)]
pub struct DrawnPage {
    /// As the router wants it: `/admin/people/{id}`.
    pub path: &'static str,
    draw: fn(Place) -> Drawing,
}

/// All of them.
pub fn drawn_pages() -> impl IntoIterator<Item = DrawnPage> {
    let page = |path, draw| DrawnPage { path, draw };
    [
        page(routes::ALERTS, |place| Box::pin(alerts::draw(place))),
        page(routes::KEYS, |place| Box::pin(keys::draw(place))),
        page("/keys/{key}", |place| Box::pin(keys::draw_one(place))),
        page(routes::USAGE, |place| Box::pin(usage::draw(place))),
    ]
}

impl DrawnPage {
    /// The whole document, for whoever is signed in.
    pub fn document(self, assets: Option<Assets>, place: Place) -> impl IntoView {
        provide_meta_context();
        let body = view! {
            <Title formatter=title_of_page/>
            <Suspense>{Suspend::new(self.framed(place))}</Suspense>
        };
        document(assets.map(links).into_any(), body.into_any())
    }

    async fn framed(self, place: Place) -> AnyView {
        let path = place.path().to_owned();
        let caller = match server::caller().await {
            Ok(caller) => caller,
            // Only the status and the redirect are seen.
            Err(error) => return failed(error),
        };
        let drawn = (self.draw)(place).await;
        let unread = match server::tollgate() {
            Ok(tollgate) => tollgate.alerts.unread(&caller).await,
            Err(error) => Err(error),
        };
        // A page is worth more than the number beside its bell.
        let unread = unread.unwrap_or_default();
        framed(caller.account().clone(), path, unread, drawn)
    }
}

fn framed(account: Account, path: String, unread: u32, drawn: Result<Drawn, AppError>) -> AnyView {
    let drawn = drawn.unwrap_or_else(|error| Drawn::new("Not shown", failed(error)));
    view! {
        <Frame account path unread title=drawn.title refresh=drawn.refresh>{drawn.body}</Frame>
    }
    .into_any()
}

fn failed(error: AppError) -> AnyView {
    view! { <Banner tone=Tone::Danger text=error.message/> }.into_any()
}

/// Styles, and a few lines for what no form can do.
fn links(assets: Assets) -> impl IntoView {
    view! {
        <link rel="stylesheet" href=assets.css/>
        <script type="module" nonce=use_nonce()>{include_str!("drawn.js")}</script>
    }
}
