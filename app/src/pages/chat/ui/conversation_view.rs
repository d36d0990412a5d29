//! The turns, one reading column. The view follows the end while the reader is there.

use super::super::model::actions::Actions;
use super::empty::Empty;
use super::follow::Follow;
use super::turn::TurnView;
use crate::shared::ui::dialog::About;
use crate::shared::ui::icon::Icon;
use leptos::html::Div;
use leptos::prelude::*;
use tollgate::types::Answer;

#[component]
pub fn ConversationView(actions: Actions, receipt: About<Answer>) -> impl IntoView {
    let conversation = actions.conversation;
    let place = NodeRef::<Div>::new();
    let follow = Follow::new(place, conversation);
    let empty = Memo::new(move |_| conversation.turns.with(Vec::is_empty));
    view! {
        <div
            node_ref=place
            class="conversation"
            role="region"
            aria-label="Conversation"
            tabindex="0"
            on:scroll=move |_| follow.look()
        >
            <div class="column">
                <Show when=move || empty.get()>
                    <Empty />
                </Show>
                <For
                    each=move || conversation.turns.get()
                    key=|turn| turn.key()
                    children=move |turn| view! { <TurnView turn actions receipt /> }
                />
            </div>
        </div>
        <Show when=move || !follow.at_end.get()>
            <div class="newest">
                <button type="button" class="btn small" on:click=move |_| follow.go_to_end()>
                    <Icon name="down" />
                    "Newest"
                </button>
            </div>
        </Show>
    }
    .into_any()
}
