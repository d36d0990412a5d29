//! Tries a text out. Nothing is sent, stored or charged.

use super::findings::{Findings, Said};
use crate::shared::server::in_textarea;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::field::FieldNote;
use leptos::prelude::*;
use tollgate::Error;
use tollgate::policies::{Sample, Side, Trial};
use tollgate::types::Tier;

pub struct Tested {
    /// Of the page.
    pub address: String,
    pub side: Side,
    pub tier: Option<Tier>,
    pub sample: Sample,
    /// What came of it, if there was a text.
    pub trial: Option<tollgate::Result<Trial>>,
}

impl Tested {
    /// What is wrong with a field.
    fn error(&self, of: &str) -> Signal<Option<String>> {
        let message = match &self.trial {
            Some(Err(Error::Invalid { field, message })) if *field == of => Some(message.clone()),
            _ => None,
        };
        Signal::stored(message)
    }
}

#[component]
pub fn Tester(tested: Tested) -> impl IntoView {
    let (text, pattern) = (tested.error("text"), tested.error("pattern"));
    let Sample {
        text: typed,
        pattern: tried,
        ..
    } = tested.sample.clone();
    let (side, address) = (tested.side, tested.address.clone());
    let (said, found) = outcome(tested);
    view! {
        <section class="card policy-try" aria-labelledby="try-title">
            <form method="post" action=address data-live="try-text-note try-pattern-note try-said try-found">
                <header class="card-head">
                    <h2 id="try-title">"Try a text"</h2>
                    <fieldset class="policy-sides">
                        <legend class="sr-only">"As what"</legend>
                        <label><input type="radio" name="side" value="question" checked=side == Side::Question/>"As a question"</label>
                        <label><input type="radio" name="side" value="answer" checked=side == Side::Answer/>"As an answer"</label>
                    </fieldset>
                </header>
                <div class="card-body">
                    <div class="field">
                        <textarea class="input policy-text" name="text" rows="6" aria-label="Text to try" aria-describedby="try-text-note" spellcheck="false">
                            {in_textarea(&typed)}
                        </textarea>
                        <div id="try-text-note"><FieldNote id="try-text-said".into() hint=Some("Nothing is sent, stored or charged. The result follows as you type.".into()) error=text/></div>
                    </div>
                    <div class="field">
                        <label for="try-pattern">"With one more pattern"</label>
                        <input class="input policy-code" id="try-pattern" name="pattern" value=tried.unwrap_or_default() autocomplete="off" spellcheck="false" aria-describedby="try-pattern-note"/>
                        <div id="try-pattern-note" aria-live="polite"><FieldNote id="try-pattern-said".into() hint=Some("A regular expression that is not saved.".into()) error=pattern/></div>
                    </div>
                    <button type="submit" class="btn">"Try"</button>
                </div>
            </form>
            // Only this is read out while somebody types.
            <div id="try-said" class="policy-said" aria-live="polite">{said}</div>
            <div id="try-found">{found}</div>
        </section>
    }
    .into_any()
}

/// The verdict, and all that was found.
fn outcome(tested: Tested) -> (Option<AnyView>, Option<AnyView>) {
    let whose = tested.tier.map(|tier| tier.name);
    match tested.trial {
        Some(Ok(trial)) => {
            let said = view! { <Said trial=trial.clone() side=tested.side whose/> };
            let found = view! { <Findings trial sample=tested.sample/> };
            (Some(said.into_any()), Some(found.into_any()))
        }
        // What is wrong with a field stands there.
        None | Some(Err(Error::Invalid { .. })) => (None, None),
        Some(Err(error)) => {
            let said = view! { <Banner tone=Tone::Danger text=error.to_string()/> };
            (Some(said.into_any()), None)
        }
    }
}
