//! The list of people, and the way to invite one more.

use super::people_table::PeopleTable;
use crate::entities::account::list_people;
use crate::features::invite_person::InviteForm;
use crate::features::set_account_status::SetAccountStatus;
use crate::shared::lib::form::FormErrors;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::load::Load;
use crate::widgets::account_frame::AccountFrame;
use leptos::prelude::*;

#[component]
pub fn PeoplePage() -> impl IntoView {
    let set_status = ServerAction::<SetAccountStatus>::new();
    let people = Resource::new(move || set_status.version().get(), |_| list_people());
    let errors = FormErrors::of(set_status, &[]);
    view! {
        <AccountFrame title="People">
            <section class="card" aria-labelledby="invite-title">
                <header class="card-head"><h2 id="invite-title">"Invite somebody"</h2></header>
                <div class="card-body"><InviteForm/></div>
            </section>
            <FormBanner text=errors.elsewhere()/>
            <Load from=people children=move |people| view! { <PeopleTable people set_status/> }/>
        </AccountFrame>
    }
}
