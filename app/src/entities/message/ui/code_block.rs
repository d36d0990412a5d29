//! A block of code: its language and Copy above, the code below, scrolling sideways.

use super::copy_button::CopyButton;
use leptos::prelude::*;

#[component]
pub fn CodeBlock(language: String, text: String) -> impl IntoView {
    let name = if language.is_empty() {
        "Code".to_string()
    } else {
        language.clone()
    };
    let copied = StoredValue::new(text.clone());
    view! {
        <div class="code-block" dir="ltr">
            <div class="code-head">
                <span class="code-language">{language}</span>
                <CopyButton text=Callback::new(move |()| copied.get_value()) labelled=true />
            </div>
            <pre role="region" aria-label=name tabindex="0">
                <code>{text}</code>
            </pre>
        </div>
    }
    .into_any()
}
