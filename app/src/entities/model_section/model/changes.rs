//! What one version of a model has that another has not.

use tollgate::config::{ModelSection, PriceSection, TargetSection};

/// In one line; what is the same is left out.
pub fn changes(before: &ModelSection, after: &ModelSection) -> String {
    let plain = [
        ("Title", title(before), title(after)),
        (
            "Context",
            before.context.to_string(),
            after.context.to_string(),
        ),
        ("Served by", places(before), places(after)),
    ];
    let plain = plain
        .into_iter()
        .filter(|(_, before, after)| before != after);
    let plain = plain.map(|(what, before, after)| format!("{what}: {before} → {after}"));
    let (old, new) = (prices(before), prices(after));
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        let only = these.iter().filter(|price| !those.contains(price));
        only.cloned().collect()
    };
    let added = only(&new, &old).into_iter();
    let added = added.map(|price| format!("Price {price}"));
    let gone = only(&old, &new).into_iter();
    let gone = gone.map(|price| format!("No price {price}"));
    plain
        .chain(added)
        .chain(gone)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What is set where nothing was before.
pub fn made(model: &ModelSection) -> String {
    let prices = prices(model).into_iter();
    let prices = prices.map(|price| format!("Price {price}"));
    let parts = [format!("Set: served by {}", places(model))];
    parts
        .into_iter()
        .chain(prices)
        .collect::<Vec<_>>()
        .join(" · ")
}

fn title(model: &ModelSection) -> String {
    model.title.clone().unwrap_or_else(|| model.name.clone())
}

fn places(model: &ModelSection) -> String {
    let targets = model.targets.iter().flatten();
    let place = |target: &TargetSection| {
        let upstream = target.model.as_ref().filter(|name| **name != model.name);
        let name = match upstream {
            Some(upstream) => format!("{}/{upstream}", target.provider),
            None => target.provider.clone(),
        };
        match target.weight {
            None | Some(1) => name,
            Some(weight) => format!("{name} ({weight})"),
        }
    };
    targets.map(place).collect::<Vec<_>>().join(", ")
}

fn prices(model: &ModelSection) -> Vec<String> {
    let all = model.price.iter().chain(&model.prices);
    all.map(price).collect()
}

fn price(price: &PriceSection) -> String {
    let from = price.from.as_ref();
    let from = from.map_or_else(|| "at first".to_owned(), |from| format!("from {from}"));
    let output = price.output.as_deref().unwrap_or("0");
    format!("{from}: ${} in, ${output} out", price.input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(weight: u32, prices: &[(&str, &str)]) -> ModelSection {
        let target = |provider: &str, weight| TargetSection {
            provider: provider.into(),
            model: Some("m".into()),
            weight: Some(weight),
        };
        let price = |(from, input): &(&str, &str)| PriceSection {
            from: Some((*from).into()),
            input: (*input).into(),
            cached_input: None,
            cache_write: None,
            output: Some("2".into()),
        };
        ModelSection {
            name: "m".into(),
            title: None,
            provider: None,
            upstream: None,
            targets: Some(vec![target("one", weight), target("two", 30)]),
            kind: None,
            context: 8_000,
            inputs_per_call: None,
            price: None,
            prices: prices.iter().map(price).collect(),
        }
    }

    #[test]
    fn only_what_differs_is_named() {
        let first = model(70, &[("2026-01-01", "1")]);
        assert_eq!(changes(&first, &first), "");
        let second = model(1, &[("2026-01-01", "1"), ("2027-01-01", "3")]);
        assert_eq!(
            changes(&first, &second),
            "Served by: one (70), two (30) → one, two (30) · Price from 2027-01-01: $3 in, $2 out"
        );
        assert_eq!(
            changes(&model(1, &[("2027-01-01", "3")]), &model(1, &[])),
            "No price from 2027-01-01: $3 in, $2 out"
        );
        assert_eq!(
            made(&first),
            "Set: served by one (70), two (30) · Price from 2026-01-01: $1 in, $2 out"
        );
    }
}
