//! The rules that come with the program. Shapes of keys are those that their makers document.

use super::Rule;

/// All rules that are in force unless they are switched off by their name. Several may share one.
pub fn built_in() -> Vec<Rule> {
    let keys = KEYS
        .iter()
        .map(|(name, pattern)| Rule::new(*name, *pattern));
    let card = Rule {
        card: true,
        ..Rule::new("credit-card", r"\b[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}\b")
    };
    keys.chain(named()).chain([card]).collect()
}

/// What says by itself what it is.
const KEYS: &[(&str, &str)] = &[
    (
        "openai-key",
        r"\bsk-(?:[A-Za-z0-9]{20}|(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20})[A-Za-z0-9_-]*",
    ),
    ("anthropic-key", r"\bsk-ant-[A-Za-z0-9_-]{20,}"),
    ("openrouter-key", r"\bsk-or-[A-Za-z0-9_-]{20,}"),
    ("tollgate-key", r"\btg_[A-Za-z0-9_-]{32,}"),
    ("aws-key-id", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    (
        "google-key",
        r"\b(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{20})[A-Za-z0-9_-]*",
    ),
    (
        "github-token",
        r"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22})[A-Za-z0-9_]*",
    ),
    ("gitlab-token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    (
        "slack-token",
        r"\b(?:xox[abceoprs]-[A-Za-z0-9]|xapp-[0-9]-[A-Z0-9])[A-Za-z0-9-]{10,}",
    ),
    (
        "stripe-key",
        r"\b(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{24,}={0,2})",
    ),
    ("hugging-face-token", r"\bhf_[A-Za-z0-9]{30,}"),
    ("npm-token", r"\bnpm_[A-Za-z0-9]{36,}"),
    ("pypi-token", r"\bpypi-[A-Za-z0-9_-]{50,}"),
    (
        "sendgrid-key",
        r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    ),
    // Two parts of JSON (`{"` is `eyJ`), and what may follow.
    (
        "jwt",
        r"\beyJ[A-Za-z0-9_-]{8,180}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,3}",
    ),
    ("private-key", PRIVATE_KEY),
];

/// The first line and some of the key, wherever line ends are real, written as `\n`, or between strings of
/// a program; then all of it up to the last line. If that never comes, up to what no key contains.
const PRIVATE_KEY: &str = concat!(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----",
    r#"(?:[ \t\r\n"'+>|]|\\{1,3}[nrt]){0,12}(?:[A-Za-z0-9+/=]{16}|Proc-Type|Version|Comment)"#,
    r#"(?:[A-Za-z0-9+/=,:. \t\r\n"'>|]|-[A-Za-z0-9]|\\{1,3}[nrt])*"#,
    r"(?:-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----)?",
);

/// What is a secret because of the name before it. The name stays.
fn named() -> Vec<Rule> {
    let mut rules = passwords();
    rules.extend([
        after(
            "named-key",
            format!("{}{IS}", at_a_word(&KEY_NAMES)),
            &with_a_digit("[A-Za-z_~+/=-]", "[A-Za-z0-9_~+/=-]", 16),
        ),
        after(
            "aws-access-key",
            format!("{}{IS}", at_a_word(&AWS_NAMES)),
            "[A-Za-z0-9/+]{40,}",
        ),
        after(
            "bearer-token",
            r"\b(?i-u:bearer)[ \t]{1,4}".into(),
            "[A-Za-z0-9._~+/-]{20,}={0,2}",
        ),
        after(
            "basic-credentials",
            format!(r"\b(?i-u:authorization){IS}(?i-u:basic)[ \t]{{1,4}}"),
            "[A-Za-z0-9+/]{8,}={0,2}",
        ),
        after(
            "slack-webhook",
            r"\bhooks\.slack\.com/(?:services|workflows|triggers)/".into(),
            "[A-Za-z0-9/_-]{20,}",
        ),
        // With the `@` after it, by which it is known.
        after(
            "url-password",
            format!("{SCHEME}://[A-Za-z0-9._~%!$&*+=-]{{0,64}}:"),
            "[A-Za-z0-9._~%!$&*+=?#,;()|^-]{1,100}@",
        ),
    ]);
    rules
}

const PASSWORD: &str = "(?i-u:password|passwd|passphrase|pwd)";
const KEY_NAMES: [&str; 10] = [
    "api[ _-]?key",
    "secret[ _-]?key",
    "private[ _-]?key",
    "signing[ _-]?key",
    "encryption[ _-]?key",
    "client[ _-]?secret",
    "access[ _-]?token",
    "auth[ _-]?token",
    "refresh[ _-]?token",
    "session[ _-]?token",
];
const AWS_NAMES: [&str; 2] = ["secret[_-]?access[_-]?key", "aws[_-]?secret[_-]?key"];
const SCHEME: &str = r"\b(?i-u:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|https?|ftps?|sftp|smtps?|ldaps?|ssh)";

/// Between a name and its value: `=`, `: `, `": "`, `:** `` `.
const IS: &str = r#"[ \t"'`*\\]{0,4}(?:[:=]={0,2}|=>)[ \t"'`*\\]{0,4}"#;

/// Passwords have no shape, so it is the way in which they are written down that tells them from the words
/// of a sentence and the variables of a program.
fn passwords() -> Vec<Rule> {
    let is_quoted = format!(r#"{PASSWORD}[ \t"'`*\\]{{0,4}}(?:[:=]={{0,2}}|=>)[ \t*\\]{{0,3}}"#);
    // In quotes they are of any characters, but begin neither as a template nor as the end of a text does.
    let first = r#"[^\x00-\x20\x7F"'`\\,;:)(\]\[}{<>$%=.|&]"#;
    let quoted = ["\"", "'", "`"].map(|quote| format!(r"{quote}{first}[^{quote}\\\r\n]{{3,}}"));
    vec![
        after(
            "password",
            format!("{PASSWORD}{IS}"),
            &with_a_digit("[A-Za-z!@#%^*_+?~-]", "[A-Za-z0-9!@#$%^*_+?~-]", 6),
        ),
        Rule {
            keep: Some(format!("{is_quoted}[\"'`]")),
            ..Rule::new("password", format!("{is_quoted}(?:{})", quoted.join("|")))
        },
        // The end of its line, as in a file of settings.
        after(
            "password",
            format!("{PASSWORD}="),
            "[A-Za-z0-9!@#%^*_+?~-][A-Za-z0-9!@#$%^*_+?~-]{3,63}(?m:$)",
        ),
        after(
            "password",
            format!("[?&]{PASSWORD}="),
            r#"[^\s"'&#<>\\]{4,}"#,
        ),
    ]
}

/// Names at the beginning of a word or of a part of one: `api_key`, `MY_API_KEY`, `myApiKey`. Anywhere else,
/// many words would end like the beginning of a name and wait for the next.
fn at_a_word(names: &[&str]) -> String {
    let name = |name: &&str| {
        let (first, rest) = name.split_at(1);
        let capital = first.to_uppercase();
        format!(r"(?:\b|_)(?i-u:{name})|{capital}(?i-u:{rest})")
    };
    let all: Vec<String> = names.iter().map(name).collect();
    format!("(?:{})", all.join("|"))
}

fn after(name: &str, keep: String, secret: &str) -> Rule {
    Rule {
        keep: Some(keep.clone()),
        ..Rule::new(name, format!("(?:{keep})(?:{secret})"))
    }
}

/// At least `least` characters with a digit among the first 40: what a person would take for a word of the
/// sentence, or for the name of a variable, has none.
fn with_a_digit(other: &str, any: &str, least: usize) -> String {
    let early = (0..least - 1).map(|before| {
        let after = least - 1 - before;
        format!("{other}{{{before}}}[0-9]{any}{{{after}}}")
    });
    let late = format!("{other}{{{},40}}[0-9]", least - 1);
    let all: Vec<String> = early.chain([late]).collect();
    // The point of a sentence is not part of it.
    format!(r"(?:{})(?:{any}|\.[A-Za-z0-9])*", all.join("|"))
}
