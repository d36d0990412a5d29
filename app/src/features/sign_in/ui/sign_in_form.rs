//! The form of the sign-in page. It works without a script too.

use crate::features::sign_in::api::sign_in::SignIn;
use crate::shared::lib::form::FormErrors;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::field::Field;
use leptos::html::Form;
use leptos::prelude::*;

#[component]
pub fn SignInForm(
    /// Where to go afterwards.
    #[prop(into)]
    next: Signal<Option<String>>,
) -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let errors = FormErrors::of(action, &["email", "password"]);
    let form = NodeRef::<Form>::new();
    errors.focus_in(form);
    view! {
        <ActionForm action node_ref=form>
            <FormBanner text=errors.elsewhere()/>
            <Field label="E-mail" name="email" kind="email" autocomplete="username" autofocus=true error=errors.at("email")/>
            <Field label="Password" name="password" kind="password" autocomplete="current-password" error=errors.at("password")/>
            <input type="hidden" name="next" value=move || next.get()/>
            <SubmitButton class="primary large wide" busy=action.pending()>"Sign in"</SubmitButton>
        </ActionForm>
    }
}
