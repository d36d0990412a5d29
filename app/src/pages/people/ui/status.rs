//! Suspending asks first; opening does not need to. Nobody shuts themselves out.

use crate::shared::ui::dialog::Dialog;
use leptos::prelude::*;
use tollgate::store::PersonInDetail;
use tollgate::types::{Account, AccountId, Role, Status};

const DIALOG: &str = "suspend";
const RESET: &str = "reset";
const ROLE: &str = "role";

#[component]
pub fn StatusForm(
    known: PersonInDetail,
    /// Whether it is the admin who looks at the page.
    itself: bool,
) -> impl IntoView {
    let account = known.person.account.clone();
    let role = (!itself).then(|| view! { <RoleForm account=account.clone()/> });
    let body = match (itself, account.status) {
        (true, _) => view! { <p>"This is you. Another admin can suspend you, or change your role."</p> }.into_any(),
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
            <div class="card-body">{body} {role} {(known.second_factor && !itself).then(|| view! { <ResetSecondFactor id=account.id/> })}</div>
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

/// Whoever gives much of it away, or takes it, is asked first.
#[component]
fn RoleForm(account: Account) -> impl IntoView {
    let name = account.name;
    let (role, title, text, yes) = match account.role {
        Role::Person => (
            Role::Admin,
            format!("Make {name} an admin?"),
            "They can change everything that you can: tiers, prices, providers, policies, and who is an admin. Their tier and limits stay as they are.",
            "Make admin",
        ),
        Role::Admin => (
            Role::Person,
            format!("Make {name} a person again?"),
            "They lose every page of admins at once. Invitations that they gave out and nobody has used are void.",
            "Make person",
        ),
    };
    view! {
        <div>
            <button type="button" class="btn" command="show-modal" commandfor=ROLE>{yes}"…"</button>
        </div>
        <Dialog id=ROLE title=Signal::stored(title)>
            <div class="dialog-body"><p>{text}</p></div>
            <footer class="dialog-foot">
                <button type="button" class="btn" command="close" commandfor=ROLE autofocus>"Leave it"</button>
                <form method="post" action="/api/fn/set_role">
                    <input type="hidden" name="account" value=account.id.to_string()/>
                    <input type="hidden" name="role" value=role.as_str()/>
                    <button type="submit" class="btn danger filled">{yes}</button>
                </form>
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
