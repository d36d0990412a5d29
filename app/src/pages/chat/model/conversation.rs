//! The conversation that the page shows: what was read from the server, and what was said since.

use crate::entities::message::LiveAnswer;
use leptos::prelude::*;
use tollgate::types::{
    Answer, AnswerId, AnswerState, Chat, ChatId, ChatSettings, ChatSummary, Llm, Prompt, Question,
    QuestionId, Timestamp,
};

/// A question with the answer that is open.
#[derive(Clone)]
pub struct TurnState {
    pub question: Question,
    pub live: ArcRwSignal<LiveAnswer>,
    /// The server knows the answer, so its events can be read.
    pub stored: ArcRwSignal<bool>,
}

impl TurnState {
    fn new(question: Question, answer: Answer, stored: bool) -> Self {
        Self {
            question,
            live: ArcRwSignal::new(LiveAnswer::new(answer)),
            stored: ArcRwSignal::new(stored),
        }
    }

    /// Another answer is another thing on the page.
    pub fn key(&self) -> (QuestionId, AnswerId) {
        (
            self.question.id,
            self.live.with_untracked(|live| live.answer.id),
        )
    }
}

#[derive(Clone, Copy)]
pub struct Conversation {
    /// `None` until the first question is stored.
    pub chat: RwSignal<Option<ChatId>>,
    pub title: RwSignal<String>,
    pub settings: RwSignal<ChatSettings>,
    pub turns: RwSignal<Vec<TurnState>>,
    /// What stands in the composer.
    pub text: RwSignal<String>,
    /// Why the last thing that was asked for did not happen.
    pub error: RwSignal<Option<String>>,
    /// What readers are told.
    pub announcement: RwSignal<String>,
    pub llms: StoredValue<Vec<Llm>>,
}

pub const NEW_CHAT: &str = "New chat";

impl Conversation {
    pub fn open(chat: Option<Chat>, defaults: ChatSettings, llms: Vec<Llm>) -> Self {
        let (id, title, settings, turns) = match chat {
            Some(chat) => (Some(chat.id), chat.title, chat.settings, chat.turns),
            None => (None, NEW_CHAT.to_string(), defaults, Vec::new()),
        };
        let turns = turns
            .into_iter()
            .filter_map(|mut turn| Some(TurnState::new(turn.question, turn.answers.pop()?, true)))
            .collect();
        Self {
            chat: RwSignal::new(id),
            title: RwSignal::new(title),
            settings: RwSignal::new(settings),
            turns: RwSignal::new(turns),
            text: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            llms: StoredValue::new(llms),
        }
    }

    /// The answer that is being written, if there is one. Reactive.
    pub fn writing(self) -> Option<AnswerId> {
        self.turns.with(|turns| {
            let live = turns.last()?.live.read();
            live.is_writing().then_some(live.answer.id)
        })
    }

    /// The chat as lists show it, once it is stored. Reactive.
    pub fn summary(self) -> Option<ChatSummary> {
        let (id, title) = (self.chat.get()?, self.title.get());
        Some(ChatSummary {
            id,
            title,
            active_at: Timestamp(0),
        })
    }

    /// What would be sent now. Reactive.
    pub fn prompt(self, text: String) -> Prompt {
        Prompt {
            chat: self.chat.get().unwrap_or_else(ChatId::new),
            question: QuestionId::new(),
            answer: AnswerId::new(),
            parent: self
                .turns
                .with(|turns| turns.last().map(|turn| turn.key().1)),
            text,
            settings: Some(self.settings.get()),
        }
    }

    /// Shows a question with its answer to come, and says what is to be sent.
    pub fn begin_turn(self, text: String, now: Timestamp) -> Prompt {
        let prompt = untrack(|| self.prompt(text));
        let question = Question {
            id: prompt.question,
            parent: prompt.parent,
            text: prompt.text.clone(),
            asked_at: now,
        };
        let answer = self.coming_answer(prompt.question, prompt.answer, now);
        self.turns
            .update(|turns| turns.push(TurnState::new(question, answer, false)));
        prompt
    }

    /// Takes a question off the page that could not be sent; its text goes back where it was typed.
    pub fn take_back(self, question: QuestionId) {
        let mut text = String::new();
        self.turns.try_update(|turns| {
            if let Some(at) = turns.iter().position(|turn| turn.question.id == question) {
                text = turns.remove(at).question.text;
            }
        });
        self.text.try_update(|typed| {
            *typed = if typed.is_empty() {
                text
            } else {
                format!("{text}\n\n{typed}")
            };
        });
    }

    /// Shows a new answer in the place of the last one and says which question it is for.
    pub fn begin_answer(self, now: Timestamp) -> Option<(QuestionId, AnswerId)> {
        let question = self
            .turns
            .with_untracked(|turns| turns.last().map(|turn| turn.question.clone()))?;
        let (id, answer) = (question.id, AnswerId::new());
        let coming = self.coming_answer(id, answer, now);
        self.replace(TurnState::new(question, coming, false));
        Some((id, answer))
    }

    /// Puts a turn in the place of that with the same question.
    pub fn replace(self, turn: TurnState) {
        self.turns.try_update(|turns| {
            if let Some(old) = turns
                .iter_mut()
                .find(|old| old.question.id == turn.question.id)
            {
                *old = turn;
            }
        });
    }

    /// The server has the turn: its answer can be read.
    pub fn stored(self, answer: AnswerId) {
        let turn = self
            .turns
            .try_with_untracked(|turns| turns.iter().find(|turn| turn.key().1 == answer).cloned());
        if let Some(turn) = turn.flatten() {
            turn.stored.set(true);
        }
    }

    fn coming_answer(self, question: QuestionId, id: AnswerId, now: Timestamp) -> Answer {
        let llm = self
            .settings
            .with_untracked(|settings| settings.llm.clone());
        let known = self
            .llms
            .with_value(|llms| llms.iter().find(|known| known.name == llm).cloned());
        let (llm_title, provider) = match known {
            Some(known) => (known.title, known.provider),
            None => (llm.0.clone(), String::new()),
        };
        Answer {
            id,
            question,
            llm,
            llm_title,
            provider,
            text: String::new(),
            reasoning: String::new(),
            state: AnswerState::Writing,
            error: None,
            receipt: None,
            started_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{LlmKind, LlmName, Price};

    fn conversation() -> Conversation {
        let settings = ChatSettings {
            llm: LlmName("m".into()),
            system_prompt: String::new(),
            temperature: 0.7,
            max_tokens: 1_000,
        };
        let llm = Llm {
            name: LlmName("m".into()),
            kind: LlmKind::Chat,
            title: "M".into(),
            provider: "P".into(),
            price: Price::FREE,
            context: 1,
            local: true,
        };
        Conversation::open(None, settings, vec![llm])
    }

    fn with_owner(test: impl FnOnce()) {
        Owner::new().with(test);
    }

    #[test]
    fn a_question_is_shown_before_it_is_stored() {
        with_owner(|| {
            let conversation = conversation();
            let prompt = conversation.begin_turn("Why?".into(), Timestamp(7));
            assert_eq!(conversation.writing(), Some(prompt.answer));
            let turns = conversation.turns.get_untracked();
            assert_eq!(turns[0].question.text, "Why?");
            assert_eq!(turns[0].live.get_untracked().answer.llm_title, "M");
            assert!(!turns[0].stored.get_untracked());
            conversation.stored(prompt.answer);
            assert!(turns[0].stored.get_untracked());
        });
    }

    #[test]
    fn the_next_question_follows_the_last_answer() {
        with_owner(|| {
            let conversation = conversation();
            let first = conversation.begin_turn("a".into(), Timestamp(0));
            conversation.chat.set(Some(first.chat));
            let second = conversation.begin_turn("b".into(), Timestamp(0));
            assert_eq!(second.parent, Some(first.answer));
            assert_eq!(second.chat, first.chat);
        });
    }

    #[test]
    fn what_could_not_be_sent_is_typed_again() {
        with_owner(|| {
            let conversation = conversation();
            let prompt = conversation.begin_turn("a".into(), Timestamp(0));
            conversation.text.set("typed since".into());
            conversation.take_back(prompt.question);
            assert_eq!(conversation.text.get_untracked(), "a\n\ntyped since");
            assert!(conversation.turns.get_untracked().is_empty());
        });
    }

    #[test]
    fn another_answer_takes_the_place_of_the_last() {
        with_owner(|| {
            let conversation = conversation();
            let prompt = conversation.begin_turn("a".into(), Timestamp(0));
            let (question, answer) = conversation.begin_answer(Timestamp(1)).unwrap();
            assert_eq!(question, prompt.question);
            assert_ne!(answer, prompt.answer);
            assert_eq!(conversation.turns.get_untracked().len(), 1);
            assert_eq!(conversation.writing(), Some(answer));
        });
    }
}
