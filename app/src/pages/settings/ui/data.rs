//! All that is kept of an account: to take along, and to be deleted.

use crate::features::delete_account::DeleteAccount;
use crate::shared::routes;
use crate::shared::server::LastForm;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::dialog::Dialog;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

#[component]
pub fn OwnData(last: LastForm) -> impl IntoView {
    let sent = last.of("delete_account");
    view! {
        <section class="card" aria-labelledby="export-title">
            <header class="card-head"><h2 id="export-title">"Take your data along"</h2></header>
            <div class="card-body">
                <p class="settings-quiet">
                    "One JSON file: your account, chats with every question and answer, charges, alerts, and keys without their secrets."
                </p>
                <div><a class="btn" href=routes::EXPORT download="tollgate-export.json">"Download"</a></div>
            </div>
        </section>
        <section class="card settings-danger" aria-labelledby="delete-title">
            <div>
                <h2 id="delete-title">"Delete this account"</h2>
                <p class="settings-quiet">
                    "Chats and keys go at once. Amounts stay in the ledger for accounting, without your name or texts."
                </p>
                <FormBanner text=sent.error("current")/>
                <FormBanner text=sent.elsewhere(&["current"])/>
            </div>
            <button type="button" class="btn danger" command="show-modal" commandfor="delete-account">
                "Delete account…"
            </button>
        </section>
        <Dialog id="delete-account" title="Delete this account">
            <form method="post" action=DeleteAccount::PATH>
                <div class="dialog-body">
                    <p>
                        <strong>"At once: "</strong>
                        "you are signed out everywhere, your keys stop working, answers under way are stopped and charged with what came, and your chats, alerts and settings are deleted."
                    </p>
                    <p>
                        <strong>"What stays: "</strong>
                        "the charges of your calls, with model, tokens and amount but without name, address and text, so that the sums of the organisation stay exact."
                    </p>
                    <p>"Nobody can undo this."</p>
                    <Field label="Password" name="current" kind="password" autocomplete="current-password"/>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" command="close" commandfor="delete-account">"Keep account"</button>
                    <button class="btn danger filled">"Delete account"</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
