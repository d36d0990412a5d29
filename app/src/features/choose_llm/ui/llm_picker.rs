//! The button that shows which model is asked and what it costs, and the list behind it.

use crate::entities::llm;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::menu::{Menu, close_menu};
use leptos::prelude::*;
use tollgate::types::{Llm, LlmName};

#[component]
pub fn LlmPicker(
    /// Unlike any other on the page: the picker stands in the bar, and on phones in the composer.
    id: &'static str,
    llms: StoredValue<Vec<Llm>>,
    #[prop(into)] chosen: Signal<LlmName>,
    on_choose: Callback<LlmName>,
) -> impl IntoView {
    let current = Memo::new(move |_| {
        llms.with_value(|llms| llms.iter().find(|llm| llm.name == chosen.get()).cloned())
    });
    let title = move || match current.get() {
        Some(llm) => llm.title,
        None => chosen.get().0,
    };
    let price = move || current.get().map(|llm| llm::price(&llm));
    view! {
        <button type="button" class="btn llm-button" popovertarget=id>
            <span class="sr-only">"Model: "</span>
            <span class="llm-words">
                <span class="llm-title">{title}</span>
                <span class="llm-price">{price}</span>
            </span>
            <Icon name="chevron-down" />
        </button>
        <Menu id=id label="Model" role="listbox">
            <Choices id llms=llms.get_value() chosen on_choose />
        </Menu>
    }
    .into_any()
}

/// First the models of providers, then the one of this server.
#[component]
fn Choices(
    id: &'static str,
    llms: Vec<Llm>,
    chosen: Signal<LlmName>,
    on_choose: Callback<LlmName>,
) -> impl IntoView {
    let (local, remote): (Vec<_>, Vec<_>) = llms.into_iter().partition(|llm| llm.local);
    let group = move |name: &'static str, llms: Vec<Llm>| {
        (!llms.is_empty()).then(|| {
            let choices: Vec<_> = llms
                .into_iter()
                .map(|llm| view! { <Choice id llm chosen on_choose /> })
                .collect();
            view! {
                <div role="group" aria-label=name>
                    <div class="menu-head" aria-hidden="true">
                        <span>{name}</span>
                        <span>"in · out, per 1M tokens"</span>
                    </div>
                    {choices}
                </div>
            }
        })
    };
    view! {
        {group("Yours", remote)}
        {group("On this server", local)}
    }
    .into_any()
}

#[component]
fn Choice(
    id: &'static str,
    llm: Llm,
    chosen: Signal<LlmName>,
    on_choose: Callback<LlmName>,
) -> impl IntoView {
    let name = llm.name.clone();
    let is_chosen = Memo::new(move |_| chosen.get() == name);
    let (price, context) = (llm::short_price(&llm), llm::context(&llm));
    let size = if llm.local {
        format!("{context}, private")
    } else {
        context
    };
    let choose = move |_| {
        close_menu(id);
        on_choose.run(llm.name.clone());
    };
    view! {
        <button
            type="button"
            class="menu-item choice"
            role="option"
            tabindex="-1"
            aria-selected=move || is_chosen.get().to_string()
            on:click=choose
        >
            <span class="choice-title">{llm.title}</span>
            <span class="choice-size">{size}</span>
            <span class="choice-price">{price}</span>
            <span class="choice-mark">
                <Show when=move || is_chosen.get()>
                    <Icon name="check" />
                </Show>
            </span>
        </button>
    }
    .into_any()
}
