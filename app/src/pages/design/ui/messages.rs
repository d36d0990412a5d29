//! What is said, and what floats above the page.

use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::dialog::Dialog;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;

#[component]
pub fn Messages() -> impl IntoView {
    view! {
        <p class="design-row">
            <Badge text="stopped"/>
            <Badge tone="ok" text="complete"/>
            <Badge tone="accent" text="cached"/>
            <Badge tone="warn" text="redacted"/>
            <Badge tone="danger" text="failed"/>
            <span class="breaker closed">"closed"</span>
            <span class="breaker half_open">"half-open"</span>
            <span class="breaker open">"open"</span>
            <kbd>"Ctrl"</kbd>
            <kbd>"J"</kbd>
        </p>
        <Banner tone=Tone::Info text="Prices change on 1 December. Answers of GPT-5 mini will cost less."/>
        <Banner tone=Tone::Ok text="Key made. It is shown once; copy it now."/>
        <Banner tone=Tone::Warn text="80 % of today's budget is used. $1.94 is left.">
            <a class="btn small quiet" href="#usage">"See usage"</a>
        </Banner>
        <Banner tone=Tone::Danger text="No provider could answer. Nothing was charged.">
            <button type="button" class="btn small">"Try again"</button>
        </Banner>
    }
    .into_any()
}

#[component]
pub fn Floating() -> impl IntoView {
    view! {
        <p class="design-row">
            <button type="button" class="btn danger" command="show-modal" commandfor="design-dialog">"Revoke key…"</button>
            <button type="button" class="btn" popovertarget="design-menu">"Menu"</button>
        </p>
        <Dialog id="design-dialog" title="Revoke “nightly report”?">
            <div class="dialog-body">
                <p>"Programs with this key are refused within 2 s. Its charges stay in the ledger. This cannot be undone."</p>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="btn" command="close" commandfor="design-dialog">"Keep it"</button>
                <button type="button" class="btn danger filled">"Revoke key"</button>
            </footer>
        </Dialog>
        <div class="menu" id="design-menu" popover="auto" role="menu" aria-label="Menu">
            <a class="menu-item" role="menuitem" href="#rename"><Icon name="edit"/> "Rename"</a>
            <a class="menu-item danger" role="menuitem" href="#delete"><Icon name="trash"/> "Delete chat…"</a>
        </div>
        <div class="toast">
            <Icon name="check"/>
            <span>"Chat deleted"</span>
            <button type="button" class="btn quiet icon-only small" aria-label="Dismiss"><Icon name="close"/></button>
        </div>
    }
    .into_any()
}
