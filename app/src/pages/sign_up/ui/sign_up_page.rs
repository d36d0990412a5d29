//! Name, e-mail and password of a new account. The form is sent to the page itself: who comes has no session in
//! which what they typed could wait.

use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place, Sent};
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::door::Door;
use crate::shared::ui::field::{Field, PASSWORD_RULE};
use leptos::prelude::*;
use tollgate::accounts::NewPerson;
use tollgate::types::SignUp;

const FIELDS: [&str; 3] = ["name", "email", "password"];

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let (tollgate, session) = (server::tollgate()?, server::session().await?);
    if server::caller_of(&tollgate, &session).await.is_ok() {
        server::redirect(routes::HOME);
        return Ok(page(Sent::default(), false));
    }
    let tried = place.tried();
    if !tried.is_there() {
        let is_open = tollgate.accounts.sign_up_mode() == SignUp::Open;
        return Ok(page(tried, is_open && tollgate.accounts.is_set_up().await?));
    }
    let person = NewPerson {
        email: tried.value("email", ""),
        name: tried.value("name", ""),
        password: tried.value("password", ""),
    };
    match tollgate.accounts.sign_up(person).await {
        Ok(account) => {
            server::sign_in_session(&session, &account).await?;
            server::redirect(routes::HOME);
            Ok(page(Sent::default(), true))
        }
        Err(error) => Ok(page(tried.wrong(Some(error.into())), true)),
    }
}

fn page(sent: Sent, is_open: bool) -> Drawn {
    let body = match is_open {
        true => view! { <OpenDoor sent/> }.into_any(),
        false => view! { <ClosedDoor/> }.into_any(),
    };
    Drawn::new("Make an account", body)
}

#[component]
fn OpenDoor(sent: Sent) -> impl IntoView {
    view! {
        <Door title="Make an account at Tollgate">
            <form method="post" action=routes::SIGN_UP>
                <FormBanner text=sent.elsewhere(&FIELDS)/>
                <Field label="Name" name="name" autocomplete="name" autofocus=true value=sent.value("name", "") error=sent.error("name")/>
                <Field label="E-mail" name="email" kind="email" autocomplete="username" value=sent.value("email", "") error=sent.error("email")/>
                <Field label="Password" name="password" kind="password" autocomplete="new-password" hint=PASSWORD_RULE error=sent.error("password")/>
                <button type="submit" class="btn primary large wide">"Create account"</button>
            </form>
            <p class="door-foot">"You have an account? " <a href=routes::SIGN_IN rel="external">"Sign in"</a></p>
        </Door>
    }
    .into_any()
}

#[component]
fn ClosedDoor() -> impl IntoView {
    view! {
        <Door title="Accounts here are by invitation" lead="Ask your administrator for a link.">
            <a class="btn" href=routes::SIGN_IN rel="external">"Sign in"</a>
        </Door>
    }
    .into_any()
}
