//! Whom to invite as what, then the link, once.

use crate::shared::routes;
use crate::shared::server::Sent;
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::field::Field;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::accounts::MadeLink;
use tollgate::types::Role;

#[component]
pub fn Invite(sent: Sent, made: Vec<MadeLink>, public_url: String) -> impl IntoView {
    let links = made.into_iter().map(|made| {
        let link = format!(
            "{}{}",
            public_url.trim_end_matches('/'),
            routes::join(made.secret())
        );
        view! { <OneTimeLink made link/> }
    });
    let role = sent.value("role", Role::Person.as_str());
    let is_admin = role == Role::Admin.as_str();
    view! {
        <section class="card" aria-labelledby="invite-title">
            <header class="card-head"><h2 id="invite-title">"Invite somebody"</h2></header>
            <div class="card-body">
                <FormBanner text=sent.elsewhere(&["email"])/>
                <form method="post" action="/api/fn/invite_person">
                    <div class="field-row">
                        <Field label="E-mail" name="email" kind="email" required=false hint="Optional; then the link is for this address only." value=sent.value("email", "") error=sent.error("email")/>
                        <div class="field">
                            <label for="field-role">"Role"</label>
                            <select id="field-role" class="input" name="role">
                                <option value="person">"Person"</option>
                                <option value="admin" selected=is_admin>"Admin"</option>
                            </select>
                        </div>
                        <button type="submit" class="btn primary">"Make a link"</button>
                    </div>
                </form>
                {links.collect_view()}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn OneTimeLink(made: MadeLink, link: String) -> impl IntoView {
    let copied = link.clone();
    let what = match made.role {
        Role::Admin => "Link for an admin made.",
        Role::Person => "Link made.",
    };
    let whom = made.email.map(|email| format!(" It is for {email}."));
    let text = format!(
        "{what}{} It works once, for seven days, and is shown once; copy it now.",
        whom.unwrap_or_default()
    );
    view! {
        <Banner tone=Tone::Ok text>
            <button type="button" class="btn small" data-copy=copied>
                <Icon name="copy"/><span aria-live="polite">"Copy"</span>
            </button>
        </Banner>
        <output class="one-time-link" aria-label="Invitation link">{link}</output>
    }
    .into_any()
}
