//! What a key means in the composer.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    pub enter: bool,
    pub shift: bool,
    /// An input method is putting letters together; Enter belongs to it.
    pub composing: bool,
}

impl Key {
    /// Enter sends, Shift Enter makes a new line.
    pub fn sends(self) -> bool {
        self.enter && !self.shift && !self.composing
    }
}

/// Rows for browsers that cannot size a field by its text.
pub fn rows(text: &str) -> usize {
    (text.matches('\n').count() + 1).min(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_sends_unless_it_is_meant_otherwise() {
        let enter = Key {
            enter: true,
            shift: false,
            composing: false,
        };
        assert!(enter.sends());
        assert!(
            !Key {
                shift: true,
                ..enter
            }
            .sends()
        );
        assert!(
            !Key {
                composing: true,
                ..enter
            }
            .sends()
        );
        assert!(
            !Key {
                enter: false,
                ..enter
            }
            .sends()
        );
    }

    #[test]
    fn a_field_grows_to_ten_rows() {
        assert_eq!(rows(""), 1);
        assert_eq!(rows("a\nb"), 2);
        assert_eq!(rows(&"\n".repeat(40)), 10);
    }
}
