//! One key of the list. Its name leads to what it opens.

use crate::entities::limits::in_words;
use crate::shared::routes;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::dialog::Dialog;
use leptos::prelude::*;
use tollgate::keys::{HeldKey, KeyWishes};
use tollgate::types::Llm;

#[component]
pub fn KeyRow(key_held: HeldKey, llms: Vec<Llm>) -> impl IntoView {
    let key = key_held;
    let opens = opens(&key.wishes, &llms);
    let until = key.wishes.until.map(|day| day.in_words());
    let limits = in_words(&key.wishes.limits);
    view! {
        <tr>
            <th scope="row">
                <a href=routes::key(key.id)>{key.name.clone()}</a>
            </th>
            <td>{key.made_on.in_words()}</td>
            <td>{key.used_on.map_or("never".into(), |day| day.in_words())}</td>
            <td>
                {until.unwrap_or_else(|| "–".into())}
                {key.has_expired.then(|| view! { " "<Badge tone="danger" text="expired"/> })}
            </td>
            <td class="key-opens">
                {opens}
                {(!limits.is_empty()).then(|| view! { <small>{limits}</small> })}
            </td>
            <td class="end amount">{key.spent.as_sum()}</td>
            <td class="end"><Revoke key/></td>
        </tr>
    }
    .into_any()
}

/// `all models`, or their titles.
fn opens(wishes: &KeyWishes, llms: &[Llm]) -> String {
    if wishes.llms.is_empty() {
        return "all models".into();
    }
    let titles = wishes.llms.iter().map(|name| {
        let known = llms.iter().find(|llm| llm.name == *name);
        known.map_or(name.0.as_str(), |llm| llm.title.as_str())
    });
    titles.collect::<Vec<_>>().join(", ")
}

#[component]
fn Revoke(key: HeldKey) -> impl IntoView {
    let id = format!("revoke-{}", key.id);
    let label = format!("Revoke {}", key.name);
    let title = format!("Revoke {}?", key.name);
    view! {
        <button type="button" class="btn quiet small" aria-label=label command="show-modal" commandfor=id.clone()>
            "Revoke"
        </button>
        <Dialog id=id.clone() title>
            <form method="post" action="/api/fn/revoke_key">
                <input type="hidden" name="key" value=key.id.to_string()/>
                <div class="dialog-body">
                    <p>
                        "Whatever uses it is refused within two seconds; answers on their way end, and what came is charged. What it cost stays in your usage. This cannot be undone."
                    </p>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" command="close" commandfor=id autofocus>"Keep it"</button>
                    <button type="submit" class="btn danger filled">"Revoke key"</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
