//! The share of attempts that failed, minute by minute, as a line.

use leptos::prelude::*;
use tollgate::gateway::Minute;

const WIDTH: usize = 130;
const HEIGHT: u32 = 20;

#[component]
pub fn Errors(minutes: Vec<Minute>) -> impl IntoView {
    let failed: u32 = minutes.iter().map(|one| one.failed).sum();
    let label = match failed {
        0 => "No attempt failed in the last hour".to_owned(),
        failed => format!("{failed} attempts failed in the last hour"),
    };
    let class = if failed == 0 { "errors" } else { "errors some" };
    view! {
        <svg class=class viewBox=format!("0 0 {WIDTH} {HEIGHT}") width=WIDTH.to_string() height=HEIGHT.to_string() role="img" aria-label=label>
            <polyline points=points(&minutes) fill="none"/>
        </svg>
    }
}

/// All scales are the same: nothing at the bottom, every attempt at the top.
fn points(minutes: &[Minute]) -> String {
    let last = minutes.len().saturating_sub(1).max(1);
    let point = |(n, minute): (usize, &Minute)| {
        let height = (minute.failed * (HEIGHT - 2)).checked_div(minute.attempts);
        let y = HEIGHT - 1 - height.unwrap_or(0);
        format!("{},{y}", n * WIDTH / last)
    };
    let points: Vec<_> = minutes.iter().enumerate().map(point).collect();
    points.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_from_edge_to_edge_and_rises_with_the_share() {
        let minute = |attempts, failed| Minute {
            number: 0,
            attempts,
            failed,
        };
        let line = points(&[minute(0, 0), minute(4, 2), minute(3, 3)]);
        assert_eq!(line, "0,19 65,10 130,1");
        assert_eq!(points(&[minute(0, 0)]), "0,19");
    }
}
