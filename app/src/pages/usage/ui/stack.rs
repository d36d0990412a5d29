//! What was spent by day, as bars of parts.

use super::words;
use crate::shared::lib::scale::lines;
use std::collections::HashMap;
use tollgate::types::{Day, NanoDollars, Spent, SpentDay};

/// Most series with a colour of their own; the others are one together.
const OWN: usize = 4;

/// What the parts of a bar are.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum By {
    #[default]
    Model,
    Purpose,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    pub name: String,
    pub total: NanoDollars,
    /// Of all series together, rounded.
    pub percent: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    pub day: Day,
    pub total: NanoDollars,
    /// One for each series, in their order.
    pub parts: Vec<NanoDollars>,
}

/// Bars that share a scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stack {
    /// Dearest first; "Other" is the last.
    pub series: Vec<Series>,
    pub bars: Vec<Bar>,
    pub total: NanoDollars,
    /// The lines of the scale, from the bottom. The last is at least as high as every bar.
    pub lines: Vec<NanoDollars>,
}

impl By {
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Model, Self::Purpose]
            .into_iter()
            .find(|by| by.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Purpose => "purpose",
        }
    }

    pub fn shown(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Purpose => "Purpose",
        }
    }

    fn name_of(self, spent: &Spent) -> String {
        match self {
            Self::Model => spent.llm.0.clone(),
            Self::Purpose => words::purpose(spent.purpose).into(),
        }
    }
}

impl Stack {
    pub fn of(days: &[SpentDay], by: By) -> Self {
        let mut totals: HashMap<String, i64> = HashMap::new();
        for spent in days.iter().flat_map(|day| &day.spent) {
            *totals.entry(by.name_of(spent)).or_default() += spent.cost.0;
        }
        let mut totals: Vec<_> = totals.into_iter().filter(|(_, total)| *total > 0).collect();
        totals.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        // One that would stand alone under "Other" keeps its name.
        let own = if totals.len() == OWN + 1 {
            OWN + 1
        } else {
            OWN
        };
        let others: i64 = totals.iter().skip(own).map(|(_, total)| total).sum();
        totals.truncate(own);
        let place: HashMap<_, _> = totals
            .iter()
            .map(|(name, _)| name.clone())
            .zip(0..)
            .collect();
        if others > 0 {
            totals.push(("Other".into(), others));
        }
        let total: i64 = totals.iter().map(|(_, total)| total).sum();
        let bars: Vec<_> = days
            .iter()
            .map(|day| {
                let mut parts = vec![NanoDollars::ZERO; totals.len()];
                for spent in &day.spent {
                    let at = place.get(&by.name_of(spent)).copied().unwrap_or(own);
                    if let Some(part) = parts.get_mut(at) {
                        *part += spent.cost;
                    }
                }
                Bar {
                    day: day.day,
                    total: parts.iter().copied().sum(),
                    parts,
                }
            })
            .collect();
        let highest = bars.iter().map(|bar| bar.total.0).max().unwrap_or(0);
        let series = totals.into_iter().map(|(name, amount)| Series {
            name,
            total: NanoDollars(amount),
            percent: percent(amount, total),
        });
        Self {
            series: series.collect(),
            bars,
            total: NanoDollars(total),
            lines: lines(highest).into_iter().map(NanoDollars).collect(),
        }
    }

    /// Where an amount is on the scale, in thousandths.
    pub fn height(&self, amount: NanoDollars) -> i64 {
        let top = self.lines.last().map_or(1, |top| top.0.max(1));
        i64::try_from(i128::from(amount.0) * 1_000 / i128::from(top)).unwrap_or(1_000)
    }
}

fn percent(amount: i64, of: i64) -> i64 {
    let (amount, of) = (i128::from(amount), i128::from(of.max(1)));
    i64::try_from((amount * 200 + of) / (2 * of)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{LlmName, Purpose, Timestamp, Tokens};

    fn spent(llm: &str, purpose: Purpose, cost: i64) -> Spent {
        Spent {
            from: Timestamp(0),
            key: None,
            purpose,
            llm: LlmName(llm.into()),
            calls: 1,
            requests: 1,
            tokens: Tokens::default(),
            cost: NanoDollars(cost),
            saved: NanoDollars::ZERO,
        }
    }

    fn day(day: &str, spent: Vec<Spent>) -> SpentDay {
        let day = Day::parse(day).unwrap();
        SpentDay { day, spent }
    }

    #[test]
    fn the_four_dearest_have_a_part_of_their_own() {
        let many = (1..=7).map(|n| spent(&format!("m{n}"), Purpose::Chat, n * 100));
        let days = [
            day("2026-11-01", many.collect()),
            day("2026-11-02", vec![spent("m1", Purpose::Title, 50)]),
        ];
        let stack = Stack::of(&days, By::Model);
        let names: Vec<_> = stack
            .series
            .iter()
            .map(|series| series.name.as_str())
            .collect();
        assert_eq!(names, ["m7", "m6", "m5", "m4", "Other"]);
        let amounts = |parts: &[NanoDollars]| parts.iter().map(|part| part.0).collect::<Vec<_>>();
        assert_eq!(amounts(&stack.bars[0].parts), [700, 600, 500, 400, 600]);
        assert_eq!(amounts(&stack.bars[1].parts), [0, 0, 0, 0, 50]);
        assert_eq!(stack.total, NanoDollars(2_850));
        assert_eq!(stack.series[0].percent, 25);

        let stack = Stack::of(&days, By::Purpose);
        let names: Vec<_> = stack
            .series
            .iter()
            .map(|series| series.name.as_str())
            .collect();
        assert_eq!(names, ["Chat", "Titles"]);
    }

    #[test]
    fn five_series_need_no_other() {
        let five = (1..=5).map(|n| spent(&format!("m{n}"), Purpose::Chat, n));
        let stack = Stack::of(&[day("2026-11-01", five.collect())], By::Model);
        assert_eq!(stack.series.len(), 5);
        assert_eq!(stack.series[4].name, "m1");
        assert_eq!(stack.bars[0].total, NanoDollars(15));
    }

    #[test]
    fn nothing_is_nothing() {
        let stack = Stack::of(&[day("2026-11-01", Vec::new())], By::Model);
        assert_eq!((stack.series.len(), stack.total), (0, NanoDollars::ZERO));
        assert_eq!(stack.height(NanoDollars::ZERO), 0);
    }
}
