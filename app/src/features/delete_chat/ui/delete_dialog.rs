//! The dialog that asks before a chat is deleted. A page draws one, for whichever chat is named to it.

use super::super::api::delete_chat::DeleteChat;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::dialog::{About, Dialog};
use leptos::prelude::*;
use tollgate::types::{ChatId, ChatSummary};

#[component]
pub fn DeleteDialog(target: About<ChatSummary>, on_deleted: Callback<ChatId>) -> impl IntoView {
    let action = ServerAction::<DeleteChat>::new();
    let error = move || {
        action
            .value()
            .get()
            .and_then(Result::err)
            .map(|error| error.message)
    };
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            target.close();
            if let Some(chat) = target.get_untracked() {
                on_deleted.run(chat.id);
            }
        }
    });
    let delete = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(chat) = target.get_untracked() {
            action.dispatch(DeleteChat { chat: chat.id });
        }
    };
    let title = move || target.get().map(|chat| chat.title);
    view! {
        <Dialog id=target.dialog() title="Delete chat">
            <form on:submit=delete>
                <div class="dialog-body">
                    <p>
                        <strong>{title}</strong>
                        " and everything said in it will be gone. What it cost stays in your usage."
                    </p>
                    {move || error().map(|text| view! { <Banner tone=Tone::Danger text /> })}
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" autofocus on:click=move |_| target.close()>
                        "Keep chat"
                    </button>
                    <SubmitButton class="danger filled" busy=action.pending()>
                        "Delete chat"
                    </SubmitButton>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
