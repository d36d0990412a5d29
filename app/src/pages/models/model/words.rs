//! Prices, sizes and origins in words.

use tollgate::config::Prices;
use tollgate::offer::Origin;
use tollgate::types::money::grouped;
use tollgate::types::{Day, LlmKind, NanoDollars, Price, Timestamp};

/// Input, cached input, cache write, output, per million tokens.
pub fn amounts(price: &Price) -> [String; 4] {
    [
        price.input,
        price.cached_input,
        price.cache_write,
        price.output,
    ]
    .map(shown)
}

/// With all its digits where there are more than prices usually have.
fn shown(amount: NanoDollars) -> String {
    match amount.0 % 100_000 {
        0 => amount.as_price(),
        _ => format!("${}", amount.as_typed()),
    }
}

/// When a price begins: a day, or a moment of it.
pub fn begins(from: Timestamp) -> String {
    if from == Prices::EVER {
        return "the beginning".to_owned();
    }
    let day = Day::of(from);
    if day.begins() == from {
        return day.in_words();
    }
    let minutes = from.as_seconds().div_euclid(60).rem_euclid(24 * 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    format!("{}, {hour:02}:{minute:02} UTC", day.in_words())
}

/// Most tokens of prompt and answer: in full, or in thousands and millions where nothing is lost by it.
pub fn context(tokens: u32) -> String {
    match tokens {
        1_000_000.. if tokens.is_multiple_of(1_000_000) => format!("{}\u{a0}M", tokens / 1_000_000),
        1_000.. if tokens.is_multiple_of(1_000) => format!("{}\u{a0}k", tokens / 1_000),
        tokens => grouped(tokens.into()),
    }
}

pub fn kind(kind: LlmKind) -> &'static str {
    match kind {
        LlmKind::Chat => "answers",
        LlmKind::Embedding => "embeds",
        LlmKind::Moderation => "judges",
    }
}

/// In a column.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Browser => "set here",
        Origin::File => "tollgate.toml",
        Origin::Catalogue(_) => "catalogue",
        Origin::Program => "built in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_lose_nothing() {
        let shown = [512, 128_000, 1_000_000, 1_047_576].map(context);
        assert_eq!(
            shown,
            ["512", "128\u{a0}k", "1\u{a0}M", "1\u{202f}047\u{202f}576"]
        );
    }

    #[test]
    fn no_digit_of_a_price_is_lost() {
        let price = Price {
            input: NanoDollars(250_000_000),
            cached_input: NanoDollars(123_000),
            ..Price::FREE
        };
        assert_eq!(amounts(&price), ["$0.25", "$0.000123", "$0.00", "$0.00"]);
    }

    #[test]
    fn a_beginning_is_a_day_or_a_moment() {
        let day = Day::parse("2026-11-03").unwrap().begins();
        assert_eq!(begins(day), "3 Nov 2026");
        assert_eq!(begins(day.plus_seconds(3_660)), "3 Nov 2026, 01:01 UTC");
        assert_eq!(begins(Prices::EVER), "the beginning");
    }
}
