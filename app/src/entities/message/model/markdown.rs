//! Markdown as a small tree of our own. What can be drawn is what `Node` can say: raw HTML is text, a
//! link leads only where `href` allows, and an image is a link, so that nothing loads by itself.

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    Text(String),
    Code(String),
    Break,
    Strong(Vec<Node>),
    Emphasis(Vec<Node>),
    Strike(Vec<Node>),
    /// `href` is `None` where the text would lead somewhere that it must not.
    Link {
        href: Option<String>,
        label: Vec<Node>,
    },
    /// The mark of a task, open or done.
    Task(bool),
    Paragraph(Vec<Node>),
    Heading(u8, Vec<Node>),
    Quote(Vec<Node>),
    CodeBlock {
        language: String,
        text: String,
    },
    List {
        start: Option<u64>,
        items: Vec<Vec<Node>>,
    },
    Table {
        columns: Vec<Column>,
        head: Vec<Vec<Node>>,
        rows: Vec<Vec<Vec<Node>>>,
    },
    Rule,
    /// Raw HTML, shown letter by letter.
    Literal(String),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Column {
    Start,
    Centre,
    End,
}

/// Deeper nesting is drawn flat: text of a stranger must not decide how deep our stack grows.
const MAX_DEPTH: usize = 16;

/// The blocks of a text, each with the byte where its first line starts.
pub fn parse(text: &str) -> Vec<(usize, Node)> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader {
        events: Parser::new_ext(text, options).into_offset_iter(),
        flat: 0,
    };
    let mut blocks = Vec::new();
    while let Some((event, range)) = reader.events.next() {
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let node = match event {
            Event::Start(tag) => reader.element(tag, 1),
            other => reader.leaf(other),
        };
        blocks.extend(node.map(|node| (line, node)));
    }
    blocks
}

struct Reader<'a> {
    events: OffsetIter<'a>,
    /// Open elements that are too deep to be drawn as their own.
    flat: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Event<'a>> {
        self.events.next().map(|(event, _)| event)
    }

    /// Everything up to the end of the element that is open.
    fn children(&mut self, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(event) = self.next() {
            match event {
                Event::Start(_) if depth >= MAX_DEPTH => self.flat += 1,
                Event::Start(tag) => {
                    nodes.extend(self.element(tag, depth + 1));
                }
                Event::End(_) if self.flat > 0 => self.flat -= 1,
                Event::End(_) => break,
                other => match (self.leaf(other), nodes.last_mut()) {
                    (Some(Node::Text(more)), Some(Node::Text(text))) => text.push_str(&more),
                    (node, _) => nodes.extend(node),
                },
            }
        }
        nodes
    }

    fn element(&mut self, tag: Tag<'a>, depth: usize) -> Option<Node> {
        Some(match tag {
            Tag::Heading { level, .. } => Node::Heading(rank(level), self.children(depth)),
            Tag::BlockQuote(_) => Node::Quote(self.children(depth)),
            Tag::CodeBlock(kind) => Node::CodeBlock {
                language: language(&kind),
                text: self.plain_text(),
            },
            Tag::HtmlBlock => Node::Literal(self.plain_text()),
            Tag::List(start) => Node::List {
                start,
                items: self.items(depth),
            },
            Tag::Table(alignments) => self.table(&alignments, depth),
            Tag::Emphasis => Node::Emphasis(self.children(depth)),
            Tag::Strong => Node::Strong(self.children(depth)),
            Tag::Strikethrough => Node::Strike(self.children(depth)),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let email = matches!(link_type, LinkType::Email);
                let target = if email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.into_string()
                };
                link(target, self.children(depth))
            }
            Tag::Image { dest_url, .. } => {
                let mut label = self.children(depth);
                if label.is_empty() {
                    label.push(Node::Text("Image".into()));
                }
                link(dest_url.into_string(), label)
            }
            _ => Node::Paragraph(self.children(depth)),
        })
    }

    fn leaf(&mut self, event: Event<'a>) -> Option<Node> {
        Some(match event {
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                Node::Text(text.into_string())
            }
            Event::Code(text) => Node::Code(text.into_string()),
            Event::SoftBreak => Node::Text("\n".into()),
            Event::HardBreak => Node::Break,
            Event::Rule => Node::Rule,
            Event::TaskListMarker(done) => Node::Task(done),
            _ => return None,
        })
    }

    /// The text of an element that holds nothing else.
    fn plain_text(&mut self) -> String {
        let mut text = String::new();
        while let Some(event) = self.next() {
            match event {
                Event::Text(part) | Event::Html(part) | Event::InlineHtml(part) => {
                    text.push_str(&part);
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        text
    }

    fn items(&mut self, depth: usize) -> Vec<Vec<Node>> {
        let mut items = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.next() {
            items.push(self.children(depth));
        }
        items
    }

    fn table(&mut self, alignments: &[Alignment], depth: usize) -> Node {
        let columns = alignments.iter().map(column).collect();
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        while let Some(Event::Start(tag)) = self.next() {
            let row = self.row(depth);
            match tag {
                Tag::TableHead => head = row,
                _ => rows.push(row),
            }
        }
        Node::Table {
            columns,
            head,
            rows,
        }
    }

    fn row(&mut self, depth: usize) -> Vec<Vec<Node>> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.next() {
            cells.push(self.children(depth));
        }
        cells
    }
}

fn link(target: String, label: Vec<Node>) -> Node {
    let href = may_be_followed(&target).then_some(target);
    Node::Link { href, label }
}

/// Absolute web and mail addresses only: nothing that runs, and nothing of this server.
fn may_be_followed(href: &str) -> bool {
    let starts = |scheme: &str| {
        href.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    ["https://", "http://", "mailto:"].into_iter().any(starts)
}

/// The first word after the fence.
fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Fenced(info) => {
            let word = info.split([' ', ',', '{']).next().unwrap_or_default();
            word.to_string()
        }
        CodeBlockKind::Indented => String::new(),
    }
}

fn column(alignment: &Alignment) -> Column {
    match alignment {
        Alignment::Right => Column::End,
        Alignment::Center => Column::Centre,
        Alignment::Left | Alignment::None => Column::Start,
    }
}

fn rank(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<Node> {
        parse(text).into_iter().map(|(_, node)| node).collect()
    }

    fn text(text: &str) -> Node {
        Node::Text(text.into())
    }

    #[test]
    fn the_usual_marks_become_nodes() {
        assert_eq!(
            blocks("# A *b* **c** ~~d~~ `e`"),
            [Node::Heading(
                1,
                vec![
                    text("A "),
                    Node::Emphasis(vec![text("b")]),
                    text(" "),
                    Node::Strong(vec![text("c")]),
                    text(" "),
                    Node::Strike(vec![text("d")]),
                    text(" "),
                    Node::Code("e".into()),
                ]
            )]
        );
    }

    #[test]
    fn a_fence_names_its_language_and_may_be_open() {
        for source in ["```rust,ignore\nfn a() {}\n```", "```rust\nfn a() {}\n"] {
            assert_eq!(
                blocks(source),
                [Node::CodeBlock {
                    language: "rust".into(),
                    text: "fn a() {}\n".into()
                }]
            );
        }
    }

    #[test]
    fn lists_nest_and_keep_their_start_and_tasks() {
        assert_eq!(
            blocks("3. [ ] a\n   - [x] b\n4. c"),
            [Node::List {
                start: Some(3),
                items: vec![
                    vec![
                        Node::Task(false),
                        text("a"),
                        Node::List {
                            start: None,
                            items: vec![vec![Node::Task(true), text("b")]]
                        }
                    ],
                    vec![text("c")]
                ]
            }]
        );
    }

    #[test]
    fn tables_keep_their_alignment() {
        assert_eq!(
            blocks("| a | b |\n|---|--:|\n| 1 | 2 |"),
            [Node::Table {
                columns: vec![Column::Start, Column::End],
                head: vec![vec![text("a")], vec![text("b")]],
                rows: vec![vec![vec![text("1")], vec![text("2")]]],
            }]
        );
    }

    #[test]
    fn html_is_text() {
        assert_eq!(
            blocks("<b onclick=x>hi</b>\n\n<script>a()</script>\n"),
            [
                Node::Paragraph(vec![text("<b onclick=x>hi</b>")]),
                Node::Literal("<script>a()</script>\n".into())
            ]
        );
    }

    #[test]
    fn an_image_is_a_link_with_its_description() {
        assert_eq!(
            blocks("![a cat](https://x.example/c.png)"),
            [Node::Paragraph(vec![Node::Link {
                href: Some("https://x.example/c.png".into()),
                label: vec![text("a cat")]
            }])]
        );
    }

    #[test]
    fn links_lead_only_to_the_web_and_to_mail() {
        for (target, allowed) in [
            ("https://a.example", true),
            ("HTTP://a.example", true),
            ("mailto:a@b.example", true),
            ("javascript:alert(1)", false),
            ("JaVaScRiPt:alert(1)", false),
            ("data:text/html,x", false),
            ("vbscript:x", false),
            ("//a.example", false),
            ("/admin/people", false),
            ("https", false),
        ] {
            let nodes = blocks(&format!("[a](<{target}>)"));
            let href = allowed.then(|| target.to_string());
            let label = vec![text("a")];
            assert_eq!(nodes, [Node::Paragraph(vec![Node::Link { href, label }])]);
        }
    }

    #[test]
    fn an_address_in_brackets_is_mail() {
        let nodes = blocks("<a@b.example>");
        let Some(Node::Paragraph(inside)) = nodes.first() else {
            panic!("{nodes:?}")
        };
        assert!(
            matches!(&inside[0], Node::Link { href: Some(href), .. } if href == "mailto:a@b.example")
        );
    }

    #[test]
    fn absurd_nesting_is_flattened_and_nothing_is_lost() {
        let nodes = blocks(&format!("{}deep\n\nafter", "> ".repeat(5_000)));
        assert_eq!(nodes.len(), 2);
        assert!(format!("{:?}", nodes[0]).contains("deep"));
        let nodes = blocks(&format!("{}x | y\n", "- ".repeat(400)));
        assert!(format!("{nodes:?}").contains("x | y"));
    }
}
