//! The end of a card that is one form: since when it stands so, the way back to the file, and Save.

use super::super::model::stand::Stand;
use crate::entities::section::title;
use crate::shared::ui::dialog::Dialog;
use leptos::prelude::*;

/// Stands in the form that it saves. `reset` names the dialog that asks whether the file should count again.
#[component]
pub fn Foot(
    stand: Stand,
    #[prop(optional)] reset: &'static str,
    children: Children,
) -> impl IntoView {
    let asks = (stand.is_set() && !reset.is_empty()).then(|| {
        view! {
            <button type="button" class="btn quiet small" command="show-modal" commandfor=reset>"Back to the file"</button>
        }
    });
    view! {
        <footer class="policy-foot">
            <span class="page-about">{stand.about()}</span>
            {asks}
            {children()}
        </footer>
    }
    .into_any()
}

/// Beside the form, since forms cannot stand in each other.
#[component]
pub fn Reset(stand: Stand, id: &'static str) -> impl IntoView {
    let named = title(&stand.section, &[]);
    stand.is_set().then(|| {
        view! {
            <Dialog id title=format!("{named}: back to the file?")>
                <form method="post" action="/api/fn/reset_section">
                    <input type="hidden" name="section" value=stand.section.to_string()/>
                    <input type="hidden" name="version" value=stand.version()/>
                    <div class="dialog-body">
                        <p>
                            "What " <code>"tollgate.toml"</code>
                            " says counts again, at once. What is set here now stays in the history."
                        </p>
                    </div>
                    <footer class="dialog-foot">
                        <button type="button" class="btn" command="close" commandfor=id autofocus>"Keep it"</button>
                        <button type="submit" class="btn danger filled">"Back to the file"</button>
                    </footer>
                </form>
            </Dialog>
        }
        .into_any()
    })
}
