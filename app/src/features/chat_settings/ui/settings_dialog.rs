//! The dialog of a chat's settings: system prompt, temperature, most output tokens.

use super::super::model::settings_form::{SettingsErrors, SettingsForm};
use crate::shared::ui::dialog::{self, Dialog};
use crate::shared::ui::field::FieldNote;
use leptos::prelude::*;
use tollgate::types::ChatSettings;

const ID: &str = "chat-settings";

/// Opens the dialog of this page.
pub fn open_settings() {
    dialog::show(ID);
}

#[component]
pub fn SettingsDialog(
    settings: RwSignal<ChatSettings>,
    /// The new settings, which the page keeps.
    on_save: Callback<ChatSettings>,
) -> impl IntoView {
    let form = RwSignal::new(SettingsForm::default());
    let errors = RwSignal::new(SettingsErrors::default());
    Effect::new(move || form.set(SettingsForm::of(&settings.read())));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match form.with_untracked(|form| form.read(&settings.read_untracked())) {
            Ok(changed) => {
                errors.set(SettingsErrors::default());
                dialog::close(ID);
                on_save.run(changed);
            }
            Err(wrong) => errors.set(wrong),
        }
    };
    view! {
        <Dialog id=ID title="Chat settings">
            <form on:submit=save novalidate>
                <div class="dialog-body">
                    <SystemPrompt form />
                    <Number
                        label="Temperature"
                        id="settings-temperature"
                        hint="0 keeps to the likeliest words, 2 wanders"
                        value=Signal::derive(move || form.with(|form| form.temperature.clone()))
                        on_value=Callback::new(move |value| form.update(|form| form.temperature = value))
                        error=Signal::derive(move || errors.with(|errors| errors.temperature.map(Into::into)))
                    />
                    <Number
                        label="Most output tokens"
                        id="settings-max-tokens"
                        hint="Where an answer is cut"
                        value=Signal::derive(move || form.with(|form| form.max_tokens.clone()))
                        on_value=Callback::new(move |value| form.update(|form| form.max_tokens = value))
                        error=Signal::derive(move || errors.with(|errors| errors.max_tokens.map(Into::into)))
                    />
                </div>
                <footer class="dialog-foot">
                    <span class="start">"For this chat, from the next question on"</span>
                    <button type="button" class="btn" on:click=|_| dialog::close(ID)>
                        "Cancel"
                    </button>
                    <button type="submit" class="btn primary">
                        "Save"
                    </button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}

#[component]
fn SystemPrompt(form: RwSignal<SettingsForm>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="settings-system">"System prompt"</label>
            <textarea
                id="settings-system"
                class="input"
                rows="5"
                dir="auto"
                aria-describedby="settings-system-note"
                prop:value=move || form.with(|form| form.system_prompt.clone())
                on:input=move |event| form.update(|form| form.system_prompt = event_target_value(&event))
            ></textarea>
            <p class="field-note" id="settings-system-note">
                "Said to the model before every question"
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Number(
    label: &'static str,
    id: &'static str,
    hint: &'static str,
    value: Signal<String>,
    on_value: Callback<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="input number"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=note.clone()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=value
                on:input=move |event| on_value.run(event_target_value(&event))
            />
            <FieldNote id=note hint=Some(hint.to_string()) error />
        </div>
    }
    .into_any()
}
