//! A model's price and size in the words of the picker.

use tollgate::types::Llm;

/// `$0.25 in · $2.00 out / 1M`, or that it costs nothing.
pub fn price(llm: &Llm) -> String {
    if llm.local {
        return "local, $0.00".into();
    }
    format!(
        "{} in · {} out / 1M",
        llm.price.input.as_price(),
        llm.price.output.as_price()
    )
}

/// `$0.25 · $2.00`, for a column that says what it means above.
pub fn short_price(llm: &Llm) -> String {
    format!(
        "{} · {}",
        llm.price.input.as_price(),
        llm.price.output.as_price()
    )
}

/// `400 k`, `1 M`.
pub fn context(llm: &Llm) -> String {
    let tokens = llm.context;
    if tokens >= 1_000_000 {
        format!("{}\u{a0}M", tokens / 1_000_000)
    } else if tokens >= 1_000 {
        format!("{}\u{a0}k", tokens / 1_000)
    } else {
        tokens.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{LlmKind, LlmName, NanoDollars, Price};

    fn llm(local: bool, context: u32) -> Llm {
        Llm {
            name: LlmName("m".into()),
            kind: LlmKind::Chat,
            title: "M".into(),
            provider: "P".into(),
            price: Price {
                input: NanoDollars(250_000_000),
                output: NanoDollars(2_000_000_000),
                ..Price::FREE
            },
            context,
            local,
        }
    }

    #[test]
    fn prices_are_per_million_tokens() {
        assert_eq!(price(&llm(false, 1)), "$0.25 in · $2.00 out / 1M");
        assert_eq!(short_price(&llm(false, 1)), "$0.25 · $2.00");
        assert_eq!(price(&llm(true, 1)), "local, $0.00");
    }

    #[test]
    fn sizes_are_short() {
        for (tokens, words) in [
            (512, "512"),
            (2_048, "2\u{a0}k"),
            (400_000, "400\u{a0}k"),
            (1_048_576, "1\u{a0}M"),
        ] {
            assert_eq!(context(&llm(false, tokens)), words);
        }
    }
}
