//! What is pressed and filled in. The states of the pointer and the keyboard show themselves.

use crate::shared::ui::field::Field;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;

#[component]
pub fn Buttons() -> impl IntoView {
    view! {
        <p class="design-row">
            <button type="button" class="btn primary">"Send" <Icon name="send"/></button>
            <button type="button" class="btn primary" disabled>"Send" <Icon name="send"/></button>
            <button type="button" class="btn">"Default"</button>
            <button type="button" class="btn" disabled>"Disabled"</button>
            <button type="button" class="btn" aria-pressed="true">"Pressed"</button>
            <button type="button" class="btn">
                <Icon name="stop"/> "Stop" <kbd>"Esc"</kbd>
            </button>
            <button type="button" class="btn quiet">"Quiet"</button>
            <button type="button" class="btn quiet icon-only" aria-label="Close"><Icon name="close"/></button>
        </p>
        <p class="design-row">
            <button type="button" class="btn danger">"Revoke key…"</button>
            <button type="button" class="btn danger filled">"Delete account"</button>
            <button type="button" class="btn small">"Small 28"</button>
            <button type="button" class="btn">"Medium 32"</button>
            <button type="button" class="btn large">"Large 40"</button>
            <button type="button" class="btn small" data-copy="copied from the page of components">
                <Icon name="copy"/> <span aria-live="polite">"Copy"</span>
            </button>
        </p>
        <div class="design-row">
            <nav class="segments" aria-label="Segments">
                <a class="segment" href="#week">"7 days"</a>
                <a class="segment" href="#month" aria-current="true">"November"</a>
                <a class="segment" href="#quarter">"90 days"</a>
            </nav>
        </div>
        <nav class="tabs" aria-label="Tabs">
            <a href="#security" aria-current="page">"Security"</a>
            <a href="#alerts">"Alerts"</a>
            <a href="#data">"Data"</a>
        </nav>
    }
    .into_any()
}

#[component]
pub fn Fields() -> impl IntoView {
    let wrong = Some("Write dollars like 10 or 0.25.".to_owned());
    view! {
        <div class="design-fields">
            <Field label="Name" name="name" value="nightly report" hint="Shown in usage and the audit log."/>
            <Field label="Budget a day" name="budget" value="ten" error=Signal::stored(wrong)/>
            <Field label="E-mail" name="email" kind="email" value="ada@example.org" readonly=true hint="Cannot be changed here."/>
            <Field label="Not filled in" name="empty" required=false/>
            <div class="field">
                <label for="field-tier">"Tier"</label>
                <select class="input" id="field-tier" name="tier">
                    <option>"Free"</option>
                    <option selected>"Pro"</option>
                    <option>"Enterprise"</option>
                </select>
            </div>
            <div class="field">
                <label for="field-words">"Several lines"</label>
                <textarea class="input" id="field-words" name="words" rows="3">"Project Falcon\nProject Heron"</textarea>
            </div>
            <fieldset class="field">
                <legend>"Some of several"</legend>
                <label class="design-row"><input type="checkbox" name="a" checked/> "Warn me at 80 %"</label>
                <label class="design-row"><input type="checkbox" name="b"/> "Send a webhook"</label>
                <label class="design-row"><input type="checkbox" name="c" disabled/> "Not to be had"</label>
            </fieldset>
            <fieldset class="field">
                <legend>"One of several"</legend>
                <label class="design-row"><input type="radio" name="d" checked/> "Only my answers"</label>
                <label class="design-row"><input type="radio" name="d"/> "Everyone in the tier"</label>
            </fieldset>
        </div>
    }
    .into_any()
}
