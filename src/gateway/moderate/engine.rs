//! Asks a model what is wrong with texts. It is a call like any other, charged to whoever's text it is; only that it
//! is not judged itself.

use super::Subject;
use crate::error::{Error, Result};
use crate::gateway::{CacheUse, Call, Caller, Gateway, ModerateCall};
use crate::moderation::{Engine, Guard, guard};
use crate::provider::{Options, Verdict};
use crate::types::{CallId, Category, LlmName, Purpose, Score, Scores};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;
use uuid::Uuid;

/// How long a person waits for a verdict at most; then the engine has failed.
const PATIENCE: Duration = Duration::from_secs(20);
/// Texts of one call that a chat model judges at the same time.
const AT_ONCE: usize = 4;

impl Gateway {
    pub(super) async fn ask_engine(
        &self,
        caller: &Caller,
        engine: &Engine,
        subject: &Subject,
    ) -> Result<Scores> {
        let asked = async {
            match engine {
                Engine::BuiltIn => Ok(Scores::default()),
                Engine::Moderations(llm) => self.ask_moderations(caller, llm, subject).await,
                Engine::Guard(guard, llm) => self.ask_guard(caller, *guard, llm, subject).await,
            }
        };
        let late = |_| Err(Error::Internal("no verdict came in time".into()));
        tokio::time::timeout(PATIENCE, asked)
            .await
            .unwrap_or_else(late)
    }

    async fn ask_moderations(
        &self,
        caller: &Caller,
        llm: &LlmName,
        subject: &Subject,
    ) -> Result<Scores> {
        let (mut scores, texts) = self.moderator.recent.known(&subject.texts);
        if texts.is_empty() {
            return Ok(scores);
        }
        let call = ModerateCall {
            id: CallId::new(),
            purpose: Purpose::Moderation,
            llm: llm.clone(),
            texts: texts.iter().map(|&text| text.to_owned()).collect(),
        };
        let verdicts = self.moderate(caller, call).await?.verdicts;
        if verdicts.len() != texts.len() {
            return Err(Error::Internal("a text has no verdict".into()));
        }
        for (text, verdict) in texts.into_iter().zip(verdicts) {
            let found = found(verdict);
            scores.merge(&found);
            self.moderator.recent.keep(text, found);
        }
        Ok(scores)
    }

    async fn ask_guard(
        &self,
        caller: &Caller,
        guard: Guard,
        llm: &LlmName,
        subject: &Subject,
    ) -> Result<Scores> {
        let (mut scores, texts) = self.moderator.recent.known(&subject.texts);
        let judged = texts.into_iter().map(|text| async move {
            let found = self.ask_about(caller, guard, llm, subject, text).await?;
            Ok::<_, Error>((text, found))
        });
        let judged: Vec<_> = judged.collect();
        let mut judged = stream::iter(judged).buffered(AT_ONCE);
        while let Some((text, found)) = judged.try_next().await? {
            scores.merge(&found);
            self.moderator.recent.keep(text, found);
        }
        Ok(scores)
    }

    async fn ask_about(
        &self,
        caller: &Caller,
        guard: Guard,
        llm: &LlmName,
        subject: &Subject,
        text: &str,
    ) -> Result<Scores> {
        let call = Call {
            id: CallId::new(),
            purpose: Purpose::Moderation,
            answer: subject.answer,
            llm: llm.clone(),
            messages: guard.messages(text, &Uuid::now_v7().simple().to_string()),
            options: Options {
                temperature: Some(0.0),
                ..Options::default()
            },
            max_tokens: guard::MAX_TOKENS,
            at_least: None,
            cache: CacheUse::Never,
        };
        let admitted = self.let_in(caller, call).await?;
        let (answer, _receipt) = self.answer(admitted).await?.collect().await?;
        guard::read(&answer).ok_or_else(|| Error::Internal("the verdict cannot be read".into()))
    }
}

fn found(verdict: Verdict) -> Scores {
    let categories = verdict.categories.into_iter();
    categories
        .map(|(name, category)| (Category::from(name), Score::of(category.score)))
        .filter(|(_, score)| *score > Score::thousandths(0))
        .collect()
}
