//! Where a call may go: across the network, or to the model in this process.

use super::{
    ChatRequest, EmbedRequest, Embeddings, EventStream, HttpProvider, Message, ModerateRequest,
    Options, Verdict,
};
use crate::config::{Config, ProviderConfig};
use crate::error::{Error, Result};
use crate::types::Failure;

#[cfg(feature = "local")]
use super::local::{self, LocalModel};

/// A provider, ready to be called.
pub(crate) enum Provider {
    Http(HttpProvider),
    #[cfg(feature = "local")]
    Local(LocalModel),
}

impl Provider {
    /// # Errors
    /// If the HTTP client cannot be set up.
    pub fn http(config: &ProviderConfig) -> Result<Self> {
        let provider = HttpProvider::new(config)?;
        Ok(Self::Http(provider))
    }

    /// The model of this process; `None` in a build without it.
    #[cfg(feature = "local")]
    pub fn local(config: &Config) -> Option<Self> {
        let cache = config.data_dir.join("cache");
        Some(Self::Local(LocalModel::new(
            config.models_dir.clone(),
            cache,
            LOCAL_SLOTS,
        )))
    }

    /// The model of this process; `None` in a build without it.
    #[cfg(not(feature = "local"))]
    pub fn local(_config: &Config) -> Option<Self> {
        None
    }

    /// Looks whether answers can be had at all, as far as this machine can tell; a sentence if not. No call
    /// goes out.
    pub fn check(&self) -> std::result::Result<(), String> {
        match self {
            Self::Http(_) => Ok(()),
            #[cfg(feature = "local")]
            Self::Local(model) => model.check(),
        }
    }

    /// The first field of a chat that cannot be said to this model. `None` if it can all be said.
    pub fn cannot_say(
        &self,
        model: &str,
        messages: &[Message],
        options: &Options,
    ) -> Option<String> {
        match self {
            Self::Http(provider) => provider.cannot_say(model, messages, options),
            #[cfg(feature = "local")]
            Self::Local(_) => local::cannot_say(messages, options),
        }
    }

    /// Sends a request and gives the answer as it comes. Dropping the answer ends the call at once.
    ///
    /// # Errors
    /// The provider did not begin to answer.
    pub async fn send(&self, request: ChatRequest) -> Result<EventStream> {
        match self {
            Self::Http(provider) => Ok(provider.send(request).await?),
            #[cfg(feature = "local")]
            Self::Local(model) => model.send(request).await,
        }
    }

    /// The vectors of texts, all or none.
    ///
    /// # Errors
    /// The provider embeds nothing, or did not answer.
    pub async fn embed(&self, request: &EmbedRequest) -> Result<Embeddings> {
        match self {
            Self::Http(provider) => Ok(provider.embed(request).await?),
            #[cfg(feature = "local")]
            Self::Local(_) => Err(Error::LocalModel("it only answers".into())),
        }
    }

    /// The verdicts on texts, all or none.
    ///
    /// # Errors
    /// The provider judges nothing, or did not answer.
    pub async fn moderate(&self, request: &ModerateRequest) -> Result<Vec<Verdict>> {
        match self {
            Self::Http(provider) => Ok(provider.moderate(request).await?),
            #[cfg(feature = "local")]
            Self::Local(_) => Err(Error::LocalModel("it only answers".into())),
        }
    }

    /// The names of the models that the provider has. No prompt goes out.
    ///
    /// # Errors
    /// The provider did not say.
    pub async fn list_models(&self) -> Result<Vec<String>> {
        match self {
            Self::Http(provider) => Ok(provider.list_models().await?),
            #[cfg(feature = "local")]
            Self::Local(_) => Ok(vec![local::MODEL.to_owned()]),
        }
    }

    /// Whether a model that stands in the list answers to this name.
    pub fn is_called(&self, listed: &str, name: &str) -> bool {
        match self {
            Self::Http(provider) => provider.is_called(listed, name),
            #[cfg(feature = "local")]
            // There is one, whatever it is called.
            Self::Local(_) => true,
        }
    }

    /// What an answer's `Event::Failed` means.
    pub fn explain(&self, failure: &Failure) -> Error {
        match self {
            Self::Http(provider) => Error::Provider(provider.explain(failure)),
            #[cfg(feature = "local")]
            Self::Local(_) => Error::LocalModel(failure.message.clone()),
        }
    }
}

/// Answers that the local model writes at once, taking turns: an answer and a title.
#[cfg(feature = "local")]
const LOCAL_SLOTS: usize = 2;
