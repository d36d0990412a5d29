//! What models cost, and since when: the price in force when a call starts is its price.

use super::{ConfigError, File, ModelConfig, PriceSection, catalogue, file};
use crate::types::{Day, LlmKind, NanoDollars, Price, Timestamp};

/// A model's prices, each from its day on. May be empty: then nobody may call the model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices(Vec<(Timestamp, Price)>);

impl Prices {
    /// From the beginning of time.
    pub const EVER: Timestamp = Timestamp(i64::MIN);

    pub(super) fn always(price: Price) -> Self {
        Self(vec![(Self::EVER, price)])
    }

    /// In any order.
    ///
    /// # Errors
    /// A day on which two of them begin.
    pub(super) fn new(mut listed: Vec<(Timestamp, Price)>) -> Result<Self, Timestamp> {
        listed.sort_by_key(|(from, _)| *from);
        let twice = listed.array_windows().find(|[one, next]| one.0 == next.0);
        match twice {
            Some([(from, _), _]) => Err(*from),
            None => Ok(Self(listed)),
        }
    }

    /// The price in force at a time; `None` if none is yet.
    pub fn at(&self, now: Timestamp) -> Option<Price> {
        let begun = self.0.partition_point(|(from, _)| *from <= now);
        let last = begun.checked_sub(1)?;
        Some(self.0[last].1)
    }

    /// The first that is not in force yet.
    pub fn next(&self, now: Timestamp) -> Option<(Timestamp, Price)> {
        let begun = self.0.partition_point(|(from, _)| *from <= now);
        self.0.get(begun).copied()
    }

    /// Each with its beginning, the earliest first.
    pub fn all(&self) -> &[(Timestamp, Price)] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first that will ever be in force.
    pub(super) fn first(&self) -> Option<Price> {
        self.0.first().map(|(_, price)| *price)
    }

    /// From the first day of the others on, they alone count.
    fn then(&mut self, others: Self) {
        if let Some((first, _)) = others.0.first() {
            self.0.retain(|(from, _)| from < first);
            self.0.extend(others.0);
        }
    }
}

/// Puts the admin's own prices behind those that are known.
pub(super) fn set(file: &File, models: &mut [ModelConfig]) -> Result<(), ConfigError> {
    for (name, sections) in &file.prices {
        let wrong =
            |message| ConfigError::new(format!("tollgate.toml, [[prices.{name:?}]]"), message);
        match models.iter_mut().find(|model| &model.llm.name.0 == name) {
            Some(model) => {
                let own = dated(sections, model.llm.kind).map_err(wrong)?;
                model.prices.then(own);
                model.llm.price = model.prices.first().unwrap_or_default();
            }
            // A price of a model that would be offered if its provider had a key does no harm.
            None if catalogue::lists(name) => {}
            None => return Err(wrong(format!("there is no model `{name}`"))),
        }
    }
    Ok(())
}

/// What a model's own section says.
pub(super) fn of_model(
    price: Option<&PriceSection>,
    sections: &[PriceSection],
    kind: LlmKind,
) -> Result<Prices, String> {
    let mut prices = match price {
        Some(PriceSection { from: Some(_), .. }) => {
            return Err(
                "`price` is in force since ever; one with a `from` belongs into `prices`".into(),
            );
        }
        Some(price) => Prices::always(price.price(kind)?),
        None => Prices::default(),
    };
    prices.then(dated(sections, kind)?);
    Ok(prices)
}

fn dated(sections: &[PriceSection], kind: LlmKind) -> Result<Prices, String> {
    let one = |section: &PriceSection| {
        let from = section.from.as_deref();
        let from = from.ok_or("each of its `prices` needs a `from`, the day it begins on")?;
        let begins = begins(from)
            .ok_or_else(|| format!("`{from}` is not a day; write one like \"2026-01-31\""))?;
        Ok((begins, section.price(kind)?))
    };
    let listed: Result<_, String> = sections.iter().map(one).collect();
    Prices::new(listed?).map_err(|twice| format!("two prices begin on {}", Day::of(twice)))
}

/// A day, or a moment within one: `2026-01-31T14:05:00Z`.
fn begins(text: &str) -> Option<Timestamp> {
    let moment = || {
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Timestamp(moment.as_microsecond()))
    };
    Day::parse(text).map(Day::begins).or_else(moment)
}

/// As [`begins`] reads it.
fn written(from: Timestamp) -> String {
    let day = Day::of(from);
    match jiff::Timestamp::from_microsecond(from.0) {
        Ok(moment) if day.begins() != from => moment.to_string(),
        _ => day.to_string(),
    }
}

impl PriceSection {
    /// In the words of `tollgate.toml`; without a beginning for a price since ever.
    pub fn of(from: Timestamp, price: &Price) -> Self {
        Self {
            from: (from != Prices::EVER).then(|| written(from)),
            input: price.input.as_typed(),
            cached_input: Some(price.cached_input.as_typed()),
            cache_write: Some(price.cache_write.as_typed()),
            output: Some(price.output.as_typed()),
        }
    }

    fn price(&self, kind: LlmKind) -> Result<Price, String> {
        let input = file::dollars(&self.input)?;
        let or_input = |text: &Option<String>| text.as_deref().map_or(Ok(input), file::dollars);
        Ok(Price {
            input,
            cached_input: or_input(&self.cached_input)?,
            cache_write: or_input(&self.cache_write)?,
            output: match &self.output {
                Some(output) => file::dollars(output)?,
                None if kind == LlmKind::Chat => return Err("its price needs an `output`".into()),
                None => NanoDollars::ZERO,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn price(dollars: i64) -> Price {
        Price {
            input: NanoDollars(dollars * NanoDollars::DOLLAR.0),
            ..Price::FREE
        }
    }

    fn on(day: &str) -> Timestamp {
        Day::parse(day).unwrap().begins()
    }

    fn read(toml: &str) -> Result<Config, ConfigError> {
        Config::from_parts(toml, |name| {
            (name == "OPENAI_API_KEY").then(|| "sk-x".to_owned())
        })
    }

    fn input_at(config: &Config, model: &str, day: &str) -> Option<i64> {
        let found = config.models.iter().find(|found| found.llm.name.0 == model);
        let price = found.unwrap().prices.at(on(day));
        price.map(|price| price.input.0 / 1_000_000)
    }

    const MODEL: &str = "[[models]]\nname = \"m\"\nprovider = \"openai\"\ncontext = 8000\n";

    #[test]
    fn the_last_price_that_has_begun_is_in_force() {
        let listed = vec![
            (on("2026-06-01"), price(2)),
            (on("2026-01-01"), price(1)),
            (on("2027-01-01"), price(3)),
        ];
        let prices = Prices::new(listed).unwrap();
        for (day, dollars) in [
            ("2025-12-31", None),
            ("2026-01-01", Some(1)),
            ("2026-05-31", Some(1)),
            ("2026-06-01", Some(2)),
            ("2026-12-31", Some(2)),
            ("2030-01-01", Some(3)),
        ] {
            assert_eq!(prices.at(on(day)), dollars.map(price), "{day}");
        }
        let before = Timestamp(on("2026-06-01").0 - 1);
        assert_eq!(prices.at(before), Some(price(1)));
        assert_eq!(Prices::default().at(before), None);
    }

    #[test]
    fn a_model_may_have_a_price_and_others_that_follow() {
        let toml = format!(
            "{MODEL}price = {{ input = \"1\", output = \"1\" }}\n\
             [[models.prices]]\nfrom = \"2027-01-01\"\ninput = \"3\"\noutput = \"3\"\n\
             [[models.prices]]\nfrom = \"2026-06-01\"\ninput = \"2\"\noutput = \"2\"\ncached_input = \"0.2\"\n"
        );
        let config = read(&toml).unwrap();
        assert_eq!(input_at(&config, "m", "2020-01-01"), Some(1_000));
        assert_eq!(input_at(&config, "m", "2026-06-01"), Some(2_000));
        assert_eq!(input_at(&config, "m", "2028-01-01"), Some(3_000));
    }

    #[test]
    fn own_prices_take_the_place_of_those_that_are_known() {
        let toml = "[[prices.\"gpt-5-mini\"]]\nfrom = \"2026-06-01\"\ninput = \"7\"\noutput = \"7\"\n\
                    [[prices.\"claude-sonnet-5\"]]\nfrom = \"2026-06-01\"\ninput = \"7\"\noutput = \"7\"\n";
        let config = read(toml).unwrap();
        assert_eq!(input_at(&config, "gpt-5-mini", "2026-05-31"), Some(250));
        assert_eq!(input_at(&config, "gpt-5-mini", "2026-06-01"), Some(7_000));
    }

    #[test]
    fn a_model_without_a_price_is_known_and_has_none() {
        let config = read(MODEL).unwrap();
        assert_eq!(input_at(&config, "m", "2026-06-01"), None);
        assert_ne!(config.defaults.llm.0, "m", "it cannot be asked");
    }

    #[test]
    fn the_local_model_is_free_by_an_explicit_price() {
        let config = Config::from_parts("", |_| None).unwrap();
        let local = config.models.iter().find(|model| model.llm.local).unwrap();
        assert_eq!(local.prices.at(Timestamp(0)), Some(Price::FREE));
    }

    #[test]
    fn what_is_no_list_of_prices_is_refused() {
        let from = |day: &str| format!("from = \"{day}\"\ninput = \"1\"\noutput = \"1\"\n");
        for (toml, says) in [
            (
                format!("[[prices.nobody]]\n{}", from("2026-01-01")),
                "there is no model `nobody`",
            ),
            (
                format!("{MODEL}[[models.prices]]\n{}", from("2026-02-30")),
                "`2026-02-30` is not a day",
            ),
            (
                format!(
                    "{MODEL}[[models.prices]]\n{0}[[models.prices]]\n{0}",
                    from("2026-01-01")
                ),
                "two prices begin on 2026-01-01",
            ),
            (
                format!(
                    "{MODEL}price = {{ from = \"2026-01-01\", input = \"1\", output = \"1\" }}\n"
                ),
                "belongs into `prices`",
            ),
            (
                "[[prices.\"gpt-5\"]]\ninput = \"1\"\noutput = \"1\"\n".into(),
                "needs a `from`",
            ),
            (
                "[[prices.\"gpt-5\"]]\nfrom = \"2026-01-01\"\ninput = \"1\"\n".into(),
                "its price needs an `output`",
            ),
            (
                "[[prices.\"gpt-5\"]]\nfrom = \"2026-01-01\"\ninptu = \"1\"\n".into(),
                "there is no setting `inptu`; did you mean `input`?",
            ),
        ] {
            let error = read(&toml).unwrap_err();
            assert!(error.message.contains(says), "{error}");
        }
    }
}
