//! What is said in chats that never were.

pub(super) struct Talk {
    pub(super) title: &'static str,
    /// Questions with their answers.
    pub(super) said: &'static [(&'static str, &'static str)],
}

const fn talk(title: &'static str, said: &'static [(&'static str, &'static str)]) -> Talk {
    Talk { title, said }
}

pub(super) const TALKS: &[Talk] = &[
    talk(
        "Partial index for open orders",
        &[
            (
                "Our list of open orders is slow. 2 % of 40 million rows are open. What index helps?",
                "A partial index holds only the rows that you ask for:\n\n```sql\nCREATE INDEX open_orders ON orders (placed_at DESC) WHERE state = 'open';\n```\n\nIt is fifty times smaller than one over all rows, and the newest open orders stand at its end.",
            ),
            (
                "Does it slow down inserts?",
                "Only those of open orders, and the update that closes one. Measure both with your own load before and after.",
            ),
        ],
    ),
    talk(
        "Rewrite the incident summary",
        &[(
            "Make this shorter: the service was unavailable for some customers for a period of about twenty minutes because a certificate was not renewed.",
            "For about 20 minutes some customers could not reach the service: a certificate had expired.",
        )],
    ),
    talk(
        "Why does the nightly export stall?",
        &[
            (
                "The export reads everything in one transaction and stops at 80 %. Why?",
                "While it reads, the log of changes cannot be folded back, so it grows until the disk is nearly full. Read by pages of a few thousand rows, each in a transaction of its own.",
            ),
            (
                "How do I keep pages from overlapping?",
                "Go on after the last row of the page before, by a column that never changes:\n\n```sql\nWHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT 5000\n```",
            ),
        ],
    ),
    talk(
        "Compare queue libraries",
        &[(
            "In two sentences: when is a table in the database enough as a queue?",
            "As long as jobs come by the second and not by the millisecond, and whoever adds a job writes to the same database anyway. Then a job and its reason are committed together, and nothing can be lost between the two.",
        )],
    ),
    talk(
        "Pricing page in German",
        &[(
            "Translate: Pay for what you use. No seat fees.",
            "Bezahlt wird, was genutzt wird. Keine Gebühr je Platz.",
        )],
    ),
    talk(
        "Regex for invoice numbers",
        &[
            (
                "A regular expression for numbers like INV-2026-00417, please.",
                "`^INV-\\d{4}-\\d{5}$` matches exactly those: the year in four digits, the number in five.",
            ),
            (
                "And if the year must be 2020 or later?",
                "`^INV-20[2-9]\\d-\\d{5}$` is enough for the next decades.",
            ),
        ],
    ),
    talk(
        "Upgrade notes",
        &[(
            "What should we test before we upgrade the database by a major version?",
            "- that a backup can be restored, and how long it takes\n- the ten slowest queries, with their plans\n- extensions: each must exist for the new version\n- how to go back, once, from beginning to end",
        )],
    ),
    talk(
        "Onboarding mail, second try",
        &[(
            "Write a friendly first mail to a new colleague, four sentences.",
            "Welcome aboard. On Monday at nine we meet at the entrance and walk you to your desk. Bring nothing but questions; the rest is prepared. We look forward to you.",
        )],
    ),
    talk(
        "Explain the cash flow sheet",
        &[
            (
                "Why can a company earn money and still run out of it?",
                "Because earning is counted when something is delivered, and money comes when it is paid. Whoever grows fast pays wages and goods today, and is paid in sixty days.",
            ),
            (
                "Which figure shows it first?",
                "The days that customers take to pay. If they rise while sales rise, cash gets short before anybody sees it in the profit.",
            ),
        ],
    ),
    talk(
        "Meeting in one paragraph",
        &[(
            "Sum up: we move the launch to May, the price stays, support hires two people.",
            "The launch moves to May at the same price, and support grows by two people before it.",
        )],
    ),
    talk(
        "Names for a test environment",
        &[(
            "Five short names for a test environment, from weather.",
            "Drizzle, Breeze, Haze, Frost, Gust.",
        )],
    ),
    talk(
        "Unit test for a leap year",
        &[(
            "Which dates must a test of calendar code have?",
            "29 February of a year that has one, of 2000 (it has) and of 2100 (it has not); the days on which the clock is changed, of 23 and 25 hours; and the last moment of a year.",
        )],
    ),
];
