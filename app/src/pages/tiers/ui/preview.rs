//! What a change would do, before it is made: the difference, and whom it concerns.

use super::super::model::words::people as people_of;
use crate::entities::limits::differences;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use tollgate::types::{Affected, NewTier};

/// Settings of a tier: its name, five limits, and its models.
const SETTINGS: usize = 7;

#[component]
pub fn Preview(before: NewTier, after: Option<NewTier>, affected: Affected) -> impl IntoView {
    let is_change = after.is_some();
    view! {
        <div class="tier-preview">
            {after.map(|after| view! { <Difference before after/> })}
            <section class="card" aria-labelledby="affected-title">
                <header class="card-head">
                    <h2 id="affected-title">{if is_change { "Who is affected" } else { "Who is in it" }}</h2>
                    <span class="page-about">{people_of(affected.people)}</span>
                </header>
                <div class="card-body"><Who affected is_change/></div>
            </section>
            <p class="page-about">"Answers being written are finished under the old limits. Each change is kept in the audit log."</p>
        </div>
    }
    .into_any()
}

#[component]
fn Difference(before: NewTier, after: NewTier) -> impl IntoView {
    let changed = differences(&before, &after);
    let others = SETTINGS.saturating_sub(changed.len());
    let rows = changed.into_iter().map(|one| {
        view! { <tr class="changed"><th scope="row">{one.what}</th><td class="end"><s>{one.before}</s></td><td class="end"><b>{one.after}</b></td></tr> }
    });
    view! {
        <section class="card" aria-labelledby="changes-title">
            <header class="card-head"><h2 id="changes-title">"What changes"</h2><Badge tone="accent" text="preview"/></header>
            <div class="table-card" tabindex="0" role="region" aria-label="What changes">
                <table class="table">
                    <caption class="sr-only">"Before and after"</caption>
                    <thead><tr><td></td><th scope="col" class="end">"Now"</th><th scope="col" class="end">"After"</th></tr></thead>
                    <tbody>
                        {rows.collect_view()}
                        <tr><th scope="row">{format!("{others} other settings")}</th><td class="end" colspan="2">"unchanged"</td></tr>
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Who(affected: Affected, is_change: bool) -> impl IntoView {
    let Affected {
        people,
        names,
        stopped,
        stopped_names,
    } = affected;
    let stops = (is_change && people > 0).then(|| match stopped {
        0 => view! { <Banner tone=Tone::Ok text="Nobody is stopped now. Nobody has used up what the new limits allow."/> }.into_any(),
        stopped => {
            let who = people_of(stopped);
            let stop = if stopped == 1 { "stops" } else { "stop" };
            let named = listed(stopped_names, stopped);
            let text = format!("{who} {stop} at once. What the new limits allow is used up by {named}.");
            view! { <Banner tone=Tone::Warn text/> }.into_any()
        }
    });
    let everybody = match people {
        0 => "Nobody is in this tier.".to_owned(),
        people => listed(names, people),
    };
    view! { {stops}<p class="tier-who">{everybody}</p> }.into_any()
}

/// `Ada, Grace and 3 more`.
fn listed(names: Vec<String>, all: u64) -> String {
    let more = all.saturating_sub(names.len() as u64);
    let names = names.join(", ");
    match more {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn the_first_are_named_and_the_rest_counted() {
        let names = || vec!["Ada".to_owned(), "Grace".to_owned()];
        assert_eq!(listed(names(), 2), "Ada, Grace");
        assert_eq!(listed(names(), 5), "Ada, Grace and 3 more");
    }
}
