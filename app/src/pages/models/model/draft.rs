//! A model as it stands in the form: as it was refused, as a button drew it anew, or as it is.

use crate::features::manage_models::Row;
use crate::shared::server::{Place, Sent};
use tollgate::config::ModelSection;

pub struct Draft {
    pub sent: Sent,
    pub rows: Vec<Row>,
    /// It was drawn anew and is saved nowhere.
    pub is_unsaved: bool,
}

impl Draft {
    /// `refused` is the form that was refused, if one was; `now` what is in force.
    pub fn of(place: &Place, refused: Sent, now: Option<&ModelSection>) -> Self {
        let typed = place.form();
        let is_unsaved = typed.said("title").is_some() && !refused.was_refused();
        let sent = if is_unsaved { typed } else { refused };
        let mut rows = match sent.is_there() {
            true => Row::sent(&sent),
            false => now.map(in_force).unwrap_or_default(),
        };
        if is_unsaved {
            let without = place.said("without").and_then(|row| row.parse().ok());
            if let Some(row) = without.filter(|row| *row < rows.len()) {
                rows.remove(row);
            }
            if place.said("more").is_some() {
                rows.push(Row::default());
            }
        }
        if rows.is_empty() {
            rows.push(Row::default());
        }
        Self {
            sent,
            rows,
            is_unsaved,
        }
    }
}

fn in_force(model: &ModelSection) -> Vec<Row> {
    let targets = model.targets.iter().flatten();
    let row = targets.map(|target| Row {
        provider: target.provider.clone(),
        upstream: target.model.clone().unwrap_or_default(),
        weight: target.weight.unwrap_or(1).to_string(),
    });
    row.collect()
}
