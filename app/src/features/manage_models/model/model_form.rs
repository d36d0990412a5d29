//! What a form says of a model: title, context, and a row for each place that serves it.

use crate::shared::server::{Rest, RestField, Sent};
use serde::{Deserialize, Serialize};
use tollgate::offer::{ModelWishes, TargetWish};
use tollgate::types::money::grouped;
use tollgate::{Error, Result};

/// Rows of a form at most.
const MOST_ROWS: usize = 100;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ModelForm {
    pub title: String,
    pub context: String,
    // Last, because it takes all that is left.
    #[serde(flatten)]
    pub rows: Rest<Cell>,
}

/// One field of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    row: usize,
    column: Column,
    value: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Column {
    Provider,
    Upstream,
    Weight,
}

/// A place that serves it, as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    pub provider: String,
    pub upstream: String,
    pub weight: String,
}

const COLUMNS: [(Column, &str); 3] = [
    (Column::Provider, "provider:"),
    (Column::Upstream, "upstream:"),
    (Column::Weight, "weight:"),
];

impl RestField for Cell {
    fn read(name: &str, value: String) -> Option<Self> {
        let at = |(column, begin): &(Column, &str)| {
            let row: usize = name.strip_prefix(*begin)?.parse().ok()?;
            Some((*column, row))
        };
        let (column, row) = COLUMNS.iter().find_map(at)?;
        (row < MOST_ROWS).then_some(Self { row, column, value })
    }

    fn write(&self) -> (String, String) {
        let begin = COLUMNS.iter().find(|(column, _)| *column == self.column);
        let begin = begin.map_or("", |(_, begin)| begin);
        (format!("{begin}{}", self.row), self.value.clone())
    }
}

impl ModelForm {
    /// # Errors
    /// [`Error::Invalid`] for the first field that says nothing that is meant.
    pub fn read(self) -> Result<ModelWishes> {
        let context: String = self.context.split_whitespace().collect();
        let context = context.parse().map_err(|_| {
            let most = format!("Write a whole number of tokens, like {}.", grouped(128_000));
            Error::invalid("context", most)
        })?;
        let rows = rows(self.rows.0.into_iter());
        let targets = rows.into_iter().filter(|row| !row.provider.is_empty());
        Ok(ModelWishes {
            title: self.title,
            context,
            targets: targets.map(Row::read).collect::<Result<_>>()?,
        })
    }
}

impl Row {
    fn read(self) -> Result<TargetWish> {
        let weight = match self.weight.trim() {
            "" => 1,
            weight => weight.parse().map_err(|_| {
                Error::invalid("targets", "A weight is a whole number, like 1 or 70.")
            })?,
        };
        Ok(TargetWish {
            provider: self.provider,
            model: self.upstream,
            weight,
        })
    }

    /// Those that stand in a form that was sent.
    pub fn sent(sent: &Sent) -> Vec<Self> {
        let cell = |name: &str| Cell::read(name, sent.said(name)?.to_owned());
        rows(sent.names().filter_map(cell))
    }
}

fn rows(cells: impl Iterator<Item = Cell>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for Cell { row, column, value } in cells {
        if rows.len() <= row {
            rows.resize_with(row + 1, Row::default);
        }
        let row = &mut rows[row];
        match column {
            Column::Provider => row.provider = value,
            Column::Upstream => row.upstream = value,
            Column::Weight => row.weight = value,
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> std::result::Result<ModelForm, serde_urlencoded::de::Error> {
        serde_urlencoded::from_str(body)
    }

    #[test]
    fn rows_without_a_provider_are_none() {
        let body = "title=A&context=128+000&provider%3A0=one&upstream%3A0=x&weight%3A0=70\
                    &provider%3A1=&upstream%3A1=y&weight%3A1=&provider%3A2=two&upstream%3A2=&weight%3A2=";
        let wishes = form(body).unwrap().read().unwrap();
        assert_eq!(wishes.context, 128_000);
        let target = |provider: &str, model: &str, weight| TargetWish {
            provider: provider.into(),
            model: model.into(),
            weight,
        };
        assert_eq!(
            wishes.targets,
            [target("one", "x", 70), target("two", "", 1)]
        );
    }

    #[test]
    fn what_it_does_not_know_or_cannot_read_is_refused() {
        for unknown in ["base_url=x", "weight%3A100=1", "weight%3Ax=1"] {
            let error = form(&format!("title=A&context=1&{unknown}")).unwrap_err();
            assert!(error.to_string().contains("unknown field"), "{error}");
        }
        for (body, field) in [
            ("title=A&context=many", "context"),
            (
                "title=A&context=1&provider%3A0=one&weight%3A0=-1",
                "targets",
            ),
        ] {
            match form(body).unwrap().read() {
                Err(Error::Invalid { field: wrong, .. }) => assert_eq!(wrong, field),
                other => panic!("{other:?}"),
            }
        }
    }
}
