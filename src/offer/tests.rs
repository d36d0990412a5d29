use super::*;
use crate::config::PriceSection;
use crate::ledger::Ledger;
use crate::testing::{House, house};
use crate::types::{Day, LlmKind, NanoDollars, NewTier, Price, Role, TierId};

fn admin(house: &House) -> Admin {
    let mut account = house.caller.account().clone();
    account.role = Role::Admin;
    let caller = crate::gateway::Caller::new(account).unwrap();
    caller.into_admin().unwrap()
}

fn echo() -> LlmName {
    LlmName("echo".into())
}

fn price(dollars: i64) -> Price {
    let amount = NanoDollars(dollars * NanoDollars::DOLLAR.0);
    Price {
        input: amount,
        cached_input: amount,
        cache_write: amount,
        output: amount,
    }
}

fn served_as(model: &str) -> ModelWishes {
    ModelWishes {
        title: "Echo".into(),
        context: 9_000,
        targets: vec![TargetWish {
            provider: "scripted".into(),
            model: model.into(),
            weight: 1,
        }],
    }
}

fn field(wrong: Result<impl Sized>) -> &'static str {
    match wrong.map(drop) {
        Err(Error::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

async fn in_force(house: &House) -> i64 {
    let offer = &house.tollgate.offer;
    let known = offer.one(&admin(house), &echo()).await.unwrap();
    let price = known.offered.price.unwrap();
    price.input.0 / NanoDollars::DOLLAR.0
}

#[tokio::test]
async fn a_price_counts_from_its_beginning_and_those_before_it_stay() {
    let house = house().await;
    let (offer, admin) = (house.tollgate.offer.clone(), admin(&house));
    let add = |seen, from: Option<&str>, dollars| {
        let (offer, admin) = (offer.clone(), admin.clone());
        let from = from.map(|day| Day::parse(day).unwrap());
        async move {
            let (name, price) = (echo(), price(dollars));
            offer.add_price(&admin, &name, seen, from, price).await
        }
    };
    // The clock stands at 08:00 on 15 January 2027.
    add(0, Some("2027-01-16"), 7).await.unwrap();
    assert_eq!(in_force(&house).await, 1);
    house.tollgate.clock.advance_seconds(60);
    add(1, None, 5).await.unwrap();
    assert_eq!(in_force(&house).await, 5);
    assert_eq!(field(add(2, Some("2027-01-15"), 6).await), "from");
    assert_eq!(field(add(2, Some("2027-01-16"), 6).await), "from");
    house.tollgate.clock.advance_seconds(1);
    assert!(matches!(add(1, None, 6).await, Err(Error::Stale)));
    let known = offer.one(&admin, &echo()).await.unwrap();
    let all = known.offered.model.prices.all().to_vec();
    assert_eq!(all.len(), 3);
    let [_, (now, _), (turn, _)] = all.try_into().unwrap();
    assert_eq!(known.offered.next, Some((turn, price(7))));
    assert_eq!(
        field(offer.drop_price(&admin, &echo(), 2, now).await),
        "from"
    );
    offer.drop_price(&admin, &echo(), 2, turn).await.unwrap();
    house.tollgate.clock.advance_seconds(86_400);
    assert_eq!(in_force(&house).await, 5);
    offer.reset(&admin, &echo(), 3).await.unwrap();
    assert_eq!(in_force(&house).await, 1);
}

#[tokio::test]
async fn a_model_that_is_made_is_asked_at_once_and_gone_when_it_is_given_up() {
    let house = house().await;
    let (offer, admin) = (house.tollgate.offer.clone(), admin(&house));
    let make = |name: &'static str, price| {
        let (offer, admin) = (offer.clone(), admin.clone());
        let wishes = served_as("echo");
        async move {
            let made = offer.create(&admin, name, LlmKind::Chat, wishes, price);
            made.await
        }
    };
    for wrong in ["", "a b", "/a", "a/../b", "-", "a?b", "echo"] {
        assert_eq!(field(make(wrong, None).await), "name", "{wrong}");
    }
    let name = make("team/fast", None).await.unwrap();
    let tried = offer.try_model(&admin, &name, "").await;
    assert!(matches!(tried, Err(Error::NoPrice { .. })));
    let first = price(1);
    offer
        .add_price(&admin, &name, 1, None, first)
        .await
        .unwrap();
    let tried = offer.try_model(&admin, &name, "How far?").await.unwrap();
    assert!(tried.answer.unwrap().contains("How far?"));
    let receipt = tried.receipt.unwrap();
    let tokens = receipt.usage.tokens.total();
    assert_eq!(receipt.cost.0, i64::try_from(tokens).unwrap() * 1_000);
    let charges = house.tollgate.store.charges_of(admin.id()).await.unwrap();
    assert_eq!(charges.len(), 1);
    assert_eq!(
        (charges[0].call, charges[0].purpose),
        (tried.call, crate::types::Purpose::Trial)
    );
    offer.reset(&admin, &name, 2).await.unwrap();
    assert!(matches!(
        offer.one(&admin, &name).await,
        Err(Error::NotFound)
    ));
    // Its history goes on.
    make("team/fast", Some(first)).await.unwrap();
    assert_eq!(offer.one(&admin, &name).await.unwrap().version, 4);
}

#[tokio::test]
async fn that_a_model_does_not_answer_is_told_in_the_providers_words() {
    let house = house().await;
    let (offer, admin) = (&house.tollgate.offer, admin(&house));
    let broken = LlmName("status-500".into());
    let tried = offer.try_model(&admin, &broken, "").await.unwrap();
    let why = tried.answer.unwrap_err();
    assert!(why.starts_with("Scripted: status 500"), "{why}");
    let long = "a".repeat(3_000);
    assert_eq!(
        field(offer.try_model(&admin, &broken, &long).await),
        "question"
    );
}

#[tokio::test]
async fn what_cannot_be_served_is_named_at_its_field() {
    let house = house().await;
    let (offer, admin) = (&house.tollgate.offer, admin(&house));
    let set = async |wishes| offer.set(&admin, &echo(), 0, wishes).await;
    let good = || served_as("echo");
    let title = ModelWishes {
        title: " ".into(),
        ..good()
    };
    assert_eq!(field(set(title).await), "title");
    let context = ModelWishes {
        context: 0,
        ..good()
    };
    assert_eq!(field(set(context).await), "context");
    let mut elsewhere = good();
    elsewhere.targets[0].provider = "gone".into();
    assert_eq!(field(set(elsewhere).await), "targets");
    let mut twice = good();
    twice.targets.push(twice.targets[0].clone());
    assert_eq!(field(set(twice).await), "targets");
    let nowhere = ModelWishes {
        targets: Vec::new(),
        ..good()
    };
    assert_eq!(field(set(nowhere).await), "targets");
    set(good()).await.unwrap();
    let known = offer.one(&admin, &echo()).await.unwrap();
    assert_eq!(known.offered.origin, Origin::Browser);
    assert_eq!(known.offered.model.llm.context, 9_000);
    // The prices of the file went along.
    assert_eq!(known.section.price.unwrap().input, "1");
    assert_eq!(known.told.unwrap().context, 8_000);
    assert!(matches!(set(good()).await, Err(Error::Stale)));
}

#[tokio::test]
async fn a_breaker_stays_with_its_place_and_a_new_place_has_a_new_one() {
    let house = house().await;
    let (offer, admin) = (&house.tollgate.offer, admin(&house));
    let broken = LlmName("status-500".into());
    for _ in 0..5 {
        offer.try_model(&admin, &broken, "").await.unwrap();
    }
    let failures = async || {
        let known = offer.one(&admin, &broken).await.unwrap();
        let targets = known.offered.targets.into_iter();
        targets
            .map(|target| (target.weight, target.failures))
            .collect::<Vec<_>>()
    };
    assert!(failures().await[0].1 >= 5);
    let mut both = served_as("status-500");
    both.targets[0].weight = 3;
    both.targets.extend(served_as("echo").targets);
    offer.set(&admin, &broken, 0, both).await.unwrap();
    let found = failures().await;
    assert!(found[0].0 == 3 && found[0].1 >= 5, "{found:?}");
    assert_eq!(found[1], (1, 0));
    let tried = offer.try_model(&admin, &broken, "").await.unwrap();
    assert!(tried.answer.is_ok(), "the new place answers: {tried:?}");
}

#[tokio::test]
async fn a_tier_that_is_open_to_all_gets_a_list_when_one_is_closed() {
    let house = house().await;
    let (offer, admin) = (&house.tollgate.offer, admin(&house));
    let tiers = async || offer.tiers(&admin).await.unwrap();
    let seen: std::collections::HashMap<_, _> = tiers()
        .await
        .iter()
        .map(|tier| (tier.id, tier.version))
        .collect();
    let open = [TierId::PRO];
    offer
        .set_tiers(&admin, &echo(), &open, &seen)
        .await
        .unwrap();
    for tier in tiers().await {
        assert_eq!(tier.opens(&echo()), tier.id == TierId::PRO, "{tier:?}");
        assert!(tier.opens(&LlmName("endless".into())));
        assert_eq!(tier.models.is_none(), tier.id == TierId::PRO);
    }
    let all = [TierId::PRO, TierId::FREE];
    let again = offer.set_tiers(&admin, &echo(), &all, &seen).await;
    assert!(matches!(again, Err(Error::Stale)));
    assert!(tiers().await.iter().any(|tier| tier.opens(&echo())));
    assert!(house.tollgate.llms_of(&house.caller).await.unwrap().len() > 1);
    assert_eq!(
        house
            .tollgate
            .default_settings_of(&house.caller)
            .await
            .unwrap()
            .llm,
        LlmName("endless".into()),
        "the usual model is closed to Free"
    );
}

#[tokio::test]
async fn no_model_at_all_is_not_all_of_them() {
    let house = house().await;
    let (ledger, admin): (Ledger, _) = (house.tollgate.ledger.clone(), admin(&house));
    let tiers = ledger.tiers(&admin).await.unwrap();
    let free = tiers.iter().find(|tier| tier.id == TierId::FREE).unwrap();
    let nothing = NewTier {
        models: Some(Vec::new()),
        ..free.said()
    };
    ledger
        .change_tier(&admin, free.id, free.version, nothing)
        .await
        .unwrap();
    assert_eq!(house.tollgate.llms_of(&house.caller).await.unwrap(), []);
}

#[test]
fn a_price_is_written_as_it_is_read() {
    let at = |text: &str| {
        let section = PriceSection::of(Timestamp(1_800_000_000_000_001), &price(1));
        assert_eq!(section.from.as_deref(), Some(text));
    };
    at("2027-01-15T08:00:00.000001Z");
    let day = Day::parse("2027-01-16").unwrap().begins();
    let section = PriceSection::of(day, &price(1));
    assert_eq!(section.from.as_deref(), Some("2027-01-16"));
}
