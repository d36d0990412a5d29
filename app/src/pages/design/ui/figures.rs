//! Gauges and tables.

use crate::shared::ui::load::Skeleton;
use crate::shared::ui::meter::Meter;
use leptos::prelude::*;

#[component]
pub fn Figures() -> impl IntoView {
    view! {
        <div class="design-fields">
            <div>
                <Meter label="With a forecast" in_words="$3.19 of $10.00 settled, $0.40 held" tone="ok" used=319 held=40 post=Some(660)/>
                <p class="page-about">"Solid is settled, striped is held, the post is where the day will end."</p>
            </div>
            <div>
                <Meter label="From 80 %" in_words="$8.04 of $10.00 settled, $0.02 held" tone="warn" used=804 held=2/>
                <p class="page-about">"From 80 %."</p>
            </div>
            <div>
                <Meter label="Used up" in_words="$10.00 of $10.00 settled" tone="danger" used=1_000 held=0/>
                <p class="page-about">"At 100 %."</p>
            </div>
            <div>
                <Meter label="Nothing yet" in_words="$0.00 of $10.00 settled" tone="ok" used=0 held=0/>
                <p class="page-about">"Nothing yet."</p>
            </div>
        </div>
    }
    .into_any()
}

#[component]
pub fn Tables() -> impl IntoView {
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="Example of a table">
            <table class="table">
                <caption class="sr-only">"Example of a table"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Tier"</th>
                        <th scope="col" class="end">"Calls"</th>
                        <th scope="col" class="end">"Spent today"</th>
                    </tr>
                </thead>
                <tbody>
                    <tr><th scope="row"><a href="#pro">"Pro"</a></th><td class="end">"1 204"</td><td class="end">"$31.1800"</td></tr>
                    <tr><th scope="row"><a href="#free">"Free"</a></th><td class="end">"10"</td><td class="end">"<$0.0001"</td></tr>
                </tbody>
            </table>
        </div>
        <nav class="pager" aria-label="Pages">
            <span>"Dearest first"</span>
            <a class="btn small" href="#newer">"Newer"</a>
            <a class="btn small" href="#older">"Older"</a>
        </nav>
        <Skeleton/>
    }
    .into_any()
}
