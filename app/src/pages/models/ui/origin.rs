//! Who says what the model is, and the way back to the file.

use crate::entities::model_section::changes;
use crate::shared::lib::when::when;
use crate::shared::ui::dialog::Dialog;
use leptos::prelude::*;
use tollgate::offer::{OfferedModel, Origin};
use tollgate::types::Timestamp;

const DIALOG: &str = "reset-model";

#[component]
pub fn WhereFrom(known: OfferedModel, now: Timestamp) -> impl IntoView {
    let own = known.offered.has_own_prices;
    let about = match known.offered.origin {
        Origin::File => view! { <p>"It stands in " <code>"tollgate.toml"</code> ". What you save here takes its place."</p> }.into_any(),
        Origin::Catalogue(source) => view! {
            <p>"It comes with the program's catalogue. Its prices were read from " {source.page} " in " {source.read.to_owned()} ". Compare them with what your provider bills."</p>
            {own.then(|| view! { <p>"Some of its prices stand in " <code>"tollgate.toml"</code> "."</p> })}
        }
        .into_any(),
        Origin::Program => view! { <p>"It comes with the program."</p> }.into_any(),
        Origin::Browser => view! { <SetHere known=known.clone() now/> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby="origin-title">
            <header class="card-head"><h2 id="origin-title">"Where it comes from"</h2></header>
            <div class="card-body model-origin">{about}</div>
        </section>
    }
    .into_any()
}

#[component]
fn SetHere(known: OfferedModel, now: Timestamp) -> impl IntoView {
    let newest = known.history.first();
    let by = newest.and_then(|newest| newest.changed_by.clone());
    let by = by.unwrap_or_else(|| "the command line".to_owned());
    let at = newest.map(|newest| when(newest.changed_at, now));
    let set = format!("Set here by {by}, {}.", at.unwrap_or_default());
    let (rest, button) = match &known.told {
        Some(told) => {
            let back = match changes(&known.section, told) {
                none if none.is_empty() => "Without it the same would count.".to_owned(),
                back => format!("Without it: {back}."),
            };
            (back, "Back to the file")
        }
        None => (
            "It was made here; the file does not know it.".to_owned(),
            "Remove model",
        ),
    };
    let name = known.offered.model.llm.name.0;
    let title = match known.told {
        Some(_) => format!("Give {name} back to the file?"),
        None => format!("Remove {name}?"),
    };
    let what = match known.told {
        Some(_) => {
            "What was set here stops counting with the next call, also its prices. The history stays."
        }
        None => "Nobody can ask it any more. What was charged stays, and so does the history.",
    };
    view! {
        <p>{set}</p>
        <p>{rest}</p>
        <div><button type="button" class="btn danger" command="show-modal" commandfor=DIALOG>{format!("{button}…")}</button></div>
        <Dialog id=DIALOG title=Signal::stored(title)>
            <div class="dialog-body"><p>{what}</p></div>
            <footer class="dialog-foot">
                <button type="button" class="btn" command="close" commandfor=DIALOG autofocus>"Keep it"</button>
                <form method="post" action="/api/fn/reset_model">
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="version" value=known.version.to_string()/>
                    <button type="submit" class="btn danger filled">{button}</button>
                </form>
            </footer>
        </Dialog>
    }
    .into_any()
}
