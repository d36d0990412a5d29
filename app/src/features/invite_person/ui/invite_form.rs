//! Whom to invite as what, then the link, once.

use crate::features::invite_person::api::invite_person::InvitePerson;
use crate::shared::lib::form::FormErrors;
use crate::shared::routes;
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::copy::CopyButton;
use crate::shared::ui::field::Field;
use leptos::html::Form;
use leptos::prelude::*;

#[component]
pub fn InviteForm() -> impl IntoView {
    let action = ServerAction::<InvitePerson>::new();
    let errors = FormErrors::of(action, &["email"]);
    let form = NodeRef::<Form>::new();
    errors.focus_in(form);
    let secret = move || {
        action
            .value()
            .with(|value| value.as_ref().and_then(|value| value.clone().ok()))
    };
    view! {
        <ActionForm action node_ref=form>
            <FormBanner text=errors.elsewhere()/>
            <div class="field-row">
                <Field label="E-mail" name="email" kind="email" required=false hint="Optional; fills in the form behind the link." error=errors.at("email")/>
                <div class="field">
                    <label for="field-role">"Role"</label>
                    <select id="field-role" class="input" name="role">
                        <option value="person">"Person"</option>
                        <option value="admin">"Admin"</option>
                    </select>
                </div>
                <SubmitButton class="primary" busy=action.pending()>"Make a link"</SubmitButton>
            </div>
        </ActionForm>
        {move || secret().map(|secret| view! { <OneTimeLink secret/> })}
    }
}

/// Drawn only after the click, so the address of this site is the browser's.
#[component]
fn OneTimeLink(secret: String) -> impl IntoView {
    let origin = window().location().origin().unwrap_or_default();
    let link = StoredValue::new(format!("{origin}{}", routes::join(&secret)));
    view! {
        <Banner tone=Tone::Ok text="Link made. It works once and is shown once; copy it now.">
            <CopyButton text=link.get_value()/>
        </Banner>
        <output class="one-time-link" aria-label="Invitation link">{link.get_value()}</output>
    }
}
