//! What the program found when it started, beside the form that sets it up.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::types::Finding;

#[component]
pub fn Findings(findings: Vec<Finding>) -> impl IntoView {
    let rows: Vec<_> = findings.into_iter().map(row).collect();
    view! {
        <section class="findings" aria-labelledby="findings">
            <h2 id="findings">"What was found"</h2>
            <ul class="finding-list" role="list">{rows}</ul>
        </section>
    }
}

fn row(finding: Finding) -> impl IntoView {
    let icon = if finding.is_there {
        view! { <Icon name="check"/> }.into_any()
    } else {
        view! { <Icon name="more"/> }.into_any()
    };
    view! {
        <li class:missing=!finding.is_there>
            {icon}
            <span class="finding-what">{finding.what}</span>
            <span class="finding-detail">{finding.detail}</span>
        </li>
    }
}
