//! From the name of a model to the place that serves it.

use crate::config::Config;
use crate::error::{Error, Result};
use crate::provider::Provider;
use crate::types::{Llm, LlmName};
use std::collections::HashMap;
use std::sync::Arc;

/// A model and where it is served.
#[derive(Clone)]
pub struct Route {
    pub llm: Llm,
    pub provider: Arc<Provider>,
    /// What the provider calls the model.
    pub upstream: String,
}

/// All models that people may choose, in the order in which they are offered.
#[derive(Default)]
pub struct Routes {
    routes: Vec<Route>,
}

impl Routes {
    /// # Errors
    /// [`Error::Internal`] if a provider cannot be set up.
    pub fn new(config: &Config) -> Result<Self> {
        let mut providers: HashMap<String, Arc<Provider>> = HashMap::new();
        for provider in &config.providers {
            providers.insert(provider.name.clone(), Arc::new(Provider::http(provider)?));
        }
        if let Some(local) = Provider::local(config) {
            providers.insert(crate::config::LOCAL_PROVIDER.into(), Arc::new(local));
        }
        let route = |model: &crate::config::ModelConfig| {
            let provider = providers.get(&model.provider)?.clone();
            Some(Route {
                llm: model.llm.clone(),
                provider,
                upstream: model.upstream.clone(),
            })
        };
        Ok(Self {
            routes: config.models.iter().filter_map(route).collect(),
        })
    }

    pub(super) fn route(&self, name: &LlmName) -> Result<Route> {
        let route = self.routes.iter().find(|route| &route.llm.name == name);
        route.cloned().ok_or_else(|| Error::NoProvider {
            llm: name.0.clone(),
        })
    }

    pub(super) fn llm(&self, name: &LlmName) -> Option<&Llm> {
        self.routes
            .iter()
            .map(|route| &route.llm)
            .find(|llm| &llm.name == name)
    }

    pub(super) fn llms(&self) -> Vec<Llm> {
        self.routes.iter().map(|route| route.llm.clone()).collect()
    }
}
