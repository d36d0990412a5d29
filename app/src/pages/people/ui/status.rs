//! Suspending asks first; opening does not need to. Nobody shuts themselves out.

use crate::shared::ui::dialog::Dialog;
use leptos::prelude::*;
use tollgate::store::PersonInDetail;
use tollgate::types::{AccountId, Status};

const DIALOG: &str = "suspend";
const RESET: &str = "reset";

#[component]
pub fn StatusForm(
    known: PersonInDetail,
    /// Whether it is the admin who looks at the page.
    itself: bool,
) -> impl IntoView {
    let account = known.person.account.clone();
    let body = match (itself, account.status) {
        (true, _) => view! { <p>"This is you. Another admin can suspend you."</p> }.into_any(),
        (false, Status::Suspended) => view! {
            <p>"Suspended: signed out everywhere, and no key works."</p>
            <SetStatus account=account.id status=Status::Active>
                <button type="submit" class="btn" aria-label=format!("Open the account of {}", account.name)>"Open again"</button>
            </SetStatus>
        }
        .into_any(),
        (false, Status::Active) => view! { <AskToSuspend id=account.id name=account.name/> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby="status-title">
            <header class="card-head"><h2 id="status-title">"Account"</h2></header>
            <div class="card-body">{body} {(known.second_factor && !itself).then(|| view! { <ResetSecondFactor id=account.id/> })}</div>
        </section>
    }
    .into_any()
}

#[component]
fn AskToSuspend(id: AccountId, name: String) -> impl IntoView {
    let (title, label) = (format!("Suspend {name}?"), format!("Suspend {name}"));
    view! {
        <div>
            <button type="button" class="btn danger" aria-label=label command="show-modal" commandfor=DIALOG>"Suspend…"</button>
        </div>
        <Dialog id=DIALOG title=Signal::stored(title)>
            <div class="dialog-body">
                <p>"They are signed out everywhere at once and cannot sign in. Answers under way stop; their chats stay. You can open the account again."</p>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="btn" command="close" commandfor=DIALOG autofocus>"Keep open"</button>
                <SetStatus account=id status=Status::Suspended>
                    <button type="submit" class="btn danger filled">"Suspend"</button>
                </SetStatus>
            </footer>
        </Dialog>
    }
    .into_any()
}

/// For who has lost it; they set it up anew.
#[component]
fn ResetSecondFactor(id: AccountId) -> impl IntoView {
    view! {
        <div>
            <button type="button" class="btn" command="show-modal" commandfor=RESET>"Reset second factor…"</button>
        </div>
        <Dialog id=RESET title=Signal::stored("Reset the second factor?".to_owned())>
            <div class="dialog-body">
                <p>"Their password alone signs in until they set up codes again. Make sure that it is they who ask."</p>
            </div>
            <footer class="dialog-foot">
                <button type="button" class="btn" command="close" commandfor=RESET autofocus>"Keep it"</button>
                <form method="post" action="/api/fn/reset_second_factor">
                    <input type="hidden" name="account" value=id.to_string()/>
                    <button type="submit" class="btn danger filled">"Reset second factor"</button>
                </form>
            </footer>
        </Dialog>
    }
    .into_any()
}

#[component]
fn SetStatus(account: AccountId, status: Status, children: Children) -> impl IntoView {
    view! {
        <form method="post" action="/api/fn/set_account_status">
            <input type="hidden" name="account" value=account.to_string()/>
            <input type="hidden" name="status" value=status.as_str()/>
            {children()}
        </form>
    }
    .into_any()
}
