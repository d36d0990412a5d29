//! Who has shown the password enters a code here; everybody else is led on.

use crate::features::enter_code::EnterCode;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, LastForm, Place};
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::door::Door;
use crate::shared::ui::field::FieldNote;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub async fn draw(_place: Place) -> Result<Drawn, AppError> {
    let session = server::session().await?;
    if server::half_signed_in(&session).await?.is_none() {
        // To the sign-in page, unless somebody is signed in already.
        server::caller().await?;
        server::redirect(routes::HOME);
    }
    let last = server::last_form().await?;
    Ok(Drawn::new("Enter a code", view! { <EnterCodePage last/> }))
}

#[component]
fn EnterCodePage(last: LastForm) -> impl IntoView {
    let sent = last.of("enter_code");
    let error = sent.error("code");
    view! {
        <Door title="Enter a code" lead="The six digits that your authenticator app shows, or one of your recovery codes.">
            <form method="post" action=EnterCode::PATH>
                <FormBanner text=sent.elsewhere(&["code"])/>
                <div class="field">
                    <label for="field-code">"Code"</label>
                    <input
                        id="field-code"
                        class="input code-input"
                        name="code"
                        autocomplete="one-time-code"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        autofocus
                        aria-invalid=error.get_untracked().map(|_| "true")
                        aria-describedby="field-code-note"
                    />
                    <FieldNote id="field-code-note".into() hint=None error/>
                </div>
                <button class="btn primary large wide">"Sign in"</button>
            </form>
            <p class="door-foot"><a href=routes::SIGN_IN>"Sign in as somebody else"</a></p>
        </Door>
    }
    .into_any()
}
