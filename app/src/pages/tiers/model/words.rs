//! Numbers of people in words.

use tollgate::types::money::grouped;

/// `364 people`.
pub fn people(number: u64) -> String {
    match number {
        1 => "1 person".to_owned(),
        number => format!("{} people", grouped(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::people;

    #[test]
    fn one_person_is_one() {
        assert_eq!(
            (people(1), people(0)),
            ("1 person".into(), "0 people".into())
        );
    }
}
