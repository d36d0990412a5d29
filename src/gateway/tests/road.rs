//! A road whose targets a test names: one scripted provider stands for several, by the beginning of the path.

use super::call;
use crate::chance::Chance;
use crate::config::Config;
use crate::ephemeral;
use crate::error::{Error, Result};
use crate::gateway::{Answer, Cache, Gateway, Routes};
use crate::testing::{House, house};
use crate::types::Receipt;
use tollgate_scripted_provider::ScriptedProvider;

pub(super) struct Road {
    pub(super) gateway: Gateway,
    pub(super) house: House,
}

/// Shaping that is not felt.
pub(super) const OPEN: &str = "at_once = 1000\napart_ms = 0\n";

/// Providers `one` and `two` at these addresses.
pub(super) fn providers(one: &ScriptedProvider, two: &ScriptedProvider, shaping: &str) -> String {
    let provider = |name: &str, title: &str, at: &ScriptedProvider| {
        format!(
            "[[providers]]\nname = \"{name}\"\ntitle = \"{title}\"\nbase_url = \"{}/{name}/v1\"\n[shaping.{name}]\n{shaping}",
            at.base_url()
        )
    };
    provider("one", "One", one) + &provider("two", "Two", two)
}

/// The model `m`, served at these targets.
pub(super) fn model(targets: &str) -> String {
    format!(
        "[[models]]\nname = \"m\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\ntargets = [{targets}]\n"
    )
}

/// `one` plays the first scenario and is always asked first; `two` plays the second and steps in.
pub(super) fn first_and_second(first: &str, second: &str) -> String {
    model(&format!(
        "{{ provider = \"one\", model = \"{first}\" }}, {{ provider = \"two\", model = \"{second}\", weight = 0 }}"
    ))
}

/// Nobody steps in.
pub(super) fn only(scenario: &str) -> String {
    model(&format!("{{ provider = \"one\", model = \"{scenario}\" }}"))
}

impl Road {
    pub(super) async fn with(models: &str) -> Self {
        Self::shaped(models, OPEN).await
    }

    pub(super) async fn shaped(models: &str, shaping: &str) -> Self {
        let house = house().await;
        let toml = providers(&house.provider, &house.provider, shaping) + models;
        Self::of(house, &toml)
    }

    pub(super) fn of(house: House, toml: &str) -> Self {
        let config = Config::from_parts(toml, |_| None).unwrap();
        let clock = house.tollgate.clock.clone();
        let routes = Routes::new(&config, &clock).unwrap();
        let store = house.tollgate.store.clone();
        let kept = ephemeral::open(&config).unwrap();
        let cache = Cache::new(kept, config.cache, clock.clone());
        let gateway = Gateway::new(
            store,
            clock,
            Chance::seeded(7),
            routes,
            config.moderation.clone(),
            cache,
            config.redaction.clone(),
        );
        Self { gateway, house }
    }

    pub(super) async fn begin(&self) -> Result<Answer> {
        self.gateway.ask(&self.house.caller, call("m")).await
    }

    /// A whole answer.
    pub(super) async fn ask(&self) -> Result<(String, Receipt)> {
        let (text, receipt) = self.begin().await?.collect().await?;
        Ok((text, receipt.unwrap()))
    }

    pub(super) async fn refused(&self) -> Error {
        match self.ask().await {
            Err(error) => error,
            Ok(answer) => panic!("answered: {answer:?}"),
        }
    }

    /// How often `one` and `two` were asked.
    pub(super) fn asked(&self) -> (usize, usize) {
        let received = self.house.provider.received();
        let of = |name: &str| {
            received
                .iter()
                .filter(|call| call.path.starts_with(name))
                .count()
        };
        (of("/one/"), of("/two/"))
    }

    /// Seconds since the test began.
    pub(super) fn seconds(&self) -> f64 {
        let micros = self.gateway.clock.now().0 - 1_800_000_000_000_000;
        micros as f64 / 1e6
    }
}
