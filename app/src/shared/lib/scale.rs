//! The lines behind bars.

/// Two to four steps of 1, 2 or 5 times a power of ten, from 0 to where everything fits.
pub fn lines(highest: i64) -> Vec<i64> {
    let mut step: i64 = 1;
    for factor in [2, 5, 10].into_iter().cycle() {
        if highest <= step.saturating_mul(4) {
            break;
        }
        let decade = match factor {
            2 => step,
            5 => step / 2,
            _ => step / 5,
        };
        step = decade.saturating_mul(factor);
    }
    let count = (highest.max(1) - 1) / step + 1;
    (0..=count.max(1)).map(|n| n * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_few_round_lines_and_everything_fits() {
        for highest in (0..2_000).chain([6_310_000_000, i64::MAX / 8]) {
            let lines = lines(highest);
            assert!((2..=5).contains(&lines.len()), "{highest}: {lines:?}");
            assert!(lines.last().unwrap() >= &highest, "{highest}: {lines:?}");
        }
        assert_eq!(lines(631), [0, 200, 400, 600, 800]);
    }
}
