//! What one key opens.

use super::keys_page::FIELDS;
use crate::features::manage_keys::TermsFields;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, LastForm, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::Error;
use tollgate::keys::HeldKey;
use tollgate::types::{KeyId, Llm};

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let caller = server::caller().await?;
    let tollgate = server::tollgate()?;
    let id = place.after(routes::KEY).and_then(|id| id.parse().ok());
    let id: KeyId = id.ok_or(Error::NotFound)?;
    let held = tollgate.keys.held(&caller).await?;
    let held = held.into_iter().find(|held| held.id == id);
    let held = held.ok_or(Error::NotFound)?;
    let last = server::last_form().await?;
    let llms = tollgate.gateway.llms_of(&caller).await?;
    let title = format!("Key {}", held.name);
    let page = view! { <KeyPage held last llms/> };
    Ok(Drawn::new(title, page))
}

#[component]
fn KeyPage(held: HeldKey, last: LastForm, llms: Vec<Llm>) -> impl IntoView {
    let sent = last.of("change_key");
    let spent = format!(
        "Made {}. {} was spent with it this month.",
        held.made_on.in_words(),
        held.spent.as_sum()
    );
    view! {
        <a class="back" href=routes::KEYS><Icon name="chevron-left"/>"All keys"</a>
        <p class="keys-about">{spent}</p>
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        <section class="card" aria-labelledby="key-opens">
            <header class="card-head"><h2 id="key-opens">"What it opens"</h2></header>
            <div class="card-body">
                <form method="post" action="/api/fn/change_key">
                    <FormBanner text=sent.elsewhere(&FIELDS)/>
                    <input type="hidden" name="key" value=held.id.to_string()/>
                    <input type="hidden" name="version" value=held.version.to_string()/>
                    <TermsFields sent current=held.wishes llms/>
                    <div>
                        <button type="submit" class="btn primary">"Save"</button>
                    </div>
                </form>
            </div>
        </section>
    }
    .into_any()
}
