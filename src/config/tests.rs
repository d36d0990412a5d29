use super::*;
use crate::provider::Timeouts;
use crate::types::{NanoDollars, Price};

fn config(toml: &str, env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_parts(toml, |name| {
        env.iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn without_any_setting_the_local_model_is_offered_on_this_machine() {
    let config = config("", &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url, "http://127.0.0.1:3000");
    assert_eq!(config.models.len(), 1);
    assert!(config.models[0].llm.local);
    assert_eq!(config.defaults.max_tokens, 1_000);
}

#[test]
fn an_openai_key_offers_openais_models_first() {
    let config = config("", &[("OPENAI_API_KEY", "sk-x")]).unwrap();
    assert_eq!(config.defaults.llm.0, "gpt-5-mini");
    assert!(!format!("{config:?}").contains("sk-x"));
}

#[test]
fn each_key_enables_its_provider_with_models_and_prices() {
    for (key, provider, url) in [
        ("OPENAI_API_KEY", "openai", "https://api.openai.com/v1"),
        (
            "ANTHROPIC_API_KEY",
            "anthropic",
            "https://api.anthropic.com",
        ),
        (
            "GEMINI_API_KEY",
            "google",
            "https://generativelanguage.googleapis.com",
        ),
    ] {
        let config = config("", &[(key, "secret-key")]).unwrap();
        let [only] = config.providers.as_slice() else {
            panic!("{:?}", config.providers);
        };
        assert_eq!(
            (only.name.as_str(), only.base_url.as_str()),
            (provider, url)
        );
        assert_eq!(Some(only.dialect), Dialect::named(provider));
        let offered = config
            .models
            .iter()
            .filter(|model| model.targets[0].provider == provider)
            .filter(|model| model.llm.kind == LlmKind::Chat);
        assert!(offered.clone().count() > 0, "{provider}");
        assert!(offered.clone().all(|model| model.llm.price.output.0 > 0));
        assert!(!format!("{config:?}").contains("secret-key"));
    }
}

#[test]
fn an_address_alone_enables_its_provider() {
    let url = ("ANTHROPIC_BASE_URL", "http://127.0.0.1:9/");
    let config_ok = config("", &[url]).unwrap();
    assert_eq!(config_ok.providers[0].base_url, "http://127.0.0.1:9");
    let error = config("", &[("GEMINI_BASE_URL", "there")]).unwrap_err();
    assert_eq!(error.place, "GEMINI_BASE_URL");
}

#[test]
fn a_provider_of_ones_own_may_speak_any_dialect() {
    let own = |dialect: &str| {
        format!("[[providers]]\nname = \"lab\"\nbase_url = \"http://h\"\n{dialect}")
    };
    let dialect = |text: &str| config(&own(text), &[]).map(|config| config.providers[0].dialect);
    assert_eq!(dialect(""), Ok(Dialect::OpenAi));
    assert_eq!(dialect("dialect = \"ollama\""), Ok(Dialect::Ollama));
    let error = dialect("dialect = \"klingon\"").unwrap_err();
    let message = "there is no dialect `klingon`; there are: openai, anthropic, google, ollama";
    assert_eq!(error.message, message);
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = config(
        "listen = \"127.0.0.1:1\"",
        &[("TOLLGATE_LISTEN", "127.0.0.1:2")],
    )
    .unwrap();
    assert_eq!(config.listen.port(), 2);
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_a_suggestion() {
    let error = config("data_dir = \"x\"\nlisten_ = \"127.0.0.1:1\"", &[]).unwrap_err();
    assert_eq!(error.place, "tollgate.toml, line 2");
    assert_eq!(
        error.message,
        "there is no setting `listen_`; did you mean `listen`?"
    );
}

#[test]
fn a_bad_value_is_named_with_its_place() {
    let error = config("", &[("TOLLGATE_LISTEN", "here")]).unwrap_err();
    assert_eq!(error.place, "TOLLGATE_LISTEN");
    let error = config("public_url = \"chat\"", &[]).unwrap_err();
    assert_eq!(error.place, "tollgate.toml, public_url");
    let error = config("", &[("OPENAI_BASE_URL", "ftp://ada:s3cret@h/?key=s3cret")]).unwrap_err();
    assert!(error.message.contains("`ftp://…@h?…`"), "{error}");
}

#[test]
fn a_model_of_ones_own_needs_a_known_provider_and_an_exact_price() {
    let own = r#"
        [[providers]]
        name = "lab"
        base_url = "http://127.0.0.1:9/v1"
        [[models]]
        name = "m"
        provider = "lab"
        context = 1000
        price = { input = "0.000000001", output = "2" }
    "#;
    let config_ok = config(own, &[]).unwrap();
    assert_eq!(config_ok.models[0].llm.price.input.0, 1);
    assert_eq!(config_ok.models[0].llm.price.output.0, 2_000_000_000);
    let error = config(&own.replace("provider = \"lab\"", "provider = \"la\""), &[]).unwrap_err();
    assert_eq!(error.message, "there is no provider `la`; there are: lab");
    assert!(config(&own.replace("\"2\"", "\"2,5\""), &[]).is_err());
}

const TWO: &str = r#"
    [[providers]]
    name = "lab"
    title = "Lab"
    base_url = "http://127.0.0.1:9/v1"
    [[providers]]
    name = "spare"
    title = "Spare"
    base_url = "http://127.0.0.1:10/v1"
    [[models]]
    name = "m"
    context = 1000
    price = { input = "1", output = "2" }
"#;

#[test]
fn a_model_may_be_served_in_several_places_by_weight() {
    let targets =
        r#"targets = [{ provider = "lab", weight = 70 }, { provider = "spare", model = "m-2" }]"#;
    let model = config(&format!("{TWO}{targets}"), &[])
        .unwrap()
        .models
        .remove(0);
    assert_eq!(model.llm.provider, "Lab or Spare");
    let target = |provider: &str, model: &str, weight| TargetConfig {
        provider: provider.into(),
        model: model.into(),
        weight,
    };
    let expected = [target("lab", "m", 70), target("spare", "m-2", 1)];
    assert_eq!(model.targets, expected);
    assert_eq!(model.served_by(), "lab (70), spare (1)");
}

#[test]
fn targets_that_cannot_be_meant_are_refused_where_they_stand() {
    for (lines, message) in [
        ("", "it needs a `provider`, or a list of `targets`"),
        ("targets = []", "`targets` is empty; name at least one"),
        (
            "provider = \"lab\"\ntargets = [{ provider = \"spare\" }]",
            "`provider` and `upstream` belong into `targets` where there are some",
        ),
        (
            "targets = [{ provider = \"lab\" }, { provider = \"lab\", model = \"m\" }]",
            "the target `m` of `lab` stands twice",
        ),
        (
            "targets = [{ provider = \"labs\" }]",
            "there is no provider `labs`; there are: lab, spare",
        ),
    ] {
        let error = config(&format!("{TWO}{lines}"), &[]).unwrap_err();
        assert_eq!(error.place, "tollgate.toml, [[models]] m");
        assert_eq!(error.message, message);
    }
}

#[test]
fn each_provider_is_shaped_as_the_file_says() {
    let shaped = format!("{TWO}provider = \"lab\"\n[shaping.lab]\nat_once = 2\napart_ms = 0\n");
    let config_ok = config(&shaped, &[]).unwrap();
    let expected = Shaping {
        at_once: 2,
        apart: Duration::ZERO,
        ..Shaping::default()
    };
    assert_eq!(config_ok.shaping_of("lab"), expected);
    assert_eq!(config_ok.shaping_of("spare"), Shaping::default());
    let nobody = config(&shaped.replace("shaping.lab", "shaping.labs"), &[]).unwrap_err();
    assert_eq!(nobody.place, "tollgate.toml, [shaping.labs]");
    let none = config(&shaped.replace("at_once = 2", "at_once = 0"), &[]).unwrap_err();
    assert_eq!(none.message, "`at_once` must be at least 1");
    let abort = |rule: &str| {
        let shaped = shaped.replace("at_once = 2", &format!("abort = \"{rule}\""));
        config(&shaped, &[]).map(|config| config.shaping_of("lab").abort)
    };
    assert_eq!(abort("cancel").unwrap(), Abort::Cancel);
    assert_eq!(abort("drain").unwrap(), Abort::Drain);
    let other = abort("wait").unwrap_err();
    assert_eq!(other.message, "`abort` is \"cancel\" or \"drain\"");
}

#[test]
fn each_provider_is_waited_for_as_the_file_says() {
    let timed = format!(
        "{TWO}provider = \"lab\"\n[timeouts.lab]\nheaders_ms = 90000\nidle_ms = 1\ntotal_ms = 2000\n"
    );
    let config_ok = config(&timed, &[]).unwrap();
    let expected = Timeouts {
        headers: Duration::from_secs(90),
        idle: Duration::from_millis(1),
        total: Duration::from_secs(2),
        ..Timeouts::default()
    };
    let of = |name: &str| {
        let mut providers = config_ok.providers.iter();
        providers.find(|known| known.name == name).unwrap().timeouts
    };
    assert_eq!((of("lab"), of("spare")), (expected, Timeouts::default()));
    let nobody = config(&timed.replace("timeouts.lab", "timeouts.labs"), &[]).unwrap_err();
    assert_eq!(nobody.place, "tollgate.toml, [timeouts.labs]");
    let none = config(&timed.replace("idle_ms = 1", "idle_ms = 0"), &[]).unwrap_err();
    assert_eq!(none.message, "`idle_ms` must be at least 1");
}

#[test]
fn a_free_port_that_was_got_is_told_to_people() {
    let got = "127.0.0.1:4000".parse().unwrap();
    let mut plain = config("listen = \"127.0.0.1:0\"", &[]).unwrap();
    plain.listens_on(got);
    assert_eq!(plain.public_url, "http://127.0.0.1:4000");
    let mut named = config("public_url = \"https://chat.example.org\"", &[]).unwrap();
    named.listens_on(got);
    assert_eq!(named.public_url, "https://chat.example.org");
}

#[test]
fn proxies_are_compared_by_one_name() {
    let named = config(
        "",
        &[("TOLLGATE_TRUSTED_PROXIES", "::ffff:10.0.0.1, 10.0.0.2")],
    )
    .unwrap();
    assert_eq!(
        named.trusted_proxies,
        ["10.0.0.1", "10.0.0.2"].map(|address| address.parse::<IpAddr>().unwrap())
    );
}

/// A provider `lab`, and a model `m` at it with these settings.
fn at_the_lab(dialect: &str, model: &str) -> String {
    format!(
        "[[providers]]\nname = \"lab\"\nbase_url = \"http://h\"\ndialect = \"{dialect}\"\n\
         [[models]]\nname = \"m\"\nprovider = \"lab\"\ncontext = 100\n{model}\n"
    )
}

#[test]
fn a_model_may_embed_or_judge_and_then_needs_no_price_of_output() {
    let kind = |kind: &str| {
        let model = format!("kind = \"{kind}\"\nprice = {{ input = \"1\" }}");
        let config = config(&at_the_lab("openai", &model), &[]).unwrap();
        let first = &config.models[0];
        assert_eq!(first.llm.price.output, NanoDollars::ZERO);
        assert_ne!(config.defaults.llm, first.llm.name, "nobody chats with it");
        (first.llm.kind, first.limits.inputs)
    };
    assert_eq!(kind("embedding"), (LlmKind::Embedding, 512));
    assert_eq!(kind("moderation"), (LlmKind::Moderation, 32));
    let model = "kind = \"embedding\"\ninputs_per_call = 7\nprice = { input = \"1\" }";
    let config = config(&at_the_lab("ollama", model), &[]).unwrap();
    assert_eq!(config.models[0].limits.inputs, 7);
}

#[test]
fn the_base_limit_is_what_the_file_says() {
    let limit = |toml: &str| Config::from_parts(toml, |_| None).map(|config| config.base_limit);
    assert_eq!(limit("").unwrap(), BaseLimit::default());
    let said = limit("[base_limit]\nrequests = 20\nminutes = 1").unwrap();
    assert_eq!((said.requests.get(), said.within.as_secs()), (20, 60));
    for (wrong, key) in [
        ("requests = 0", "requests"),
        ("minutes = 0", "minutes"),
        ("minutes = 1441", "minutes"),
    ] {
        let error = limit(&format!("[base_limit]\n{wrong}"))
            .unwrap_err()
            .to_string();
        assert!(error.contains(key), "{error}");
    }
}

#[test]
fn a_kind_that_nobody_serves_is_refused() {
    for (dialect, model, says) in [
        (
            "openai",
            "kind = \"song\"\nprice = { input = \"1\" }",
            "there is no kind `song`",
        ),
        (
            "anthropic",
            "kind = \"embedding\"\nprice = { input = \"1\" }",
            "`lab` is not known to serve a model of kind `embedding`",
        ),
        (
            "google",
            "kind = \"moderation\"\nprice = { input = \"1\" }",
            "`lab` is not known to serve a model of kind `moderation`",
        ),
        (
            "openai",
            "price = { input = \"1\" }",
            "its price needs an `output`",
        ),
        (
            "openai",
            "inputs_per_call = 3\nprice = { input = \"1\", output = \"1\" }",
            "`inputs_per_call` is for models that take several texts at once",
        ),
    ] {
        let error = config(&at_the_lab(dialect, model), &[]).unwrap_err();
        assert!(error.message.contains(says), "{error}");
    }
    let chat = "[defaults]\nmodel = \"text-embedding-3-small\"";
    let error = config(chat, &[("OPENAI_API_KEY", "sk-x")]).unwrap_err();
    assert_eq!(error.message, "`text-embedding-3-small` writes no answers");
}

#[test]
fn what_judges_is_free_by_an_explicit_price() {
    let config = config("", &[("OPENAI_API_KEY", "sk-x")]).unwrap();
    let named = |name: &str| {
        let found = config.models.iter().find(|model| model.llm.name.0 == name);
        found.unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(named("omni-moderation-latest").llm.price, Price::FREE);
    let small = named("text-embedding-3-small");
    assert_eq!(small.llm.price.input, NanoDollars(20_000_000));
    assert_eq!(small.limits.inputs, 2_048);
}
