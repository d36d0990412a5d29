//! For each built-in rule what it must find and what only looks like it. The secrets are made up, and put
//! together here so that no search for secrets takes this file for a leak.

use super::*;

/// So many characters of an alphabet.
fn some(alphabet: &str, count: usize) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    // A step that is prime to the length visits all of them.
    (0..count)
        .map(|n| letters[(n * 7 + 3) % letters.len()])
        .collect()
}

fn mixed(count: usize) -> String {
    some(
        "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789",
        count,
    )
}

fn upper(count: usize) -> String {
    some("ABCDEFGHJKLMNPQRSTUVWXYZ234567", count)
}

fn hex(count: usize) -> String {
    some("0123456789abcdef", count)
}

fn jwt() -> String {
    [
        "ey",
        "J",
        &mixed(33),
        ".ey",
        "J",
        &mixed(50),
        ".",
        &mixed(43),
    ]
    .concat()
}

fn pem(kind: &str, line: &str, end: &str) -> String {
    let dashes = "-".repeat(5);
    let body = format!("{}{line}{}{line}{}=", mixed(64), mixed(64), mixed(27));
    format!(
        "{dashes}BEGIN {kind}PRIVATE KEY{dashes}{line}{body}{line}{dashes}{end} {kind}PRIVATE KEY{dashes}"
    )
}

/// What a rule must find, wherever it stands.
fn shapes() -> Vec<(&'static str, String)> {
    let key = |start: &[&str], rest: String| start.concat() + &rest;
    vec![
        ("openai-key", key(&["s", "k-"], mixed(48))),
        (
            "openai-key",
            key(&["s", "k-pr", "oj-"], mixed(70) + "-_" + &mixed(60)),
        ),
        ("openai-key", key(&["s", "k-svc", "acct-"], mixed(64))),
        (
            "anthropic-key",
            key(&["s", "k-an", "t-api03-"], mixed(93) + "-AA"),
        ),
        ("openrouter-key", key(&["s", "k-o", "r-v1-"], hex(64))),
        ("tollgate-key", key(&["t", "g_"], mixed(43))),
        ("aws-key-id", key(&["AK", "IA"], upper(16))),
        ("aws-key-id", key(&["AS", "IA"], upper(16))),
        ("google-key", key(&["AI", "za"], mixed(35))),
        ("google-key", key(&["GOC", "SPX-"], mixed(28))),
        ("google-key", key(&["ya", "29."], mixed(60))),
        ("github-token", key(&["gh", "p_"], mixed(36))),
        ("github-token", key(&["gh", "s_"], mixed(36))),
        (
            "github-token",
            key(&["github", "_pat_"], mixed(22) + "_" + &mixed(59)),
        ),
        ("gitlab-token", key(&["gl", "pat-"], mixed(20))),
        (
            "slack-token",
            key(
                &["xo", "xb-"],
                "123456789012-123456789012-".to_owned() + &mixed(24),
            ),
        ),
        (
            "slack-token",
            key(&["xa", "pp-1-"], upper(11) + "-" + &hex(64)),
        ),
        ("stripe-key", key(&["s", "k_li", "ve_"], mixed(24))),
        ("stripe-key", key(&["r", "k_te", "st_"], mixed(24))),
        ("stripe-key", key(&["wh", "sec_"], mixed(32))),
        ("hugging-face-token", key(&["h", "f_"], mixed(34))),
        ("npm-token", key(&["np", "m_"], mixed(36))),
        ("pypi-token", key(&["py", "pi-"], mixed(60))),
        (
            "sendgrid-key",
            key(&["S", "G."], mixed(22) + "." + &mixed(43)),
        ),
        ("jwt", jwt()),
        ("private-key", pem("", "\n", "END")),
        ("private-key", pem("RSA ", "\r\n", "END")),
        ("private-key", pem("OPENSSH ", "\\n", "END")),
        ("private-key", pem("EC ", "\\n\" +\n    \"", "END")),
        ("private-key", pem("", " ", "END")),
        ("credit-card", "4111 1111 1111 1111".into()),
        ("credit-card", "5555-5555-5555-4444".into()),
        ("credit-card", "378282246310005".into()),
    ]
}

/// What is a secret because of what stands before it, which stays.
fn named() -> Vec<(&'static str, &'static str, String, &'static str)> {
    let word = ["hunt", "er2"].concat();
    vec![
        ("password", "password=", word.clone(), ""),
        ("password", "Password: ", word.clone(), " and then"),
        (
            "password",
            "DB_PASSWORD=",
            "swordfish".into(),
            "\nDB_HOST=here",
        ),
        ("password", "**Password:** `", "correct horse".into(), "`"),
        (
            "password",
            "{\"user\": \"ada\", \"password\": \"",
            "sword, fish".into(),
            "\"}",
        ),
        (
            "password",
            "{\\\"passwd\\\":\\\"",
            "swordfish".into(),
            "\\\"}",
        ),
        ("password", "pwd = '", "пароль!".into(), "'"),
        ("password", "passphrase => \"", "a b c d".into(), "\""),
        (
            "password",
            "/login?user=ada&password=",
            "swordfish".into(),
            "&next=/",
        ),
        ("named-key", "api_key = \"", mixed(24), "\""),
        ("named-key", "API key: ", hex(32), "."),
        ("named-key", "clientSecret: '", mixed(32), "',"),
        ("named-key", "\"access_token\":\"", mixed(40), "\""),
        ("named-key", "MY_API_KEY=", mixed(24), ""),
        ("named-key", "openaiApiKey: ", mixed(24), ","),
        (
            "aws-access-key",
            "aws_secret_access_key = ",
            mixed(20) + "/+" + &mixed(18),
            "\n",
        ),
        ("aws-access-key", "\"SecretAccessKey\": \"", mixed(40), "\""),
        (
            "bearer-token",
            "Authorization: Bearer ",
            mixed(30) + "==",
            "\n",
        ),
        (
            "basic-credentials",
            "authorization: Basic ",
            mixed(20) + "==",
            "\n",
        ),
        (
            "slack-webhook",
            "https://hooks.slack.com/services/",
            upper(9) + "/" + &upper(9) + "/" + &mixed(24),
            " ",
        ),
        (
            "url-password",
            "postgres://ada:",
            "sword%21fish@".into(),
            "db.example.org/x",
        ),
        (
            "url-password",
            "https://ada:",
            "swordfish@".into(),
            "example.org",
        ),
        (
            "url-password",
            "redis://:",
            "swordfish@".into(),
            "cache:6379",
        ),
    ]
}

/// Everything above, for tests that only need secrets.
pub(super) fn secrets() -> Vec<String> {
    let shapes = shapes().into_iter().map(|(_, secret)| secret);
    let named = named()
        .into_iter()
        .map(|(_, name, secret, after)| format!("{name}{secret}{after}"));
    shapes.chain(named).collect()
}

fn found(text: &str) -> (String, Vec<String>) {
    let mut redactor = Redactor::new(&Rules::built_in());
    let mut out = redactor.push(text.into()).unwrap();
    out += &redactor.finish().unwrap();
    let names = redactor.found().map(|(name, _)| name.to_owned()).collect();
    (out, names)
}

#[test]
fn every_built_in_rule_finds_its_secrets_wherever_they_stand() {
    for (rule, secret) in shapes() {
        for (before, after) in [
            ("", ""),
            ("Use ", " now."),
            ("`", "`"),
            ("key=\"", "\";"),
            ("one\n", "\ntwo"),
            ("{\"text\":\"line\\n", "\\nline\"}"),
            ("(", ")"),
            ("ключ: ", ", да"),
        ] {
            let (out, names) = found(&format!("{before}{secret}{after}"));
            assert_eq!(out, format!("{before}{MARK}{after}"), "{rule}");
            assert_eq!(names, [rule], "{before}{secret}{after}");
        }
    }
    for (rule, name, secret, after) in named() {
        let (out, names) = found(&format!("see {name}{secret}{after}"));
        assert_eq!(out, format!("see {name}{MARK}{after}"), "{rule}");
        assert_eq!(names, [rule]);
    }
    let tested: Vec<_> = shapes()
        .iter()
        .map(|s| s.0)
        .chain(named().iter().map(|n| n.0))
        .collect();
    for rule in built_in() {
        assert!(
            tested.contains(&rule.name.as_str()),
            "{} has no sample",
            rule.name
        );
    }
}

#[test]
fn what_only_looks_like_a_secret_stays() {
    let near = [
        // Too short, another alphabet, in the middle of a word.
        ["s", "k-", &mixed(19)].concat(),
        "the class sk-estimator-doc-link and sk-toggleable__content-wrapper".into(),
        ["desk", "-", &mixed(48)].concat().replace("sk-", "k-"),
        ["ta", "sk-", &mixed(20)].concat(),
        ["AK", "IA", &upper(15)].concat(),
        ["AK", "IA", &upper(17)].concat(),
        ["xAK", "IA", &upper(16)].concat(),
        ["AI", "za", &mixed(34)].concat(),
        ["gh", "p_", &mixed(35)].concat(),
        ["t", "g_", "short_name"].concat(),
        ["xo", "xb-", "a-b"].concat(),
        ["s", "k_li", "ve_", &mixed(15)].concat(),
        ["np", "m_", "install"].concat(),
        ["ey", "J", &mixed(33), ".", &mixed(50)].concat(),
        "4111 1111 1111 1112".into(),
        "0.4111111111111111".into(),
        "an order 1234567890123452".into(),
        "call 4111 1111".into(),
        // About secrets, without one.
        "It begins with `-----BEGIN PRIVATE KEY-----` and ends with `-----END PRIVATE KEY-----`."
            .into(),
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----".into(),
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUabcdefghijkl\n-----END CERTIFICATE-----"
            .into(),
        "The password: at least 8 characters. Password: 8 characters or more.".into(),
        "let password = read_password()?; login(user, password=password, retries=3)".into(),
        "password: string; passwordHash: string".into(),
        "password = \"\"; password == None; <input type=\"password\" name=\"password\" id=\"pw\">"
            .into(),
        "password = os.environ[\"DB_PASSWORD\"]; password=\"${PASSWORD}\"; password: {{ secret }}"
            .into(),
        "input(\"Password: \"), print('Password:', x)".into(),
        "api_key = config.api_key; api_key=YOUR_API_KEY_GOES_HERE".into(),
        "max_tokens: 1000000000000000000000".into(),
        "A bearer token, the bearer of responsibilities. Bearer <token>".into(),
        "http://localhost:3000/a@b https://example.org/@ada mailto:ada@example.org".into(),
        "postgres://localhost:5432/db".into(),
        "https://hooks.slack.com/services/ is where webhooks live".into(),
    ];
    for text in near {
        assert_eq!(found(&text), (text.clone(), Vec::new()));
    }
}

#[test]
fn a_key_whose_end_never_comes_is_swallowed_to_its_last_line() {
    let text = pem("", "\n", "BROKEN");
    let (out, _) = found(&format!("{text}!"));
    assert!(!out.contains(&mixed(20)), "{out}");
    let dashes = "-".repeat(5);
    assert_eq!(out, format!("{MARK}{dashes}BROKEN PRIVATE KEY{dashes}!"));
}

#[test]
fn no_secret_is_out_before_it_is_recognised() {
    let rules = Rules::built_in();
    for (_, secret) in shapes() {
        let mut redactor = Redactor::new(&rules);
        let mut out = redactor.push("so: ".into()).unwrap();
        for character in secret.chars() {
            out += &redactor.push(character.into()).unwrap();
            assert!(out == "so: " || out == format!("so: {MARK}"), "{out}");
        }
    }
}
