//! Times of calls, where the account is.

use crate::shared::lib::when::{clock, local};
use leptos::prelude::*;
use tollgate::ledger::Zone;
use tollgate::types::{Day, Timestamp};

/// `10:44:51` today, `22 Nov, 10:44` before; the whole of it in the tooltip.
#[component]
pub fn Moment(at: Timestamp, zone: Zone, today: Day) -> impl IntoView {
    let shown = short(at, &zone, today);
    view! { <time datetime=for_machines(at) title=full(at, &zone)>{shown}</time> }.into_any()
}

/// `22 Nov 2026, 10:44:51 (Europe/Berlin)`.
pub fn full(at: Timestamp, zone: &Zone) -> String {
    let local = local(at, zone.offset(at));
    let day = Day::of(local).in_words();
    format!("{day}, {} ({})", to_the_second(local), zone.name())
}

pub fn short(at: Timestamp, zone: &Zone, today: Day) -> String {
    let local = local(at, zone.offset(at));
    let day = Day::of(local);
    if day == today {
        return to_the_second(local);
    }
    let named = if day.year == today.year {
        day.without_year()
    } else {
        day.in_words()
    };
    format!("{named}, {}", clock(local))
}

/// `2026-11-22T09:44:51Z`.
pub fn for_machines(at: Timestamp) -> String {
    format!("{}T{}Z", Day::of(at), to_the_second(at))
}

fn to_the_second(local: Timestamp) -> String {
    let seconds = local.as_seconds().rem_euclid(60);
    format!("{}:{seconds:02}", clock(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_account_also_in_summer() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let today = Day::parse("2026-11-23").unwrap();
        let noon = |day: &str| Day::parse(day).unwrap().begins().plus_seconds(43_207);
        assert_eq!(short(noon("2026-11-23"), &zone, today), "13:00:07");
        assert_eq!(short(noon("2026-07-03"), &zone, today), "3 Jul, 14:00");
        assert_eq!(short(noon("2025-07-03"), &zone, today), "3 Jul 2025, 14:00");
        assert_eq!(
            full(noon("2026-11-23"), &zone),
            "23 Nov 2026, 13:00:07 (Europe/Berlin)"
        );
        assert_eq!(for_machines(noon("2026-11-23")), "2026-11-23T12:00:07Z");
    }
}
