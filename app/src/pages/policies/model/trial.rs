//! What is tried out, as the form of the page says it.

use crate::shared::server::Sent;
use tollgate::policies::{Finding, Sample, Side};
use tollgate::types::{TierId, Verdict};

/// Places that are named.
const NAMED: usize = 3;

pub fn sample(tried: &Sent, tier: Option<TierId>) -> Sample {
    let pattern = tried.value("pattern", "");
    Sample {
        // Browsers send line ends as two characters; questions have one.
        text: tried.value("text", "").replace("\r\n", "\n"),
        side: side(tried),
        tier,
        pattern: Some(pattern.trim().to_owned()).filter(|pattern| !pattern.is_empty()),
    }
}

pub fn side(tried: &Sent) -> Side {
    match tried.value("side", "").as_str() {
        "answer" => Side::Answer,
        _ => Side::Question,
    }
}

/// `2, at 98 and 129`: characters, from 1.
pub fn places(text: &str, finding: &Finding) -> String {
    let at = finding.places.iter().take(NAMED);
    let at: Vec<_> = at
        .map(|place| text[..place.start].chars().count() + 1)
        .map(|at| at.to_string())
        .collect();
    match finding.places.len() {
        0 => "in another spelling".to_owned(),
        many if many > NAMED => format!("{many}, first at {}", at.join(", ")),
        many => format!("{many}, at {}", at.join(", ")),
    }
}

/// `Would be stopped for Pro. No provider would see it.`
pub fn verdict(verdict: Verdict, whose: Option<&str>, by_pattern: bool) -> String {
    let whose = whose.map(|tier| format!(" for {tier}")).unwrap_or_default();
    match verdict {
        Verdict::Blocked => format!("Would be stopped{whose}. No provider would see it."),
        _ if by_pattern => {
            format!("Would be stopped{whose} by the pattern that you try. It is not saved.")
        }
        Verdict::Flagged => format!("Would go on{whose}, and be noted. The log says why."),
        _ => format!("Would go on{whose}. Nothing stops it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::policies::{Does, Finder};

    #[test]
    fn places_are_counted_in_characters() {
        let finding = |at: &[usize]| Finding {
            finder: Finder::Tried,
            places: at.iter().map(|at| *at..at + 1).collect(),
            score: None,
            does: Does::Note,
        };
        assert_eq!(places("éab", &finding(&[2])), "1, at 2");
        assert_eq!(places("éab", &finding(&[0, 2, 3])), "3, at 1, 2, 3");
        assert_eq!(
            places("abcde", &finding(&[0, 1, 2, 3])),
            "4, first at 1, 2, 3"
        );
        assert_eq!(places("abcde", &finding(&[])), "in another spelling");
    }
}
