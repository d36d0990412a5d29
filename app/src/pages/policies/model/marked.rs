//! A text with what was found in it marked: where several rules found something, what weighs most.

use tollgate::policies::{Does, Finder, Finding};

/// From what weighs most to what weighs least.
const BY_WEIGHT: [Does; 4] = [Does::Stop, Does::Redact, Does::Note, Does::Pass];

/// The text in pieces, each with what is done about it.
pub fn marked(text: &str, findings: &[Finding]) -> Vec<(String, Option<Does>)> {
    let mut turns: Vec<(usize, usize, i32)> = Vec::new();
    for finding in findings {
        // What answers lose is seen in questions too, where it passes.
        let does = match finding.finder {
            Finder::Rule(_) => Does::Redact,
            Finder::Category(_) | Finder::Tried => finding.does,
        };
        let weight = BY_WEIGHT.iter().position(|one| *one == does);
        let weight = weight.unwrap_or_default();
        for place in &finding.places {
            turns.push((place.start, weight, 1));
            turns.push((place.end, weight, -1));
        }
    }
    turns.sort_unstable();
    let (mut pieces, mut at, mut open) = (Vec::new(), 0, [0; BY_WEIGHT.len()]);
    for (place, weight, change) in turns {
        take(&mut pieces, text, at, place, &open);
        at = at.max(place);
        open[weight] += change;
    }
    take(&mut pieces, text, at, text.len(), &open);
    pieces
}

fn take(
    pieces: &mut Vec<(String, Option<Does>)>,
    text: &str,
    from: usize,
    to: usize,
    open: &[i32; BY_WEIGHT.len()],
) {
    let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) else {
        return;
    };
    let weight = open.iter().position(|open| *open > 0);
    let does = weight.map(|weight| BY_WEIGHT[weight]);
    match pieces.last_mut().filter(|last| last.1 == does) {
        Some(last) => last.0.push_str(piece),
        None => pieces.push((piece.to_owned(), does)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(does: Does, places: &[(usize, usize)]) -> Finding {
        Finding {
            finder: Finder::Tried,
            places: places.iter().map(|(from, to)| *from..*to).collect(),
            score: None,
            does,
        }
    }

    #[test]
    fn what_weighs_most_is_seen() {
        let findings = [
            finding(Does::Pass, &[(0, 6), (8, 9)]),
            finding(Does::Stop, &[(2, 4)]),
            finding(Does::Note, &[(3, 6)]),
        ];
        let pieces = marked("abcdefghié", &findings);
        let pieces: Vec<_> = pieces
            .iter()
            .map(|(text, does)| (text.as_str(), *does))
            .collect();
        let expected = [
            ("ab", Some(Does::Pass)),
            ("cd", Some(Does::Stop)),
            ("ef", Some(Does::Note)),
            ("gh", None),
            ("i", Some(Does::Pass)),
            ("é", None),
        ];
        assert_eq!(pieces, expected);
        assert_eq!(marked("", &[]), []);
        let secret = Finding {
            finder: Finder::Rule("jwt".into()),
            ..finding(Does::Pass, &[(0, 1)])
        };
        assert_eq!(
            marked("a", &[secret]),
            [("a".to_owned(), Some(Does::Redact))]
        );
    }
}
