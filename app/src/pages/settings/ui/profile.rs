//! How one is called, where one is, and how pages look.

use crate::features::save_profile::SaveProfile;
use crate::shared::server::LastForm;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::{Field, FieldNote};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use tollgate::ledger::Zone;
use tollgate::types::{Email, Profile, Theme};

const THEMES: [(Theme, &str); 3] = [
    (Theme::System, "As the system"),
    (Theme::Light, "Light"),
    (Theme::Dark, "Dark"),
];

#[component]
pub fn OwnProfile(profile: Profile, email: Email, last: LastForm) -> impl IntoView {
    let sent = last.of("save_profile");
    let theme = sent.value("theme", profile.theme.as_str());
    let themes = THEMES.map(|(each, name)| {
        let selected = each.as_str() == theme;
        view! { <option value=each.as_str() selected=selected>{name}</option> }
    });
    let zone = sent.value("time_zone", profile.time_zone);
    view! {
        <section class="card" aria-labelledby="profile-title">
            <header class="card-head">
                <h2 id="profile-title">"Profile"</h2>
                <span class="settings-quiet">{email.to_string()}</span>
            </header>
            <form method="post" action=SaveProfile::PATH class="card-body">
                <FormBanner text=sent.elsewhere(&["name", "time_zone"])/>
                <Field label="Name" name="name" autocomplete="name" value=sent.value("name", profile.name) error=sent.error("name")/>
                <ZoneField zone error=sent.error("time_zone")/>
                <div class="field">
                    <label for="field-theme">"Look"</label>
                    <select id="field-theme" class="input" name="theme">
                        {themes.into_iter().collect_view()}
                    </select>
                </div>
                <div><button class="btn primary">"Save"</button></div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn ZoneField(zone: String, error: Signal<Option<String>>) -> impl IntoView {
    let mut names = Zone::names();
    // What is set is always there to choose.
    if !names.contains(&zone) {
        names.insert(0, zone.clone());
    }
    let zones: Vec<_> = names
        .into_iter()
        .map(|name| {
            let selected = name == zone;
            view! { <option selected=selected>{name}</option> }
        })
        .collect();
    let hint = "Days and months of your budgets begin and end there. The day and the month under way last \
                until they have ended in the new zone too, so that a change gives no second budget.";
    view! {
        <div class="field">
            <label for="field-time_zone">"Time zone"</label>
            <select
                id="field-time_zone"
                class="input"
                name="time_zone"
                aria-invalid=error.get_untracked().map(|_| "true")
                aria-describedby="field-time_zone-note"
            >
                {zones}
            </select>
            <FieldNote id="field-time_zone-note".into() hint=Some(hint.into()) error/>
        </div>
    }
    .into_any()
}
