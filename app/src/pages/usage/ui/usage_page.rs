//! The usage page. It is drawn anew when a link on it chooses other days.

use crate::pages::usage::api::draw_usage::draw_usage;
use crate::shared::ui::load::Load;
use crate::widgets::account_frame::AccountFrame;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn UsagePage() -> impl IntoView {
    let query = use_location().search;
    let drawn = Resource::new(move || query.get(), draw_usage);
    view! {
        <AccountFrame title="Usage">
            <Load from=drawn children=|drawn| view! { <div class="drawn" inner_html=drawn></div> }.into_any()/>
        </AccountFrame>
    }
    .into_any()
}
