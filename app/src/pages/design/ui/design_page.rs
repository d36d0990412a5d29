//! The page: a section for each kind of component.

use super::colours::{Colours, Icons};
use super::controls::{Buttons, Fields};
use super::figures::{Figures, Tables};
use super::messages::{Floating, Messages};
use crate::shared::api::AppError;
use crate::shared::server::{self, Drawn, Place};
use leptos::prelude::*;

pub async fn draw(_: Place) -> Result<Drawn, AppError> {
    server::caller().await?;
    let body = view! {
        <Section title="Colours"><Colours/></Section>
        <Section title="Icons"><Icons/></Section>
        <Section title="Buttons"><Buttons/></Section>
        <Section title="Fields"><Fields/></Section>
        <Section title="Badges and banners"><Messages/></Section>
        <Section title="Gauges"><Figures/></Section>
        <Section title="Tables, empty and to come"><Tables/></Section>
        <Section title="Dialog, menu and toast"><Floating/></Section>
    };
    Ok(Drawn::new("Components", body))
}

#[component]
fn Section(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="design-section">
            <h2>{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}
