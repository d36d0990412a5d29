//! A chat's title: the first words of its question at once, and a better one from the model when it comes.

use super::Inner;
use super::running::{Running, Title};
use crate::gateway::{CacheUse, Call, Caller, TITLE_TASK};
use crate::provider::{Message, Options};
use crate::types::{CallId, ChatId, ChatSettings, Purpose};

/// Most characters of a title.
const LONGEST: usize = 60;
/// Enough for a title, and a bound on its cost.
const MAX_TOKENS: u32 = 24;
/// As much of the question as a title needs.
const QUESTION_CHARS: usize = 1_000;

impl Inner {
    /// Asks the model that answers for a title. It is a call like any other; if it fails, the first words of
    /// the question stay. A title that a person wrote meanwhile is not replaced.
    pub(super) async fn seek_title(
        &self,
        caller: &Caller,
        running: &Running,
        chat: ChatId,
        question: &str,
        settings: &ChatSettings,
    ) {
        let text: String = question.chars().take(QUESTION_CHARS).collect();
        let ask = format!("{TITLE_TASK}{text}");
        let call = Call {
            id: CallId::new(),
            purpose: Purpose::Title,
            answer: None,
            cache: CacheUse::Full,
            llm: settings.llm.clone(),
            messages: vec![Message::Person(ask)],
            max_tokens: MAX_TOKENS,
            at_least: None,
            options: Options {
                temperature: Some(0.2),
                ..Options::default()
            },
        };
        let found = tokio::select! {
            found = self.write_title(caller, call) => found,
            () = running.stop.cancelled() => None,
            () = self.ending.cancelled() => None,
        };
        let mut title = Title::Settled;
        if let Some(found) = found {
            match self
                .store
                .retitle_chat(chat, &provisional(question), &found)
                .await
            {
                Ok(true) => title = Title::Found(found),
                Ok(false) => {}
                Err(error) => tracing::warn!(%chat, %error, "a title could not be kept"),
            }
        }
        running.change(|progress| progress.title = title);
    }

    async fn write_title(&self, caller: &Caller, call: Call) -> Option<String> {
        let answered = async { self.gateway.ask(caller, call).await?.collect().await };
        match answered.await {
            Ok((text, _)) => tidy(&text),
            Err(error) => {
                tracing::debug!(%error, "no title");
                None
            }
        }
    }
}

/// The first words of a question, on one line.
pub(super) fn provisional(question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST - 1).collect();
    let words = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{words}…")
}

/// A title out of what a model wrote; `None` if there is none in it.
fn tidy(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let line = line.strip_prefix("Title:").unwrap_or(line);
    let title = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '*' | '#' | '“' | '”' | '.' | ':')
    });
    let fits = !title.is_empty() && title.chars().count() <= LONGEST;
    fits.then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_question_is_cut_between_words() {
        let title = provisional(
            "Why does the nightly export stall\nwhen the second replica is being restarted by hand?",
        );
        assert_eq!(
            title,
            "Why does the nightly export stall when the second replica…"
        );
        assert!(title.chars().count() <= LONGEST);
    }

    #[test]
    fn a_title_is_freed_of_quotes_and_labels() {
        assert_eq!(
            tidy("\n\"Capital of France.\"\nmore").as_deref(),
            Some("Capital of France")
        );
        assert_eq!(
            tidy("Title: **Capital of France**").as_deref(),
            Some("Capital of France")
        );
        assert_eq!(tidy(" \n "), None);
        assert_eq!(tidy(&"long ".repeat(40)), None);
    }
}
