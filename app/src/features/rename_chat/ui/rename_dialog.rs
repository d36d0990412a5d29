//! The dialog that asks for a new title. A page draws one, for whichever chat is named to it.

use super::super::api::rename_chat::RenameChat;
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::dialog::{About, Dialog};
use crate::shared::ui::field::FieldNote;
use leptos::prelude::*;
use tollgate::types::ChatSummary;

#[component]
pub fn RenameDialog(
    target: About<ChatSummary>,
    /// The chat with its new title.
    on_renamed: Callback<ChatSummary>,
) -> impl IntoView {
    let action = ServerAction::<RenameChat>::new();
    let error = Signal::derive(move || {
        action
            .value()
            .get()
            .and_then(Result::err)
            .map(|error| error.message)
    });
    let title = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(chat) = target.get() {
            title.set(chat.title);
        }
    });
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            target.close();
            let title = title.get_untracked().trim().to_string();
            if let Some(chat) = target.get_untracked() {
                on_renamed.run(ChatSummary { title, ..chat });
            }
        }
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(chat) = target.get_untracked() {
            action.dispatch(RenameChat {
                chat: chat.id,
                title: title.get_untracked(),
            });
        }
    };
    view! {
        <Dialog id=target.dialog() title="Rename chat">
            <form on:submit=save>
                <div class="dialog-body">
                    <div class="field">
                        <label for="rename-title">"Title"</label>
                        <input
                            id="rename-title"
                            class="input"
                            type="text"
                            required
                            maxlength="120"
                            autofocus
                            autocomplete="off"
                            aria-describedby="rename-note"
                            prop:value=title
                            on:input=move |event| title.set(event_target_value(&event))
                        />
                        <FieldNote id="rename-note".into() hint=None error />
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" on:click=move |_| target.close()>
                        "Cancel"
                    </button>
                    <SubmitButton class="primary" busy=action.pending()>
                        "Rename"
                    </SubmitButton>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
