//! Card numbers: ISO/IEC 7812 gives each a check digit, and each network its first digits and its lengths.

/// Whether digits, with or without spaces and hyphens between them, are a card's number. What follows a
/// point is the end of a fraction.
pub(super) fn is_card(before: Option<u8>, text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    before != Some(b'.') && has_network(&digits) && luhn(&digits)
}

/// Luhn's checksum: from the right every second digit is doubled, and the sum of all digits ends in 0.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match digit * (1 + place as u32 % 2) {
            doubled @ 10.. => doubled - 9,
            small => small,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn has_network(digits: &[u32]) -> bool {
    let Some(first) = digits.get(..4) else {
        return false;
    };
    let first = first.iter().fold(0, |number, digit| number * 10 + digit);
    match first {
        // Visa
        4000..=4999 => matches!(digits.len(), 13 | 16 | 19),
        // Mastercard
        5100..=5599 | 2221..=2720 => digits.len() == 16,
        // American Express
        3400..=3499 | 3700..=3799 => digits.len() == 15,
        // Diners Club
        3000..=3059 | 3600..=3699 | 3800..=3999 => matches!(digits.len(), 14 | 16),
        // JCB
        3528..=3589 => matches!(digits.len(), 16..=19),
        // Discover, UnionPay, Maestro
        5000..=5099 | 5600..=6999 => matches!(digits.len(), 16..=19),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_networks_test_numbers_are_cards_and_a_wrong_digit_is_none() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5555-5555-5555-4444",
            "2223003122003222",
            "378282246310005",
            "30569309025904",
            "3530111333300000",
            "6011111111111117",
        ] {
            assert!(is_card(None, number), "{number}");
            let last = number.as_bytes()[number.len() - 1] - b'0';
            let wrong = format!("{}{}", &number[..number.len() - 1], (last + 1) % 10);
            assert!(!is_card(None, &wrong), "{wrong}");
        }
    }

    #[test]
    fn a_fraction_and_a_number_of_no_network_are_none() {
        assert!(!is_card(Some(b'.'), "4111111111111111"));
        // A valid checksum alone is one number in ten.
        assert!(luhn(&[1; 16].map(|_| 0)) && !is_card(None, "0000000000000000"));
        assert!(!is_card(None, "411111111111116"));
    }
}
