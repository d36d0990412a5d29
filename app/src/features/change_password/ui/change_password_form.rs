//! Current and new password. It works without a script too.

use crate::features::change_password::api::change_password::ChangePassword;
use crate::shared::lib::form::FormErrors;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::button::SubmitButton;
use crate::shared::ui::field::{Field, PASSWORD_RULE};
use leptos::html::Form;
use leptos::prelude::*;

#[component]
pub fn ChangePasswordForm() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let errors = FormErrors::of(action, &["current", "password"]);
    let form = NodeRef::<Form>::new();
    errors.focus_in(form);
    // Nobody needs the two passwords in the page once they have done their work.
    Effect::new(move || {
        let changed = action.value().with(|value| matches!(value, Some(Ok(()))));
        if let Some(form) = form.get_untracked().filter(|_| changed) {
            form.reset();
        }
    });
    view! {
        <ActionForm action node_ref=form>
            <FormBanner text=errors.elsewhere()/>
            <div class="field-row">
                <Field label="Current password" name="current" kind="password" autocomplete="current-password" error=errors.at("current")/>
                <Field label="New password" name="password" kind="password" autocomplete="new-password" hint=PASSWORD_RULE error=errors.at("password")/>
                <SubmitButton busy=action.pending()>"Change and sign out others"</SubmitButton>
            </div>
        </ActionForm>
    }
}
