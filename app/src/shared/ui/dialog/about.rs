//! What a dialog is about. A page draws the dialog once, and names the thing when it opens.

use super::{close, show};
use leptos::prelude::*;

/// The thing that a dialog of this page was opened for.
pub struct About<T: Send + Sync + 'static> {
    dialog: &'static str,
    thing: RwSignal<Option<T>>,
}

impl<T: Send + Sync + 'static> Clone for About<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for About<T> {}

impl<T: Clone + Send + Sync + 'static> About<T> {
    /// `dialog` is its id, of which a page has one.
    pub fn new(dialog: &'static str) -> Self {
        let thing = RwSignal::new(None);
        Self { dialog, thing }
    }

    pub fn dialog(self) -> &'static str {
        self.dialog
    }

    /// Opens the dialog for this thing. In the browser only.
    pub fn open(self, thing: T) {
        self.thing.set(Some(thing));
        show(self.dialog);
    }

    /// Closes the dialog. In the browser only.
    pub fn close(self) {
        close(self.dialog);
    }

    pub fn get(self) -> Option<T> {
        self.thing.get()
    }

    pub fn get_untracked(self) -> Option<T> {
        self.thing.get_untracked()
    }
}
