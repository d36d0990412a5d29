//! Icons from one sprite that the shell draws. Always hidden from readers: the control carries the name.

use leptos::prelude::*;

/// One of the sprite's drawings, 16 × 16, in the colour of the text.
#[component]
pub fn Icon(
    /// The drawing's name in `sprite.svg`.
    #[prop(into)]
    name: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <use href=move || format!("#i-{}", name.get())></use>
        </svg>
    }
}

/// The drawings themselves. Drawn by the server alone, so they weigh nothing in the WASM.
#[component]
pub fn Sprite() -> impl IntoView {
    view! {
        <svg class="sprite" width="0" height="0" aria-hidden="true" inner_html=include_str!("sprite.svg")></svg>
    }
}

/// Of all drawings in the sprite.
pub fn names() -> impl Iterator<Item = &'static str> {
    let ids = include_str!("sprite.svg").split("id=\"i-").skip(1);
    ids.filter_map(|rest| rest.split('"').next())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn every_icon_that_is_asked_for_is_drawn() {
        let sprite = include_str!("sprite.svg");
        let mut asked = Vec::new();
        names_below(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut asked,
        );
        assert!(!asked.is_empty());
        for name in asked {
            assert!(
                sprite.contains(&format!("id=\"i-{name}\"")),
                "no drawing i-{name}"
            );
        }
    }

    /// The names of all icons in the source files, as `Icon` tags give them.
    fn names_below(folder: &Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                names_below(&path, names);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let asked = source.split(concat!("<Icon ", "name=\"")).skip(1);
                names.extend(asked.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
    }
}
