//! A message in the place it is about: bold first sentence, then the rest.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Info,
    Ok,
    Warn,
    Danger,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Info => "banner info",
            Self::Ok => "banner ok",
            Self::Warn => "banner warn",
            Self::Danger => "banner danger",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Ok => "check",
            Self::Warn | Self::Danger => "warn",
        }
    }

    /// Readers interrupt for danger only.
    fn role(self) -> &'static str {
        match self {
            Self::Danger => "alert",
            _ => "status",
        }
    }
}

#[component]
pub fn Banner(
    tone: Tone,
    #[prop(into)] text: Signal<String>,
    /// At most two actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let parts = move || {
        let text = text.get();
        let (first, rest) = first_sentence(&text);
        view! { <strong>{first.to_owned()}</strong>{rest.to_owned()} }
    };
    view! {
        <div class=tone.class() role=tone.role()>
            <Icon name=tone.icon()/>
            <p>{parts}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// What is wrong with a form as a whole, above its fields.
#[component]
pub fn FormBanner(text: Signal<Option<String>>) -> impl IntoView {
    move || {
        text.get()
            .map(|text| view! { <Banner tone=Tone::Danger text/> })
    }
}

/// Cuts after the first sentence; the rest keeps its leading space.
fn first_sentence(text: &str) -> (&str, &str) {
    match text.find(". ") {
        Some(end) => text.split_at(end + 1),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_stands_out() {
        assert_eq!(
            first_sentence("Not sent. Try again."),
            ("Not sent.", " Try again.")
        );
        assert_eq!(first_sentence("$1.94 left"), ("$1.94 left", ""));
    }
}
