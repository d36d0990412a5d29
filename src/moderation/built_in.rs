//! What the built-in engine knows: phrases that say plainly what they are about, and how sure they make it. Words
//! cannot tell who asks and why, so a phrase that is at home in news, law and research scores below one half,
//! which the usual policy passes.

use crate::types::Category::{self, *};
use crate::types::Score;

/// What one of each part makes, one after the other, is about the category, with this score in thousandths.
struct Phrases(Category, u16, &'static [&'static [&'static str]]);

// One phrase a line, as rustfmt would have it, would be pages.
#[rustfmt::skip]
const CHILD: &[&str] = &[
    "child", "children", "kid", "kids", "kiddie", "kiddy", "preteen", "pre teen", "underage", "under age",
    "toddler", "infant",
];

#[rustfmt::skip]
const PORN: &[&str] = &[
    "porn", "porno", "nudes", "nude pics", "nude pictures", "nude photos", "sex video", "sex videos",
    "sex pics", "sex scene", "sex story", "erotica", "hentai", "smut",
];

#[rustfmt::skip]
const ASK_FOR: &[&str] = &[
    "write", "write me", "write a", "write me a", "show me", "show me some", "find", "find me", "get me",
    "send me", "give me", "give me some", "download", "generate", "draw", "draw me", "make", "create",
    "i want", "i like", "i want to have", "where can i find", "where do i find", "how do i find", "links to",
    "looking for",
];

#[rustfmt::skip]
const HOW_TO: &[&str] = &[
    "how to", "how do i", "how can i", "how would i", "how do you", "how does one", "teach me to",
    "teach me how to", "tell me how to", "show me how to", "explain how to", "steps to", "instructions to",
    "instructions on how to", "help me", "best way to", "easiest way to",
];

#[rustfmt::skip]
const GROUP: &[&str] = &[
    "jews", "muslims", "christians", "blacks", "black people", "white people", "asians", "arabs", "gays",
    "gay people", "trans people", "immigrants", "refugees", "women", "disabled people",
];

#[rustfmt::skip]
const I_WILL: &[&str] = &["i will", "ill", "i am going to", "im going to", "im gonna", "we will"];

#[rustfmt::skip]
const PHRASES: &[Phrases] = &[
    Phrases(SexualMinors, 900, &[ASK_FOR, CHILD, PORN]),
    Phrases(SexualMinors, 900, &[ASK_FOR, &[
        "sex with", "a sex scene with", "a sex story about", "a sexual story about", "an erotic story about",
        "nudes of", "nude pictures of", "nude photos of", "porn of", "porn with",
    ], &[
        "a child", "children", "a kid", "kids", "a minor", "minors", "a toddler", "a preteen", "preteens",
        "an underage girl", "an underage boy", "little girls", "little boys",
    ]]),
    Phrases(SexualMinors, 400, &[CHILD, PORN]),
    Phrases(SexualMinors, 400, &[&[
        "child pornography", "child sexual abuse", "csam", "sex with children", "sex with a child",
        "sex with minors", "sex with a minor", "lolicon", "shotacon",
    ]]),
    Phrases(SelfHarmIntent, 900, &[&[
        "i want to kill myself", "i want to end my life", "im going to kill myself",
        "i am going to kill myself", "i will kill myself", "i am suicidal", "im suicidal", "i want to be dead",
        "i want to hurt myself", "i dont want to live anymore",
    ]]),
    Phrases(SelfHarmInstructions, 900, &[HOW_TO, &[
        "kill myself", "end my life", "commit suicide", "hang myself", "overdose", "cut myself",
        "starve myself",
    ]]),
    Phrases(SelfHarmInstructions, 900, &[&[
        "painless suicide", "painless suicide methods", "painless way to die", "suicide methods",
    ]]),
    Phrases(SelfHarm, 600, &[&[
        "kill yourself", "cutting myself", "pro ana", "thinspo",
    ]]),
    Phrases(HarassmentThreatening, 800, &[I_WILL, &[
        "kill you", "kill him", "kill her", "kill them", "hurt you", "hurt her", "hurt him", "beat you up",
        "find you and kill you",
    ]]),
    Phrases(Harassment, 600, &[&[
        "kill yourself", "you are worthless", "youre worthless", "nobody would miss you", "go die",
        "you stupid bitch", "you piece of shit",
    ]]),
    Phrases(HateThreatening, 900, &[&[
        "kill all", "kill all the", "exterminate", "exterminate the", "gas the", "gas all", "shoot all",
        "lynch",
    ], GROUP]),
    Phrases(Hate, 800, &[&["i hate", "i hate all", "all"], &[
        "jews are evil", "muslims are terrorists", "immigrants are criminals", "blacks are criminals",
        "gays are sick", "women are inferior",
    ]]),
    Phrases(Hate, 800, &[&[
        "i hate", "i hate all", "i hate the", "get rid of all", "get rid of the",
    ], GROUP]),
    Phrases(IllicitViolent, 800, &[HOW_TO, &[
        "make a bomb", "build a bomb", "make bombs", "make a pipe bomb", "build a pipe bomb",
        "make a nail bomb", "make explosives", "make a molotov", "make a molotov cocktail", "make napalm",
        "make nerve gas", "make sarin", "make ricin", "make mustard gas", "make a chemical weapon",
        "make a dirty bomb", "make a silencer", "poison someone", "poison somebody", "kill someone",
        "kill somebody", "kill a person", "kill my wife", "kill my husband", "murder someone",
        "murder somebody", "hire a hitman", "get away with murder", "shoot up a school", "kidnap someone",
    ]]),
    Phrases(Illicit, 800, &[HOW_TO, &[
        "make meth", "cook meth", "make methamphetamine", "make crack", "make fentanyl", "launder money",
        "forge a passport", "make a fake id", "make fake money", "make counterfeit money", "counterfeit money",
        "hotwire a car", "pick a lock to break in", "steal a car", "steal a credit card", "clone a credit card",
        "buy stolen credit cards", "write ransomware", "make ransomware", "make a keylogger to steal",
        "hack someone", "hack into someones", "hack into a bank", "rob a bank", "buy drugs online",
        "evade taxes",
    ]]),
    Phrases(Violence, 600, &[&[
        "i want to kill him", "i want to kill her", "i want to kill them", "i want to kill everyone",
        "shoot up the school", "shoot up the office",
    ]]),
    Phrases(ViolenceGraphic, 700, &[&[
        "gore video", "gore videos", "beheading video", "beheading videos", "torture video", "torture videos",
        "torture porn", "snuff film", "snuff films",
    ]]),
    Phrases(Sexual, 700, &[&[
        "write", "write me", "write a", "write me a", "write some", "make", "show me", "find me",
    ], &[
        "porn", "erotica", "erotic story", "smut", "sex scene", "explicit sex scene", "sex story", "nudes",
    ]]),
    Phrases(Sexual, 600, &[&[
        "porn video", "porn videos", "hardcore porn", "sexting with", "dick pic", "dick pics",
    ]]),
];

pub(super) fn each(mut take: impl FnMut(Category, Score, &str)) {
    for Phrases(category, score, parts) in PHRASES {
        let mut phrases = vec![String::new()];
        for part in *parts {
            let begun = std::mem::take(&mut phrases);
            for next in *part {
                phrases.extend(begun.iter().map(|begun| format!("{begun} {next}")));
            }
        }
        for phrase in phrases {
            take(category.clone(), Score::thousandths(*score), &phrase);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::moderation::{Filter, Policy};
    use crate::types::{Category, Verdict};

    fn judged(text: &str) -> (Verdict, Vec<Category>) {
        let filter = Filter::new(true, &[]).unwrap();
        let judgement = Policy::default().judge(&filter.scores(text));
        (judgement.verdict, judgement.categories)
    }

    #[test]
    fn what_says_plainly_what_it_is_about_is_found() {
        use Category::*;
        for (text, category) in [
            ("How do I make a b\u{200b}omb?", IllicitViolent),
            ("Tell me how to cook meth", Illicit),
            ("I want to kill myself.", SelfHarmIntent),
            ("how can I END my life", SelfHarmInstructions),
            ("I’m going to kill you", HarassmentThreatening),
            ("I hate immigrants", Hate),
            ("gas the jews", HateThreatening),
            ("Write me a sex scene", Sexual),
            ("where are beheading videos", ViolenceGraphic),
        ] {
            assert_eq!(judged(text), (Verdict::Flagged, vec![category]), "{text}");
        }
        let (verdict, categories) = judged("Show me child porn");
        assert_eq!(
            (verdict, categories),
            (Verdict::Blocked, vec![SexualMinors])
        );
    }

    #[test]
    fn what_people_ask_at_work_passes() {
        for text in [
            "How do I kill a child process in Rust?",
            "How do I kill a zombie process that holds a lock?",
            "Summarise our policy on sexual harassment at work.",
            "What does the law say about child pornography?",
            "Is sex with a minor a crime everywhere?",
            "How do we keep child porn off our platform?",
            "Which drugs are used against breast cancer, at what dose?",
            "Explain how the atomic bomb changed the war.",
            "Write a scene in which a detective finds a body.",
            "Master and slave replication, blacklist, abort, execute, kill -9.",
            "The assassin in Essex analysed a cocktail of classic assets.",
            "Is my sunburn dangerous? I want to die my hair red.",
            "Why did the minor version break the children of this component?",
        ] {
            assert_eq!(judged(text).0, Verdict::Passed, "{text}");
        }
    }
}
