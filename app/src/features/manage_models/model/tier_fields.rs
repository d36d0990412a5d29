//! Which tiers may use a model: a box for each, and the version of it that was seen.

use crate::shared::server::{Rest, RestField};
use std::collections::HashMap;
use tollgate::types::TierId;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TierField {
    Open(TierId),
    Seen(TierId, i64),
}

/// Before the id of a tier.
pub const OPEN: &str = "open:";
pub const SEEN: &str = "seen:";

impl RestField for TierField {
    fn read(name: &str, value: String) -> Option<Self> {
        let id = |begin| name.strip_prefix(begin)?.parse().ok();
        let seen = || Some(Self::Seen(id(SEEN)?, value.parse().ok()?));
        id(OPEN).map(Self::Open).or_else(seen)
    }

    fn write(&self) -> (String, String) {
        match self {
            Self::Open(id) => (format!("{OPEN}{id}"), "on".to_owned()),
            Self::Seen(id, version) => (format!("{SEEN}{id}"), version.to_string()),
        }
    }
}

/// Those that are open, and all with their version.
pub fn split(fields: Rest<TierField>) -> (Vec<TierId>, HashMap<TierId, i64>) {
    let (mut open, mut seen) = (Vec::new(), HashMap::new());
    for field in fields.0 {
        match field {
            TierField::Open(id) => open.push(id),
            TierField::Seen(id, version) => drop(seen.insert(id, version)),
        }
    }
    (open, seen)
}
