//! A text as a square of dark and light, which a camera reads.

use crate::error::{Error, Result};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Without the quiet margin around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Qr {
    /// In modules.
    pub width: usize,
    /// What is dark, as the path of an SVG in which a module is 1 wide.
    pub path: String,
}

impl Qr {
    pub(super) fn of(text: &str) -> Result<Self> {
        let failed = |error: qrcode::types::QrError| Error::Internal(error.to_string());
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(failed)?;
        let width = code.width();
        let mut path = String::new();
        for (index, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (index % width, index / width);
                write!(path, "M{x} {y}h1v1h-1z").map_err(|e| Error::Internal(e.to_string()))?;
            }
        }
        Ok(Self { width, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_begins_with_the_corner_that_cameras_look_for() {
        let qr = Qr::of("HELLO").unwrap();
        assert_eq!(qr.width, 21);
        // Seven dark ones in a row, then light.
        let corner: String = (0..7).map(|x| format!("M{x} 0h1v1h-1z")).collect();
        assert!(qr.path.starts_with(&corner));
        assert!(!qr.path.contains("M7 0h"));
    }
}
