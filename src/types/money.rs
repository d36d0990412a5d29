//! Money is exact: whole nano-dollars, never a float.

use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// An amount in billionths of a US dollar.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct NanoDollars(pub i64);

impl NanoDollars {
    pub const ZERO: Self = Self(0);
    pub const DOLLAR: Self = Self(1_000_000_000);

    /// An amount that somebody wrote in dollars: `10`, `0.25`.
    pub fn of_dollars(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 9 {
            return None;
        }
        format!("{whole}{decimals:0<9}").parse().ok().map(Self)
    }

    /// The cost of one call, four decimals: `$0.0027`, `<$0.0001` for what is real but smaller, `$0.0000`
    /// for nothing. Half rounds to even.
    pub fn as_call(self) -> String {
        if self.0 > 0 && self.0 < 100_000 {
            "<$0.0001".into()
        } else {
            self.rounded(4)
        }
    }

    /// The most that something may cost, three decimals, rounded up: `$0.012`.
    pub fn as_most(self) -> String {
        const MILLI: i64 = NanoDollars::DOLLAR.0 / 1_000;
        let up = i64::from(self.0 % MILLI > 0);
        Self((self.0 / MILLI + up).saturating_mul(MILLI)).rounded(3)
    }

    /// A sum, two decimals: `$6.81`. Half rounds to even.
    pub fn as_sum(self) -> String {
        self.rounded(2)
    }

    /// What somebody set: two decimals, or every digit where there are more.
    pub fn as_written(self) -> String {
        match self.0 % 10_000_000 {
            0 => self.as_sum(),
            _ => self.as_exact(),
        }
    }

    /// A price per million tokens: two decimals, or up to four where the price has them.
    pub fn as_price(self) -> String {
        let decimals = if self.0 % 10_000_000 == 0 {
            2
        } else if self.0 % 1_000_000 == 0 {
            3
        } else {
            4
        };
        self.rounded(decimals)
    }

    /// Every digit, in groups of three: `$0.002 727 880`.
    pub fn as_exact(self) -> String {
        let nanos = self.0.unsigned_abs() % 1_000_000_000;
        let groups = (nanos / 1_000_000, nanos / 1_000 % 1_000, nanos % 1_000);
        let dollars = grouped(self.0.unsigned_abs() / 1_000_000_000);
        format!(
            "{}${dollars}.{:03}\u{202f}{:03}\u{202f}{:03}",
            self.sign(),
            groups.0,
            groups.1,
            groups.2
        )
    }

    /// Every digit, as programs read it: `0.002727880`.
    pub fn as_decimal(self) -> String {
        let amount = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (dollars, nanos) = (amount / 1_000_000_000, amount % 1_000_000_000);
        format!("{sign}{dollars}.{nanos:09}")
    }

    fn sign(self) -> &'static str {
        if self.0 < 0 { "\u{2212}" } else { "" }
    }

    fn rounded(self, decimals: u32) -> String {
        let unit = 10u64.pow(9 - decimals);
        let amount = self.0.unsigned_abs();
        let (whole, rest) = (amount / unit, amount % unit);
        let up = rest * 2 > unit || (rest * 2 == unit && whole % 2 == 1);
        let parts = whole + u64::from(up);
        let scale = 10u64.pow(decimals);
        let width = decimals as usize;
        format!(
            "{}${}.{:0width$}",
            self.sign(),
            grouped(parts / scale),
            parts % scale
        )
    }
}

/// A whole number with narrow no-break spaces between thousands: `1 284`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

impl Add for NanoDollars {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for NanoDollars {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for NanoDollars {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_shows_four_decimals_and_never_hides_a_real_cost() {
        assert_eq!(NanoDollars(2_727_880).as_call(), "$0.0027");
        assert_eq!(NanoDollars(1).as_call(), "<$0.0001");
        assert_eq!(NanoDollars(0).as_call(), "$0.0000");
    }

    #[test]
    fn dollars_are_read_to_the_nano_dollar_or_not_at_all() {
        let read = NanoDollars::of_dollars;
        assert_eq!(read("10"), Some(NanoDollars(10_000_000_000)));
        assert_eq!(read("0.25"), Some(NanoDollars(250_000_000)));
        assert_eq!(read("0.000000001"), Some(NanoDollars(1)));
        for bad in ["", ".5", "-1", "1e3", "0.0000000001", "9999999999999", "$1"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_worst_case_is_rounded_up() {
        assert_eq!(NanoDollars(0).as_most(), "$0.000");
        assert_eq!(NanoDollars(1).as_most(), "$0.001");
        assert_eq!(NanoDollars(12_000_000).as_most(), "$0.012");
        assert_eq!(NanoDollars(12_000_001).as_most(), "$0.013");
    }

    #[test]
    fn half_rounds_to_even() {
        assert_eq!(NanoDollars(5_000_000).as_sum(), "$0.00");
        assert_eq!(NanoDollars(15_000_000).as_sum(), "$0.02");
    }

    #[test]
    fn exact_shows_all_nine_decimals_in_groups() {
        assert_eq!(
            NanoDollars(2_727_880).as_exact(),
            "$0.002\u{202f}727\u{202f}880"
        );
    }

    #[test]
    fn a_decimal_is_read_as_the_same_amount() {
        for amount in [0, 1, 2_727_880, 6_318_440_000_000, i64::MAX] {
            let text = NanoDollars(amount).as_decimal();
            assert_eq!(NanoDollars::of_dollars(&text), Some(NanoDollars(amount)));
        }
        assert_eq!(NanoDollars(-2_727_880).as_decimal(), "-0.002727880");
    }

    #[test]
    fn prices_show_the_decimals_they_have() {
        assert_eq!(NanoDollars(250_000_000).as_price(), "$0.25");
        assert_eq!(NanoDollars(25_000_000).as_price(), "$0.025");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(NanoDollars(6_318_440_000_000).as_sum(), "$6\u{202f}318.44");
    }
}
