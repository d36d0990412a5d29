//! Windows of limits: days and months of the account's own zone, each moment in one of them.

use super::given::{NOW, S, later, limited};
use super::ledger::{admit, call_of, daily, settle, standing_of};
use crate::ledger::{Calendar, Zone};
use crate::types::{Limit, Limits, NanoDollars};

pub(crate) async fn windows_are_those_of_the_accounts_zone(store: S) {
    let ada = limited(&store, daily(100)).await;
    assert!(!store.set_time_zone(ada, "Nowhere/Else", NOW).await.unwrap());
    let tokyo = Calendar::of(Zone::utc()).moved_to(Zone::named("Asia/Tokyo").unwrap(), NOW);
    assert!(store.set_time_zone(ada, "Asia/Tokyo", NOW).await.unwrap());
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!(day.turns_at, Some(tokyo.windows(NOW).day.end));
    // Each quarter of an hour belongs to one day, and the days together are all there was.
    let mut expected = 0;
    for hours in 0..100 {
        let now = later(hours * 3_600);
        let call = call_of(ada, 1);
        if admit(&store, &call, now).await.is_none() {
            settle(&store, &call, now, 7).await;
            expected += 7;
        }
    }
    let mut sum = 0;
    let mut now = NOW;
    while now < later(100 * 3_600) {
        let day = standing_of(&store, ada, Limit::DailyBudget, now).await;
        assert!(day.settled <= day.most + 6, "{day:?}");
        sum += day.settled;
        now = day.turns_at.unwrap();
    }
    assert_eq!(sum, expected);
}

pub(crate) async fn a_month_is_the_sum_of_its_days(store: S) {
    let limits = Limits {
        monthly_budget: Some(NanoDollars(1_000_000)),
        ..Limits::default()
    };
    let ada = limited(&store, limits).await;
    assert!(
        store
            .set_time_zone(ada, "Asia/Kathmandu", NOW)
            .await
            .unwrap()
    );
    let month = standing_of(&store, ada, Limit::MonthlyBudget, later(90 * 86_400)).await;
    let end = month.turns_at.unwrap();
    // April.
    let start = end.plus_seconds(-30 * 86_400);
    let mut expected = 0;
    for (place, at) in [
        start.plus_seconds(-1),
        start,
        start.plus_seconds(3_599),
        start.plus_seconds(10 * 86_400 + 5),
        end.plus_seconds(-1),
        end,
    ]
    .into_iter()
    .enumerate()
    {
        let cost = 1 << (4 * place);
        settle(&store, &call_of(ada, 0), at, cost).await;
        if start <= at && at < end {
            expected += cost;
        }
    }
    let month = standing_of(&store, ada, Limit::MonthlyBudget, end.plus_seconds(-1)).await;
    assert_eq!(month.settled, expected, "{month:?}");
}
