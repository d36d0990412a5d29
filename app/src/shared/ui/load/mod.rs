//! Loading, failing and trying again, the same on every page.

use crate::shared::api::AppError;
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;

/// Draws what a resource brings; until then a quiet box, and on failure a banner with a way on.
#[component]
pub fn Load<T, F, V>(from: Resource<Result<T, AppError>>, children: F) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + Send + 'static,
{
    awaited(Box::new(move || {
        let children = children.clone();
        Box::pin(async move {
            match from.await {
                Ok(value) => children(value).into_any(),
                Err(error) => failed(error, Box::new(move || from.refetch())),
            }
        })
    }))
}

type Drawing = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// The part that is the same whatever is loaded; compiled once.
fn awaited(draw: Box<dyn Fn() -> Drawing + Send + Sync>) -> AnyView {
    let draw = move || Suspend::new(draw());
    view! {
        <Transition fallback=Skeleton>{draw}</Transition>
    }
    .into_any()
}

/// The box of what will come. It becomes visible after 200 ms only (CSS), so that fast answers do not flash.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" aria-busy="true"></div>
    }
}

fn failed(error: AppError, retry: Box<dyn Fn() + Send>) -> AnyView {
    view! {
        <Banner tone=Tone::Danger text=error.message>
            <button type="button" class="btn small" on:click=move |_| retry()>"Try again"</button>
        </Banner>
    }
    .into_any()
}
