//! Name, e-mail and password of a new account. It works without a script too.

use crate::features::redeem_link::api::redeem_link::RedeemLink;
use crate::shared::lib::form::FormErrors;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::field::{Field, PASSWORD_RULE};
use leptos::html::Form;
use leptos::prelude::*;

#[component]
pub fn JoinForm(
    secret: String,
    /// The address that was invited, if it was one; then the account has no other.
    email: Option<String>,
    /// What the button says.
    act: &'static str,
) -> impl IntoView {
    let action = ServerAction::<RedeemLink>::new();
    let errors = FormErrors::of(action, &["email", "name", "password"]);
    let form = NodeRef::<Form>::new();
    errors.focus_in(form);
    let bound = email.is_some();
    view! {
        <ActionForm action node_ref=form>
            <FormBanner text=errors.elsewhere()/>
            <input type="hidden" name="secret" value=secret/>
            <Field label="Name" name="name" autocomplete="name" autofocus=true error=errors.at("name")/>
            <Field label="E-mail" name="email" kind="email" autocomplete="username" value=email.unwrap_or_default() readonly=bound error=errors.at("email")/>
            <Field label="Password" name="password" kind="password" autocomplete="new-password" hint=PASSWORD_RULE error=errors.at("password")/>
            <SubmitButton class="primary large wide" busy=action.pending()>{act}</SubmitButton>
        </ActionForm>
    }
}
