//! What the program found when it started, as the set-up page lists it.

use serde::{Deserialize, Serialize};

/// One thing that was looked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    pub what: String,
    pub is_there: bool,
    /// How it will be used, or how it can be added. Names settings, never their values.
    pub detail: String,
}
