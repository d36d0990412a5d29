//! Identical calls that are under way at the same time.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_identical_calls_at_once_are_one_call_to_the_provider() {
    let road = std::sync::Arc::new(Road::with(&only("slow-20")).await);
    let asked = (0..100).map(|_| {
        let road = road.clone();
        tokio::spawn(async move { road.answer_to(&road.house.caller, again()).await })
    });
    let mut paid = 0;
    for answer in asked.collect::<Vec<_>>() {
        let (status, text, receipt) = answer.await.unwrap();
        assert_eq!(text, SAID);
        if status == CacheStatus::Miss {
            paid += 1;
            assert_eq!(receipt.outcome, Outcome::Complete);
        } else {
            assert_eq!(receipt.outcome, Outcome::Cached);
            assert_eq!(receipt.cost, NanoDollars::ZERO);
            assert!(receipt.saved > NanoDollars::ZERO);
        }
    }
    assert_eq!((paid, road.calls()), (1, 1));
    assert_eq!(road.charges().await.len(), 100);
    assert!(
        road.house
            .tollgate
            .store
            .open_calls()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn who_comes_late_reads_from_the_beginning() {
    let road = Road::with(&only("slow-20")).await;
    let mut first = road.begin_with(again()).await;
    let begun = some_text(&mut first).await + &some_text(&mut first).await;
    let second = road.begin_with(again()).await;
    assert_eq!(second.cache(), CacheStatus::Joined);
    assert_eq!(second.provider(), "One");
    let (text, _) = rest_of(second).await;
    assert_eq!((text.as_str(), road.calls()), (SAID, 1));
    assert_eq!(begun + &rest_of(first).await.0, SAID);
}

#[tokio::test]
async fn who_began_it_may_leave_and_pays_once_it_has_ended() {
    let road = Road::with(&only("slow-20")).await;
    let begins = again();
    let id = begins.id;
    let mut first = road.begin_with(begins).await;
    some_text(&mut first).await;
    let second = road.begin_with(again()).await;
    drop(first);
    let (text, receipt) = second.collect().await.unwrap();
    assert_eq!((text.as_str(), road.calls()), (SAID, 1));
    let charge = charge_of(&road.house, id).await;
    assert_eq!(charge.outcome, Outcome::Complete);
    assert_eq!(charge.cost, receipt.unwrap().saved);
    assert_eq!(road.status_of(again()).await, CacheStatus::Hit);
}

#[tokio::test]
async fn who_began_it_may_leave_before_it_begins() {
    let road = Road::with(&only("late-300")).await;
    let mut first = Box::pin(road.begin_with(again()));
    let mut second = Box::pin(road.begin_with(again()));
    for (passengers, asking) in [(1, &mut first), (2, &mut second)] {
        let aboard = async {
            while road.gateway.flights.passengers() < passengers {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            _ = asking => panic!("nothing was said yet"),
            () = aboard => {}
        }
    }
    drop(first);
    assert_eq!(second.await.collect().await.unwrap().0, SAID);
    assert_eq!((road.calls(), road.charged(2).await.len()), (1, 2));
}

#[tokio::test]
async fn who_leaves_last_stops_the_provider_and_it_is_charged_once() {
    let road = Road::with(&only("endless")).await;
    let begins = again();
    let id = begins.id;
    let mut first = road.begin_with(begins).await;
    let mut second = road.begin_with(again()).await;
    let mut third = road.begin_with(again()).await;
    some_text(&mut first).await;
    drop(first);
    some_text(&mut second).await;
    drop(second);
    some_text(&mut third).await;
    assert!(road.charges().await.is_empty());
    drop(third);
    road.stopped().await;
    assert_eq!(charge_of(&road.house, id).await.outcome, Outcome::Abandoned);
    assert_eq!((road.calls(), road.charges().await.len()), (1, 1));
    assert!(road.gateway.flights.is_empty());
}

#[tokio::test]
async fn who_stops_what_others_read_pays_what_came_and_the_rest_is_charged_apart() {
    let road = Road::with(&only("slow-100")).await;
    let mut first = road.begin_with(again()).await;
    let second = road.begin_with(again()).await;
    some_text(&mut first).await;
    let stopped = first.settle(Outcome::Stopped, None).await.unwrap().unwrap();
    assert_eq!(stopped.outcome, Outcome::Stopped);
    assert!(stopped.cost > NanoDollars::ZERO);
    let (text, receipt) = second.collect().await.unwrap();
    assert_eq!((text.as_str(), road.calls()), (SAID, 1));
    let charges = road.charged(3).await;
    let cost: NanoDollars = charges.iter().map(|charge| charge.cost).sum();
    let of = |outcome| {
        charges
            .iter()
            .filter(move |charge| charge.outcome == outcome)
    };
    let rest = of(Outcome::Complete).next().unwrap();
    assert_eq!(of(Outcome::Cached).count(), 1);
    assert!(rest.usage.tokens.output > 0);
    assert!(cost >= receipt.unwrap().saved, "{charges:?}");
    assert!(
        road.house
            .tollgate
            .store
            .open_calls()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_nobody_answers_is_refused_to_all_who_wait_and_tried_anew_by_the_next() {
    let road = Road::with(&only("echo")).await;
    road.house
        .provider
        .script(Queued::from(Script::status(500)).times(3));
    let (first, second) = tokio::join!(
        road.gateway.ask(&road.house.caller, again()),
        road.gateway.ask(&road.house.caller, again()),
    );
    for refused in [first, second] {
        let error = refused.err().unwrap();
        assert!(matches!(error, Error::Provider(_)), "{error:?}");
        assert!(
            error.to_string().ends_with("Nothing was charged."),
            "{error}"
        );
    }
    assert_eq!(road.calls(), 3);
    assert_eq!(road.status_of(again()).await, CacheStatus::Miss);
}
