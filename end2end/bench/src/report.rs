//! What was measured, as a table.

use std::io::{self, Write as _};
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Report(Vec<[String; 6]>);

impl Report {
    /// Both ways, and what the second adds to the first.
    pub(crate) fn compare(
        &mut self,
        what: &str,
        mut direct: Vec<Duration>,
        mut through: Vec<Duration>,
    ) {
        direct.sort_unstable();
        through.sort_unstable();
        for (name, share) in [("p50", 50), ("p99", 99)] {
            let (a, b) = (at(&direct, share), at(&through, share));
            self.0.push([
                what.into(),
                name.into(),
                text(a),
                text(b),
                text(b.saturating_sub(a)),
                format!("{:.2}", b.as_secs_f64() / a.as_secs_f64().max(1e-9)),
            ]);
        }
    }

    pub(crate) fn alone(&mut self, what: &str, mut took: Vec<Duration>) {
        took.sort_unstable();
        for (name, share) in [("p50", 50), ("p99", 99)] {
            let took = text(at(&took, share));
            self.0.push([
                what.into(),
                name.into(),
                String::new(),
                took,
                String::new(),
                String::new(),
            ]);
        }
    }

    pub(crate) fn say(&mut self, what: &str, took: Duration) {
        self.line(what, text(took));
    }

    pub(crate) fn line(&mut self, what: &str, value: String) {
        let none = String::new;
        self.0
            .push([what.into(), none(), none(), value, none(), none()]);
    }

    pub(crate) fn print(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let head = ["", "", "direct", "through", "added", "ratio"].map(str::to_owned);
        for [what, which, direct, through, added, ratio] in std::iter::once(&head).chain(&self.0) {
            writeln!(
                out,
                "{what:<52} {which:>4} {direct:>10} {through:>10} {added:>10} {ratio:>6}"
            )?;
        }
        Ok(())
    }
}

/// The smallest value that this share of all does not exceed.
fn at(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn text(took: Duration) -> String {
    format!("{} µs", took.as_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<_> = (1..=200).map(Duration::from_micros).collect();
        assert_eq!(at(&values, 50), Duration::from_micros(100));
        assert_eq!(at(&values, 99), Duration::from_micros(198));
        assert_eq!(at(&[], 50), Duration::ZERO);
    }
}
