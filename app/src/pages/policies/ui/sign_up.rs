//! Who may make an account.

use super::super::model::stand::Stand;
use super::foot::{Foot, Reset};
use super::history::{History, versions};
use super::policies_page::Visit;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::Sent;
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use leptos::prelude::*;
use tollgate::config::SignUpConfig;
use tollgate::types::{Section, SignUp};

const RESET: &str = "reset-sign-up";

pub(super) async fn sign_up(visit: &Visit) -> Result<AnyView, AppError> {
    let Visit {
        tollgate,
        admin,
        last,
        now,
        ..
    } = visit;
    let stand = Stand::of(&tollgate.policies, admin, Section::SignUp, *now).await?;
    let history = versions(&tollgate.policies, admin, vec![Section::SignUp]).await?;
    let config = tollgate.policies.now();
    let address = format!("{}{}", config.public_url, routes::SIGN_UP);
    Ok(view! {
        <div class="policies narrow">
            <Modes config=config.sign_up address sent=last.of("set_sign_up") stand/>
            <History versions=history tiers=Vec::new() now=*now/>
        </div>
    }
    .into_any())
}

#[component]
fn Modes(config: SignUpConfig, address: String, sent: Sent, stand: Stand) -> impl IntoView {
    let chosen = sent.value("mode", config.mode.as_str());
    let fixed = config.by_environment;
    let modes = SignUp::ALL.map(|mode| {
        let (name, about) = words(mode);
        let word = mode.as_str();
        view! {
            <label class="policy-choice">
                <input type="radio" name="mode" value=word checked=chosen == word disabled=fixed/>
                <span><b>{name}</b><small>{about}</small></span>
            </label>
        }
    });
    let by_environment = fixed.then(|| {
        let text = "The environment says it. TOLLGATE_SIGNUP wins over what is set here; take it away to choose here.";
        view! { <Banner tone=Tone::Info text/> }
    });
    let link = (config.mode == SignUp::Open).then(|| {
        view! { <p class="page-about">"The page for it: " <a href=address.clone()>{address.clone()}</a></p> }
    });
    let save = (!fixed).then(|| {
        view! {
            <Foot stand=stand.clone() reset=RESET>
                <button type="submit" class="btn primary">"Save"</button>
            </Foot>
        }
    });
    view! {
        <section class="card" aria-labelledby="sign-up-title">
            <header class="card-head"><h2 id="sign-up-title">"Who may make an account"</h2></header>
            <form method="post" action="/api/fn/set_sign_up">
                <input type="hidden" name="version" value=stand.version()/>
                <div class="card-body">
                    {by_environment}
                    <FormBanner text=sent.elsewhere(&[])/>
                    <fieldset class="policy-choices">
                        <legend class="sr-only">"Who may make an account"</legend>
                        {modes.into_iter().collect_view()}
                    </fieldset>
                    {link}
                </div>
                {save}
            </form>
            {(!fixed).then(|| view! { <Reset stand id=RESET/> })}
        </section>
    }
    .into_any()
}

fn words(mode: SignUp) -> (&'static str, &'static str) {
    match mode {
        SignUp::Open => (
            "Everybody",
            "Whoever reaches this address makes an account of the tier Free. What they may use, its limits say.",
        ),
        SignUp::Invite => (
            "Who has a link",
            "Admins make one-time links on the page of people.",
        ),
        SignUp::Closed => (
            "Nobody",
            "Links that were given out do not open either. Who has an account keeps it.",
        ),
    }
}
