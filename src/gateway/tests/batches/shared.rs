//! Calls to a provider that several callers share.

use super::*;

#[tokio::test]
async fn a_shared_call_is_paid_for_by_each_with_its_part() {
    let road = road("", ONE).await;
    let grace = person(&road.house.tollgate, "grace@example.org").await;
    let (one, hears_one) = portion(&road, &road.house.caller, &["one two three"]).await;
    let (two, hears_two) = portion(&road, &grace, &["four", "five six"]).await;
    road.carrier().carry(work(), vec![one, two]).await;
    assert_eq!(road.asked(), (1, 0));
    for (heard, texts) in [(hears_one, 1), (hears_two, 2)] {
        let served = heard.await.unwrap().unwrap();
        assert_eq!(
            (served.found.len(), served.receipt.usage.tokens.input),
            (texts, 3)
        );
    }
    for caller in [&road.house.caller, &grace] {
        let charges = road.charges_of(caller).await;
        assert_eq!((charges.len(), charges[0].cost), (1, NanoDollars(3_000)));
    }
}

#[tokio::test]
async fn a_text_that_is_refused_fails_its_caller_and_nobody_else() {
    let road = road("", ONE).await;
    let bad = Queued::from(Script::status(400)).for_body("BAD").always();
    road.house.provider.script(bad);
    let ada = &road.house.caller;
    let (first, hears_first) = portion(&road, ada, &["one", "two"]).await;
    let (spoilt, hears_spoilt) = portion(&road, ada, &["three", "BAD", "four"]).await;
    let (last, hears_last) = portion(&road, ada, &["five"]).await;
    road.carrier()
        .carry(work(), vec![first, spoilt, last])
        .await;
    assert_eq!(hears_first.await.unwrap().unwrap().found.len(), 2);
    assert_eq!(hears_last.await.unwrap().unwrap().found.len(), 1);
    let refused = hears_spoilt.await.unwrap().unwrap_err();
    assert_eq!(refused.status(), 400);
    assert!(refused.to_string().contains("refused text 2"), "{refused}");
    let times = embedded(&road);
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    assert!(!times.contains_key("four"), "its caller is refused already");
    let charges = road.charges_of(ada).await;
    let outcomes: Vec<_> = charges.iter().map(|charge| charge.outcome).collect();
    assert_eq!(
        outcomes
            .iter()
            .filter(|one| **one == Outcome::Complete)
            .count(),
        2
    );
    assert!(
        charges
            .iter()
            .all(|charge| charge.failed_attempts.is_empty())
    );
    road.open_calls_are(&[]).await;
}

#[tokio::test]
async fn who_leaves_is_charged_for_what_was_sent_and_disturbs_nobody() {
    let road = road("", ONE).await;
    let (ada, grace) = (
        &road.house.caller,
        person(&road.house.tollgate, "grace@example.org").await,
    );
    let slow = [Step::DelayMs(500), Step::Answer(Answer::default())];
    road.house.provider.script(Script::of(slow));
    let (stays, hears) = portion(&road, ada, &["one"]).await;
    let (leaves, ears) = portion(&road, &grace, &["two three"]).await;
    let (left, gone) = portion(&road, &grace, &["never"]).await;
    drop(gone);
    let carried = tokio::spawn(road.carrier().carry(work(), vec![stays, leaves, left]));
    let came = |calls: &[tollgate_scripted_provider::Call]| !calls.is_empty();
    road.house.provider.wait_until(came).await.unwrap();
    // Written down before they went out, for those who come after a crash.
    road.open_calls_are(&[1, 2]).await;
    drop(ears);
    carried.await.unwrap();
    assert_eq!(hears.await.unwrap().unwrap().found.len(), 1);
    let charges = road.charges_of(&grace).await;
    assert_eq!(charges.len(), 1);
    assert_eq!(
        (charges[0].outcome, charges[0].usage.tokens.input),
        (Outcome::Abandoned, 2)
    );
    assert!(!embedded(&road).contains_key("never"));
    road.open_calls_are(&[]).await;
}

#[tokio::test]
async fn a_caller_may_leave_at_any_moment_and_leaves_no_call_open() {
    let road = road("", ONE).await;
    for tenths in 0..40 {
        let leaves = Duration::from_micros(200 * tenths);
        drop(tokio::time::timeout(leaves, road.embed(embed(texts(&["one"])))).await);
    }
    for _ in 0..500 {
        if road
            .house
            .tollgate
            .store
            .open_calls()
            .await
            .unwrap()
            .is_empty()
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    road.open_calls_are(&[]).await;
}

#[tokio::test]
async fn many_callers_share_few_calls_and_each_pays_for_its_own() {
    let road = road("", ONE).await;
    let slow = [Step::DelayMs(300), Step::Answer(Answer::default())];
    road.house.provider.script(Script::of(slow));
    let mut callers = Vec::new();
    for n in 0..60 {
        let address = format!("somebody-{n}@example.org");
        callers.push(person(&road.house.tollgate, &address).await);
    }
    let ask = async |(n, caller): (usize, &Caller)| {
        let call = embed(vec![said(n)]);
        road.gateway.embed(caller, call).await.unwrap()
    };
    let all = futures::future::join_all(callers.iter().enumerate().map(ask)).await;
    // The first went alone; the others came while it was under way.
    assert!(road.asked().0 < 10, "{}", road.asked().0);
    assert_eq!(embedded(&road).len(), 60);
    for ((n, caller), embedded) in callers.iter().enumerate().zip(&all) {
        let charges = road.charges_of(caller).await;
        let words = said(n).split_whitespace().count() as u64;
        assert_eq!(charges.len(), 1);
        let charge = &charges[0];
        assert_eq!(embedded.receipts, [charge.receipt()]);
        // Parts are of the provider's words; the counts that they follow are ours, and close.
        assert!(charge.usage.tokens.input.abs_diff(words) <= 3, "{charge:?}");
    }
    let paid = all.iter().map(Embedded::tokens).sum::<u64>();
    let said: usize = (0..60).map(|n| said(n).split_whitespace().count()).sum();
    assert_eq!(paid, said as u64);
    road.open_calls_are(&[]).await;
}
