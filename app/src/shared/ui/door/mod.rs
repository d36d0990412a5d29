//! The frame of the pages in front of the house: sign-in, set-up, invitation, an address that is nothing.

use crate::shared::ui::mark::Mark;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn Door(
    title: &'static str,
    /// One quiet sentence below the title.
    #[prop(optional, into)]
    lead: Option<String>,
    /// For what needs two columns.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title/>
        <main class="door" class:wide=wide>
            <div class="door-body">
                <Mark/>
                <h1>{title}</h1>
                {lead.map(|lead| view! { <p class="door-lead">{lead}</p> })}
                {children()}
            </div>
        </main>
    }
}
