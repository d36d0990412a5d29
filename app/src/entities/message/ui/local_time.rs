//! A time of day in the reader's zone, which only the browser knows: the server leaves its place empty.

use js_sys::Date;
use leptos::prelude::*;
use tollgate::types::Timestamp;
use wasm_bindgen::JsValue;

#[component]
pub fn LocalTime(at: Timestamp) -> impl IntoView {
    let shown = RwSignal::new(None);
    Effect::new(move || shown.set(Some(Shown::of(at))));
    view! {
        <time
            datetime=move || shown.with(|shown| shown.as_ref().map(|shown| shown.iso.clone()))
            title=move || shown.with(|shown| shown.as_ref().map(|shown| shown.full.clone()))
        >
            {move || shown.with(|shown| shown.as_ref().map(|shown| shown.clock.clone()))}
        </time>
    }
    .into_any()
}

struct Shown {
    iso: String,
    full: String,
    clock: String,
}

impl Shown {
    /// In the browser only.
    fn of(at: Timestamp) -> Self {
        let date = Date::new(&JsValue::from_f64(at.0 as f64 / 1_000.0));
        Self {
            iso: date.to_iso_string().into(),
            full: date.to_string().into(),
            clock: format!("{:02}:{:02}", date.get_hours(), date.get_minutes()),
        }
    }
}
