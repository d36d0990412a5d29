//! A short question to the model, and what came of it.

use crate::entities::target::duration;
use crate::features::try_model::Trial;
use crate::shared::routes;
use crate::shared::server::Sent;
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::offer::QUESTION;
use tollgate::types::money::grouped;
use tollgate::types::{Llm, NanoDollars};

#[component]
pub fn TryIt(llm: Llm, sent: Sent, trial: Option<Trial>) -> impl IntoView {
    let asked = trial.as_ref().map_or(QUESTION, |trial| &trial.question);
    let question = sent.value("question", asked);
    let error = sent.error("question");
    view! {
        <section class="card" aria-labelledby="try-title">
            <header class="card-head"><h2 id="try-title">"Try it"</h2></header>
            <form class="model-form" method="post" action="/api/fn/try_model">
                <div class="card-body">
                    <FormBanner text=sent.elsewhere(&["question"])/>
                    <input type="hidden" name="name" value=llm.name.0/>
                    <Field label="Question" name="question" value=question error hint="It is yours to pay, as every question."/>
                    <div><button type="submit" class="btn primary">"Ask"</button></div>
                    {trial.map(|trial| view! { <Outcome title=llm.title trial/> })}
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Outcome(title: String, trial: Trial) -> impl IntoView {
    let Trial {
        answer,
        took,
        receipt,
        call,
        ..
    } = trial;
    let took = duration(took);
    let head = match &answer {
        Ok(_) => {
            let text = format!("{title} answered in {took}.");
            view! { <Banner tone=Tone::Ok text/> }.into_any()
        }
        Err(why) => {
            let text = format!("{title} did not answer. {why}");
            view! { <Banner tone=Tone::Danger text/> }.into_any()
        }
    };
    let said = answer.ok().map(|said| match said.trim().is_empty() {
        true => view! { <p class="page-about">"It said nothing."</p> }.into_any(),
        false => {
            view! { <blockquote class="trial-answer" dir="auto">{said}</blockquote> }.into_any()
        }
    });
    let rows = receipt.map(|receipt| {
        let tokens = &receipt.usage.tokens;
        let (read, written) = (tokens.total() - tokens.output, tokens.output);
        let rows = [
            ("By", receipt.provider.clone()),
            (
                "Tokens",
                format!("{} in, {} out", grouped(read), grouped(written)),
            ),
            ("Cost", exact(receipt.total())),
        ];
        let rows = rows.map(|(what, value)| view! { <div><dt>{what}</dt><dd>{value}</dd></div> });
        view! {
            <dl class="provider-settings">{rows}</dl>
            <p><a href=routes::call(call)>"Receipt"</a></p>
        }
    });
    view! { <div class="trial" role="status">{head}{said}{rows}</div> }.into_any()
}

fn exact(cost: NanoDollars) -> String {
    match cost {
        NanoDollars::ZERO => "$0.0000".to_owned(),
        cost => cost.as_exact(),
    }
}
