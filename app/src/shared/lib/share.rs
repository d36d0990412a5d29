//! Parts of a whole.

/// Between a number and its unit, which stay together.
const NB: char = '\u{a0}';

/// `99.6 %`; `–` of nothing.
pub fn share(part: u64, of: u64) -> String {
    let thousandths = u128::from(part) * 1_000 + u128::from(of) / 2;
    match thousandths.checked_div(of.into()) {
        None => "–".into(),
        Some(thousandths) => format!("{}.{}{NB}%", thousandths / 10, thousandths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_a_tenth() {
        let plain = |part, of| share(part, of).replace(NB, " ");
        assert_eq!(plain(0, 0), "–");
        assert_eq!(plain(996, 1_000), "99.6 %");
        assert_eq!(plain(1, 3), "33.3 %");
        assert_eq!(plain(7, 7), "100.0 %");
    }
}
