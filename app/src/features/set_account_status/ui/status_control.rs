//! The button in a person's row. Suspending asks first; opening does not need to.

use crate::features::set_account_status::api::set_account_status::SetAccountStatus;
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::dialog::{self, Dialog};
use leptos::prelude::*;
use tollgate::types::{Account, Status};

#[component]
pub fn StatusControl(
    account: Account,
    /// Belongs to the page, which loads its list again after each use.
    action: ServerAction<SetAccountStatus>,
) -> impl IntoView {
    match account.status {
        Status::Active => view! { <AskToSuspend account action/> }.into_any(),
        Status::Suspended => view! { <Reopen account action/> }.into_any(),
    }
}

#[component]
fn Reopen(account: Account, action: ServerAction<SetAccountStatus>) -> impl IntoView {
    let label = format!("Open the account of {}", account.name);
    view! {
        <ActionForm action>
            <input type="hidden" name="account" value=account.id.to_string()/>
            <input type="hidden" name="status" value=Status::Active.as_str()/>
            <button type="submit" class="btn quiet small" aria-label=label>"Open"</button>
        </ActionForm>
    }
}

#[component]
fn AskToSuspend(account: Account, action: ServerAction<SetAccountStatus>) -> impl IntoView {
    let id = format!("suspend-{}", account.id);
    let title = format!("Suspend {}?", account.name);
    let label = format!("Suspend {}", account.name);
    let done = StoredValue::new(id.clone());
    Effect::new(move |before: Option<usize>| {
        let uses = action.version().get();
        if before.is_some_and(|before| before != uses) {
            done.with_value(|id| dialog::close(id));
        }
        uses
    });
    view! {
        <button type="button" class="btn quiet small" aria-label=label command="show-modal" commandfor=id.clone()>
            "Suspend…"
        </button>
        <Dialog id=id.clone() title>
            <div class="dialog-body">
                <p>"They are signed out everywhere at once and cannot sign in. Their chats stay. You can open the account again."</p>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="btn" command="close" commandfor=id autofocus>"Keep open"</button>
                <ActionForm action>
                    <input type="hidden" name="account" value=account.id.to_string()/>
                    <input type="hidden" name="status" value=Status::Suspended.as_str()/>
                    <SubmitButton class="danger filled" busy=action.pending()>"Suspend"</SubmitButton>
                </ActionForm>
            </footer>
        </Dialog>
    }
}
