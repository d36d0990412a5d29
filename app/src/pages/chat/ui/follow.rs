//! Keeps the end of the conversation in view, but never pulls a reader away from what they read.

use super::super::model::conversation::Conversation;
use leptos::html::Div;
use leptos::prelude::*;

/// A reader this close to the end (CSS pixels) wants to see it.
const NEAR: i32 = 80;

#[derive(Clone, Copy)]
pub struct Follow {
    place: NodeRef<Div>,
    pub at_end: RwSignal<bool>,
}

impl Follow {
    pub fn new(place: NodeRef<Div>, conversation: Conversation) -> Self {
        let follow = Self {
            place,
            at_end: RwSignal::new(true),
        };
        Effect::new(move |before: Option<usize>| {
            let turns = conversation.turns.with(Vec::len);
            track_last_answer(conversation);
            // A question that was just asked is always shown.
            let asked = before.is_some_and(|before| turns > before);
            if asked || follow.at_end.get_untracked() {
                request_animation_frame(move || follow.go_to_end());
            }
            turns
        });
        follow
    }

    /// Looks where the reader is.
    pub fn look(self) {
        if let Some(place) = self.place.get_untracked() {
            let below = place.scroll_height() - place.scroll_top() - place.client_height();
            let near = below <= NEAR;
            if near != self.at_end.get_untracked() {
                self.at_end.set(near);
            }
        }
    }

    pub fn go_to_end(self) {
        // The page may have gone before the frame came.
        if let Some(place) = self.place.try_get_untracked().flatten() {
            place.set_scroll_top(place.scroll_height());
        }
    }
}

/// Runs again whenever the last answer grows or ends.
fn track_last_answer(conversation: Conversation) {
    conversation.turns.with(|turns| {
        if let Some(turn) = turns.last() {
            turn.live.track();
        }
    });
}
