//! What came of a text that was tried out.

use super::super::model::marked::marked;
use super::super::model::trial::{places, verdict};
use super::super::model::words::{capital, does};
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use tollgate::policies::{Does, Finder, Finding, Sample, Side, Trial};
use tollgate::redact::MARK;
use tollgate::types::Verdict;

/// The verdict in a sentence.
#[component]
pub fn Said(trial: Trial, side: Side, whose: Option<String>) -> impl IntoView {
    let (tone, text) = said(&trial, side, whose.as_deref());
    view! { <Banner tone text/> }.into_any()
}

#[component]
pub fn Findings(trial: Trial, sample: Sample) -> impl IntoView {
    let asks = trial.asks.clone().map(|model| {
        let text = format!("{model} would judge it too. It is not asked here.");
        view! { <p class="page-about">{text}</p> }
    });
    let pieces = marked(&sample.text, &trial.findings).into_iter().map(piece);
    let rows: Vec<_> = trial
        .findings
        .iter()
        .map(|one| row(one, &sample.text))
        .collect();
    let took = format!("Checked in {} ms", trial.took.as_millis().max(1));
    view! {
        <div class="card-body">
            {asks}
            <p class="policy-marked" dir="auto">{pieces.collect_view()}</p>
        </div>
        {(!rows.is_empty()).then(|| view! { <Table rows/> })}
        <div class="card-body">
            <h3>"In an answer it would read"</h3>
            <p class="policy-reading" dir="auto">{reading(&trial.redacted)}</p>
        </div>
        <footer class="policy-foot"><span class="page-about">{took}</span></footer>
    }
    .into_any()
}

fn said(trial: &Trial, side: Side, whose: Option<&str>) -> (Tone, String) {
    let redacts = |one: &&Finding| one.does == Does::Redact;
    match side {
        Side::Question => {
            let tried = trial.findings.iter().any(|one| one.finder == Finder::Tried);
            let tone = match trial.verdict {
                Verdict::Blocked => Tone::Danger,
                _ if tried => Tone::Danger,
                Verdict::Flagged => Tone::Warn,
                _ => Tone::Ok,
            };
            (tone, verdict(trial.verdict, whose, tried))
        }
        Side::Answer if trial.findings.iter().any(|one| redacts(&one)) => (
            Tone::Warn,
            "Something would be taken out. The rest is shown as it comes.".to_owned(),
        ),
        Side::Answer => (Tone::Ok, "Would be shown as it is.".to_owned()),
    }
}

fn piece((text, found): (String, Option<Does>)) -> AnyView {
    match found {
        None => text.into_any(),
        Some(found) => {
            let (word, tone) = does(found);
            let title = match found {
                Does::Redact => "redacted in answers",
                _ => word,
            };
            let class = format!("policy-mark {tone}");
            view! { <mark class=class title=title>{text}</mark> }.into_any()
        }
    }
}

#[component]
fn Table(rows: Vec<AnyView>) -> impl IntoView {
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="What was found">
            <table class="table policy-table">
                <caption class="sr-only">"What was found in the text"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Rule"</th>
                        <th scope="col">"Found"</th>
                        <th scope="col" class="end">"Score"</th>
                        <th scope="col">"Does"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(finding: &Finding, text: &str) -> AnyView {
    let rule = match &finding.finder {
        Finder::Category(category) => capital(category.title()),
        Finder::Rule(rule) => rule.clone(),
        Finder::Tried => "The pattern that you try".to_owned(),
    };
    let score = match finding.score {
        Some((score, from)) if score >= from => format!("{score} ≥ {from}"),
        Some((score, from)) => format!("{score} < {from}"),
        None => "exact".to_owned(),
    };
    let (word, tone) = does(finding.does);
    view! {
        <tr>
            <th scope="row" class="wraps">{rule}</th>
            <td class="wraps">{places(text, finding)}</td>
            <td class="end">{score}</td>
            <td><Badge tone text=word/></td>
        </tr>
    }
    .into_any()
}

/// With its marks in bold.
fn reading(redacted: &str) -> AnyView {
    let pieces = redacted.split(MARK).enumerate().map(|(number, piece)| {
        let mark = (number > 0).then(|| view! { <b>{MARK}</b> });
        view! { {mark}{piece.to_owned()} }
    });
    pieces.collect_view().into_any()
}
