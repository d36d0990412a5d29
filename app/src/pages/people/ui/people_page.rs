//! The list of people, and the way to invite one more.

use super::people_table::PeopleTable;
use crate::entities::account::{current_account, list_people};
use crate::features::invite_person::InviteForm;
use crate::features::set_account_status::SetAccountStatus;
use crate::shared::api::AppError;
use crate::shared::lib::form::FormErrors;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::load::Load;
use crate::widgets::account_frame::AccountFrame;
use leptos::prelude::*;
use tollgate::types::{AccountId, AccountSummary};

#[component]
pub fn PeoplePage() -> impl IntoView {
    let set_status = ServerAction::<SetAccountStatus>::new();
    let people = Resource::new(move || set_status.version().get(), |_| people_and_me());
    let errors = FormErrors::of(set_status, &[]);
    view! {
        <AccountFrame title="People">
            <section class="card" aria-labelledby="invite-title">
                <header class="card-head"><h2 id="invite-title">"Invite somebody"</h2></header>
                <div class="card-body"><InviteForm/></div>
            </section>
            <FormBanner text=errors.elsewhere()/>
            <Load from=people children=move |(people, me)| view! { <PeopleTable people me set_status/> }/>
        </AccountFrame>
    }
    .into_any()
}

/// Everybody, and which of them is asking.
async fn people_and_me() -> Result<(Vec<AccountSummary>, AccountId), AppError> {
    Ok((list_people().await?, current_account().await?.0.id))
}
