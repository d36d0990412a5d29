//! One bar a day, and the table of the same numbers. The bars are stretched, so what is written stands beside
//! them.

use super::stack::{Bar, Stack};
use leptos::prelude::*;
use tollgate::types::{Day, NanoDollars};

/// Of the drawing, before it is stretched.
const DAY_WIDTH: i64 = 10;
const BAR_WIDTH: i64 = 7;
const HEIGHT: i64 = 1_000;
/// Between the parts of a bar.
const GAP: i64 = 5;

#[component]
pub fn Bars(stack: Stack, today: Day) -> impl IntoView {
    let width = DAY_WIDTH * i64::try_from(stack.bars.len()).unwrap_or(1).max(1);
    // They stand at equal distances.
    let lines = stack.lines.iter().rev().map(|line| {
        view! { <div><span>{scale(*line)}</span></div> }
    });
    let lines = lines.collect_view();
    let bars = stack.bars.iter().zip(0..).map(|(bar, place)| {
        let left = place * DAY_WIDTH + (DAY_WIDTH - BAR_WIDTH) / 2;
        view! { <g>{parts(&stack, bar, left)}<title>{about(&stack, bar)}</title></g> }
    });
    let bars = bars.collect_view();
    let days = stack.bars.iter().map(|bar| bar.day);
    let labels = labels(&days.collect::<Vec<_>>(), today);
    let labels = labels
        .into_iter()
        .map(|label| view! { <span>{label}</span> })
        .collect_view();
    view! {
        <div class="bars">
            <div class="bars-plot">
                <div class="bars-lines" aria-hidden="true">{lines}</div>
                <svg
                    role="img"
                    aria-label=finding(&stack)
                    viewBox=format!("0 0 {width} {HEIGHT}")
                    preserveAspectRatio="none"
                >
                    {bars}
                </svg>
            </div>
            <div class="bars-days" aria-hidden="true">{labels}</div>
        </div>
    }
    .into_any()
}

fn parts(stack: &Stack, bar: &Bar, left: i64) -> impl IntoView + use<> {
    let mut top = HEIGHT;
    let parts = bar.parts.iter().zip(1..).filter_map(|(part, place): (_, i64)| {
        let height = stack.height(*part);
        top -= height;
        (height > 0).then(|| {
            let height = (height - GAP).max(1);
            view! {
                <rect class=format!("c{place}") x=left y=top + GAP width=BAR_WIDTH height=height></rect>
            }
        })
    });
    parts.collect_view()
}

/// What is to be seen, in a sentence.
fn finding(stack: &Stack) -> String {
    let dearest = stack.bars.iter().max_by_key(|bar| bar.total);
    let dearest = dearest.map(|bar| {
        format!(
            " Most on {}: {}.",
            bar.day.without_year(),
            bar.total.as_sum()
        )
    });
    let most = stack
        .series
        .first()
        .map(|series| format!(" {} took {}\u{a0}%.", series.name, series.percent));
    format!(
        "Spent by day, {} in all.{}{}",
        stack.total.as_sum(),
        dearest.unwrap_or_default(),
        most.unwrap_or_default()
    )
}

fn about(stack: &Stack, bar: &Bar) -> String {
    let parts = stack
        .series
        .iter()
        .zip(&bar.parts)
        .filter(|(_, part)| part.0 > 0);
    let parts: Vec<_> = parts
        .map(|(series, part)| format!("{} {}", series.name, part.as_call()))
        .collect();
    format!(
        "{}: {}. {}",
        bar.day.without_year(),
        bar.total.as_call(),
        parts.join(", ")
    )
}

/// At the lines, in as few digits as tell them apart.
fn scale(line: NanoDollars) -> String {
    if line.0 % NanoDollars::DOLLAR.0 == 0 {
        format!("${}", line.0 / NanoDollars::DOLLAR.0)
    } else if line.0 % 10_000_000 == 0 {
        line.as_sum()
    } else {
        line.as_call()
    }
}

/// The first day, each fifth of a month (each month of a quarter), and today.
fn labels(days: &[Day], today: Day) -> Vec<String> {
    let last = days.len().saturating_sub(1);
    let near_today = |place: usize| {
        let today = days.iter().position(|day| *day == today);
        today.is_some_and(|today| place != today && place.abs_diff(today) * 12 < days.len())
    };
    let label = |(place, day): (usize, &Day)| {
        if *day == today {
            return "today".into();
        }
        let wanted = match days.len() {
            0..=7 => true,
            8..=31 => place == 0 || day.day % 5 == 0,
            _ => place == 0 || day.day == 1,
        };
        let fits = !near_today(place) && (place == 0 || days.len() <= 31 || place * 12 > last);
        match (wanted && fits, days.len()) {
            (false, _) => String::new(),
            (true, ..=31) if days.len() > 7 => day.day.to_string(),
            (true, _) => day.without_year(),
        }
    };
    days.iter().enumerate().map(label).collect()
}

/// The same in numbers, newest first, without the days on which nothing was spent.
#[component]
pub fn DayTable(stack: Stack) -> impl IntoView {
    let heads = stack.series.iter().map(|series| {
        view! { <th scope="col" class="end">{series.name.clone()}</th> }
    });
    let heads = heads.collect_view();
    let rows = stack
        .bars
        .iter()
        .rev()
        .filter(|bar| bar.total.0 > 0)
        .map(|bar| {
            let parts = bar
                .parts
                .iter()
                .map(|part| view! { <td class="end">{part.as_call()}</td> });
            view! {
                <tr>
                    <th scope="row">{bar.day.in_words()}</th>
                    {parts.collect_view()}
                    <td class="end">{bar.total.as_call()}</td>
                </tr>
            }
        });
    let rows = rows.collect_view();
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Spend by day, as table">
            <table class="table">
                <caption class="sr-only">"Spend by day, newest first"</caption>
                <thead>
                    <tr><th scope="col">"Day"</th>{heads}<th scope="col" class="end">"Total"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, count: i64) -> Vec<Day> {
        let first = Day::parse(from).unwrap().begins();
        (0..count)
            .map(|day| Day::of(first.plus_seconds(day * 86_400)))
            .collect()
    }

    #[test]
    fn days_are_named_where_there_is_room() {
        let today = Day::parse("2026-11-22").unwrap();
        let month = labels(&days("2026-11-01", 30), today);
        let shown: Vec<_> = month.iter().filter(|label| !label.is_empty()).collect();
        assert_eq!(shown, ["1", "5", "10", "15", "today", "25", "30"]);
        let quarter = labels(&days("2026-08-25", 90), today);
        let shown: Vec<_> = quarter.iter().filter(|label| !label.is_empty()).collect();
        assert_eq!(shown, ["25 Aug", "1 Oct", "1 Nov", "today"]);
        let week = labels(&days("2026-11-16", 7), today);
        assert_eq!(week[0], "16 Nov");
        assert_eq!(week[6], "today");
    }

    #[test]
    fn the_scale_is_written_in_few_digits() {
        let written = [0, 2_000_000_000, 20_000_000, 500_000].map(|line| scale(NanoDollars(line)));
        assert_eq!(written, ["$0", "$2", "$0.02", "$0.0005"]);
    }
}
