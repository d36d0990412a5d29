//! One form for all ways to write the same words: small letters, compatible characters folded (`ｂｏｍｂ`,
//! `𝐛𝐨𝐦𝐛`), look-alikes of another script inside a Latin word folded, what cannot be seen left out, and one space
//! between words and at both ends. So a phrase is found by a search for its own form, and never inside of a word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Cyrillic and Greek letters that look like Latin ones.
const LOOK_ALIKES: [(char, char); 21] = [
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('α', 'a'),
    ('ι', 'i'),
    ('ο', 'o'),
    ('ρ', 'p'),
];

pub(super) fn canon(text: &str) -> String {
    if text.is_ascii() {
        fold(text.chars().map(|c| (0, c)), text.len(), &mut ())
    } else {
        fold(text.nfkc().map(|c| (0, c)), text.len(), &mut ())
    }
}

/// The same with where in the text each of its characters comes from; `None` where that cannot be told.
pub(super) fn placed_canon(text: &str) -> Option<(String, Vec<usize>)> {
    let mut places = Vec::with_capacity(text.len() + 2);
    let letters = letters(text).flat_map(|(at, letter)| letter.nfkc().map(move |c| (at, c)));
    let placed = fold(letters, text.len(), &mut places);
    (placed == canon(text)).then_some((placed, places))
}

/// Each character with the marks above it, which may become one.
fn letters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut after_first = rest.char_indices().skip(1);
        let end = after_first.find(|(_, c)| !is_combining_mark(*c));
        let at = text.len() - rest.len();
        let (letter, left) = rest.split_at(end.map_or(rest.len(), |(end, _)| end));
        rest = left;
        (!letter.is_empty()).then_some((at, letter))
    })
}

/// What is told where each character of the one form comes from.
trait Places {
    fn note(&mut self, at: usize);
}

impl Places for () {
    fn note(&mut self, _at: usize) {}
}

impl Places for Vec<usize> {
    fn note(&mut self, at: usize) {
        self.push(at);
    }
}

/// Characters come with where they stand in a text of this length.
fn fold(
    text: impl Iterator<Item = (usize, char)>,
    length: usize,
    places: &mut impl Places,
) -> String {
    let mut canon = String::with_capacity(length + 2);
    canon.push(' ');
    places.note(0);
    let mut word = canon.len();
    for (at, c) in text {
        if is_unseen(c) {
            continue;
        }
        if c.is_alphanumeric() || is_mark(c) {
            for small in c.to_lowercase() {
                canon.push(small);
                places.note(at);
            }
            continue;
        }
        // `don't` is one word, however its apostrophe is written.
        if matches!(c, '\'' | '’' | 'ʼ') {
            continue;
        }
        if !canon.ends_with(' ') {
            unmask(&mut canon, word);
            canon.push(' ');
            places.note(at);
        }
        word = canon.len();
    }
    unmask(&mut canon, word);
    if !canon.ends_with(' ') {
        canon.push(' ');
        places.note(length);
    }
    canon
}

/// Soft hyphens, joiners, marks of direction and the like.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// What stands above or below the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Folds look-alikes in the last word if it is Latin otherwise.
fn unmask(canon: &mut String, word: usize) {
    let last = &canon[word..];
    if last.is_ascii() || !last.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return;
    }
    let plain: String = last.chars().map(plain).collect();
    canon.truncate(word);
    canon.push_str(&plain);
}

fn plain(c: char) -> char {
    let known = LOOK_ALIKES.iter().find(|(other, _)| *other == c);
    known.map_or(c, |(_, latin)| *latin)
}

/// A phrase as it is searched for: between spaces, except where its script sets none.
pub(super) fn needle(phrase: &str) -> Option<String> {
    let canon = canon(phrase);
    let words = canon.trim();
    let (first, last) = (words.chars().next()?, words.chars().next_back()?);
    let edge = |c| if sets_no_spaces(c) { "" } else { " " };
    Some(format!("{}{words}{}", edge(first), edge(last)))
}

/// Chinese, Japanese, Thai, Lao, Burmese and Khmer.
fn sets_no_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_have_one_form() {
        for text in [
            "Make a BOMB!",
            "make\n\ta   bomb",
            "ｍａｋｅ　ａ　ｂｏｍｂ",
            "𝐦𝐚𝐤𝐞 𝐚 𝐛𝐨𝐦𝐛",
            "ma\u{200b}ke a bo\u{ad}mb",
            "make a bоmb",
            "…make—a \"bomb\"…",
        ] {
            assert_eq!(canon(text), " make a bomb ", "{text}");
        }
        assert_eq!(canon("Don’t"), canon("don't"));
        assert_eq!(canon(""), " ");
        assert_eq!(canon("?!"), " ");
    }

    #[test]
    fn each_character_is_found_where_it_comes_from() {
        for text in [
            "Make a BOMB!",
            "ma\u{200b}ke a bo\u{ad}mb",
            "scho\u{308}n, ｍａｋｅ — 𝐛𝐨𝐦𝐛",
            "make a bоmb",
            "怎么做炸弹？",
            "",
        ] {
            let (placed, places) = placed_canon(text).unwrap();
            assert_eq!(placed, canon(text));
            assert_eq!(placed.chars().count(), places.len(), "{text}");
            for (c, at) in placed
                .chars()
                .zip(places)
                .filter(|(c, _)| c.is_ascii_alphabetic())
            {
                let from: String = text[at..].nfkc().take(1).collect();
                let from = from.to_lowercase();
                assert!(from.starts_with(c) || from == "о", "{c} at {at} of {text}");
            }
        }
    }

    #[test]
    fn words_of_other_scripts_stay_what_they_are() {
        assert_eq!(canon("Хорошо, МОСКВА"), " хорошо москва ");
        assert_eq!(canon("Schön"), " schön ");
        assert_eq!(canon("scho\u{308}n"), " schön ");
    }

    #[test]
    fn a_phrase_is_searched_for_between_spaces_where_there_are_any() {
        assert_eq!(
            needle("Project Falcon").as_deref(),
            Some(" project falcon ")
        );
        assert_eq!(needle("炸弹").as_deref(), Some("炸弹"));
        assert_eq!(needle(" ?! "), None);
    }
}
