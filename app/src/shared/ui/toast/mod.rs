//! One short message at a time, at the bottom start. Never for what needs an action: that is a banner.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const SHOWN_FOR: Duration = Duration::from_secs(6);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Toast {
    number: u64,
    text: String,
}

/// The page's place for toasts.
#[derive(Clone, Copy)]
pub struct Toasts {
    current: RwSignal<Option<Toast>>,
    /// While the pointer or the focus is on it, it stays.
    held: RwSignal<bool>,
}

impl Toasts {
    /// Shows a message instead of the one before.
    pub fn show(self, text: impl Into<String>) {
        let number = self
            .current
            .with_untracked(|toast| toast.as_ref().map_or(0, |toast| toast.number))
            + 1;
        self.current.set(Some(Toast {
            number,
            text: text.into(),
        }));
        self.dismiss_later(number);
    }

    fn dismiss_later(self, number: u64) {
        set_timeout(
            move || {
                let still_it = self.current.with_untracked(|toast| {
                    toast.as_ref().is_some_and(|toast| toast.number == number)
                });
                if !still_it {
                    return;
                }
                if self.held.get_untracked() {
                    self.dismiss_later(number);
                } else {
                    self.current.set(None);
                }
            },
            SHOWN_FOR,
        );
    }
}

pub(crate) fn provide_toasts() {
    provide_context(Toasts {
        current: RwSignal::new(None),
        held: RwSignal::new(false),
    });
}

/// The place for toasts, from any component.
pub fn use_toasts() -> Toasts {
    expect_context()
}

#[component]
pub fn Toaster() -> impl IntoView {
    let Toasts { current, held } = use_toasts();
    let dismiss = move |_| current.set(None);
    view! {
        <div
            class="toaster"
            role="status"
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            {move || current.get().map(|toast| view! {
                <div class="toast">
                    <Icon name="check"/>
                    <span>{toast.text}</span>
                    <button type="button" class="btn quiet icon-only small" aria-label="Dismiss" on:click=dismiss>
                        <Icon name="close"/>
                    </button>
                </div>
            })}
        </div>
    }
}
