//! A deterministic embedding: texts that share words are near each other, so retrieval can be tested.

const LENGTH: u64 = 64;

/// Each word adds one to the place that its hash names; the whole has length one.
pub(crate) fn of(text: &str, length: Option<u64>) -> Vec<f32> {
    let length = length.unwrap_or(LENGTH).clamp(1, 4_096);
    let mut vector = vec![0.0_f32; usize::try_from(length).unwrap_or(1)];
    for word in text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let place = usize::try_from(hash(&word.to_lowercase()) % length).unwrap_or(0);
        vector[place] += 1.0;
    }
    let norm = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|value| *value /= norm);
    } else {
        vector[0] = 1.0;
    }
    vector
}

/// FNV-1a: the standard library's hasher may change between releases.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearness(left: &str, right: &str) -> f32 {
        of(left, None)
            .iter()
            .zip(of(right, None))
            .map(|(left, right)| left * right)
            .sum()
    }

    #[test]
    fn texts_that_share_words_are_nearer() {
        assert!(
            nearness("the red house", "a red house")
                > nearness("the red house", "seven quiet trains")
        );
        assert!((nearness("same", "Same!") - 1.0).abs() < 1e-6);
        assert_eq!(of("x", Some(8)).len(), 8);
    }
}
