//! How a section stands: as the file says, or as it was set here, and when by whom.

use crate::shared::lib::when::when;
use tollgate::Result;
use tollgate::gateway::Admin;
use tollgate::policies::Policies;
use tollgate::types::{Override, Section, Timestamp};

#[derive(Clone)]
pub struct Stand {
    pub section: Section,
    newest: Option<Override>,
    now: Timestamp,
}

impl Stand {
    pub async fn of(
        policies: &Policies,
        admin: &Admin,
        section: Section,
        now: Timestamp,
    ) -> Result<Self> {
        let newest = policies.of(admin, &section).await?;
        Ok(Self {
            section,
            newest,
            now,
        })
    }

    /// That forms carry; 0 if nothing was ever set.
    pub fn version(&self) -> i64 {
        self.newest.as_ref().map_or(0, |newest| newest.version)
    }

    /// Whether what is set here counts, and not the file.
    pub fn is_set(&self) -> bool {
        let newest = self.newest.as_ref();
        newest.is_some_and(|newest| newest.document.is_some())
    }

    /// `version 6 · saved 18 Nov 2026 by Ada`.
    pub fn about(&self) -> String {
        let of_tier = matches!(self.section, Section::TierModeration(_));
        let Some(newest) = &self.newest else {
            let none = if of_tier {
                "as for everybody"
            } else {
                "as the file says"
            };
            return none.to_owned();
        };
        let what = match newest.document {
            Some(_) => "saved",
            None if of_tier => "as for everybody since",
            None => "given back to the file",
        };
        let by = newest.changed_by.as_deref().unwrap_or("command line");
        let at = when(newest.changed_at, self.now);
        format!("version {} · {what} {at} by {by}", newest.version)
    }
}
