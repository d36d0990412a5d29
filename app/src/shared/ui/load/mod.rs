//! Loading, failing and trying again, the same on every page.

use crate::shared::api::AppError;
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Draws what a resource brings; until then a quiet box, and on failure a banner with a way on.
#[component]
pub fn Load<T, F, V>(from: Resource<Result<T, AppError>>, children: F) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + Send + 'static,
{
    let draw = move || {
        let children = children.clone();
        Suspend::new(async move {
            match from.await {
                Ok(value) => children(value).into_any(),
                Err(error) => view! { <LoadFailed error retry=move || from.refetch()/> }.into_any(),
            }
        })
    };
    view! {
        <Transition fallback=Skeleton>{draw}</Transition>
    }
}

/// The box of what will come. It becomes visible after 200 ms only (CSS), so that fast answers do not flash.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" aria-busy="true"></div>
    }
}

#[component]
fn LoadFailed(error: AppError, retry: impl Fn() + Send + 'static) -> impl IntoView {
    view! {
        <Banner tone=Tone::Danger text=error.message>
            <button type="button" class="btn small" on:click=move |_| retry()>"Try again"</button>
        </Banner>
    }
}
