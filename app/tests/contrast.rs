//! Every pair of colours that is in use can be read, in both themes (WCAG 2.2 AA). The figures are computed
//! from the token file, so a changed colour shows at once what it does.

use std::collections::HashMap;

/// What text needs, and what edges and marks need.
const TEXT: f64 = 4.5;
const MARK: f64 = 3.0;

const GROUNDS: [&str; 6] = ["bg", "surface", "sunken", "hover", "selected", "overlay"];

#[test]
fn text_can_be_read_on_every_ground() {
    let tokens = Tokens::load();
    for ink in ["ink", "ink-2", "ink-3"] {
        tokens.hold(ink, &GROUNDS, TEXT);
    }
    tokens.hold(
        "accent",
        &["bg", "surface", "sunken", "hover", "overlay"],
        TEXT,
    );
    for state in ["ok", "warn", "danger"] {
        tokens.hold(state, &["bg", "surface", "sunken"], TEXT);
    }
}

#[test]
fn text_can_be_read_on_the_soft_grounds() {
    let tokens = Tokens::load();
    for state in ["accent", "ok", "warn", "danger"] {
        let soft = format!("{state}-soft");
        for ink in ["ink", "ink-2", state] {
            tokens.hold(ink, &[&soft], TEXT);
        }
    }
}

#[test]
fn text_can_be_read_on_filled_buttons() {
    let tokens = Tokens::load();
    tokens.hold("on-accent", &["accent", "accent-hi"], TEXT);
    tokens.hold("on-danger", &["danger-fill"], TEXT);
}

#[test]
fn code_can_be_read() {
    let tokens = Tokens::load();
    for kind in ["ink", "ink-3", "code-kw", "code-fn", "code-str", "code-num"] {
        tokens.hold(kind, &["code-bg"], TEXT);
    }
}

#[test]
fn edges_and_marks_can_be_seen() {
    let tokens = Tokens::load();
    for mark in ["line-control", "focus"] {
        tokens.hold(mark, &["bg", "surface", "sunken", "overlay"], MARK);
    }
    for series in ["c1", "c2", "c3", "c4", "c5"] {
        tokens.hold(series, &["surface"], MARK);
    }
}

#[test]
fn the_design_sheet_s_figures_hold() {
    let tokens = Tokens::load();
    for (ink, ground, light, dark) in [
        ("ink", "bg", 16.6, 14.9),
        ("ink-2", "selected", 6.6, 6.9),
        ("ink-3", "selected", 4.5, 4.7),
        ("accent", "surface", 6.6, 8.1),
        ("warn", "warn-soft", 5.9, 7.4),
        ("danger", "danger-soft", 5.8, 6.8),
        ("line-control", "sunken", 3.3, 4.8),
        ("focus", "overlay", 6.6, 9.2),
        ("on-accent", "accent-hi", 9.4, 9.6),
        ("on-danger", "danger-fill", 6.7, 7.6),
    ] {
        for (computed, figure) in tokens.contrast(ink, ground).into_iter().zip([light, dark]) {
            assert!(
                (computed - figure).abs() < 0.1,
                "{ink} on {ground}: {computed:.2}, not {figure}"
            );
        }
    }
}

type Rgb = [u8; 3];

/// Each colour as `[light, dark]`.
struct Tokens(HashMap<String, [Rgb; 2]>);

impl Tokens {
    fn load() -> Self {
        let text = include_str!("../../style/tokens.css");
        Self(text.lines().filter_map(token).collect())
    }

    fn contrast(&self, ink: &str, ground: &str) -> [f64; 2] {
        let (ink, ground) = (self.0[ink], self.0[ground]);
        [contrast(ink[0], ground[0]), contrast(ink[1], ground[1])]
    }

    fn hold(&self, ink: &str, grounds: &[&str], least: f64) {
        for ground in grounds {
            let [light, dark] = self.contrast(ink, ground);
            assert!(
                light >= least,
                "{ink} on {ground}, light: {light:.2} < {least}"
            );
            assert!(
                dark >= least,
                "{ink} on {ground}, dark: {dark:.2} < {least}"
            );
        }
    }
}

/// `--name: light-dark(#rrggbb, #rrggbb);`
fn token(line: &str) -> Option<(String, [Rgb; 2])> {
    let (name, value) = line
        .trim()
        .strip_prefix("--")?
        .split_once(": light-dark(")?;
    let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
    Some((name.to_owned(), [rgb(light)?, rgb(dark)?]))
}

fn rgb(hex: &str) -> Option<Rgb> {
    let hex = hex.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let part = |from: usize| u8::from_str_radix(&hex[from..from + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// WCAG 2.2, contrast ratio.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2, relative luminance.
fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
