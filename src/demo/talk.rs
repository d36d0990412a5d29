//! Chats that never were.

use super::Making;
use super::calls::{Asker, Model};
use super::rhythm::Rhythm;
use super::talks::TALKS;
use crate::error::{Error, Result};
use crate::store::{AnswerEnd, Charge, NewTurn};
use crate::types::{
    AnswerId, AnswerState, ChatId, ChatSettings, LlmName, NanoDollars, Outcome, Purpose, Question,
    QuestionId, Timestamp,
};

/// Chats of one person.
const MOST: u64 = 9;

/// What somebody's chats came to.
#[derive(Default)]
pub(super) struct Talked {
    pub(super) chats: usize,
    pub(super) answers: usize,
    pub(super) cost: NanoDollars,
}

impl Making {
    /// Some chats with at most so many answers together, newest of all within the rhythm.
    pub(super) async fn talk(
        &self,
        asker: &Asker<'_>,
        rhythm: &Rhythm,
        most: usize,
    ) -> Result<Talked> {
        let mut talked = Talked::default();
        let count = usize::try_from(self.dice.between(3, MOST)).unwrap_or(3);
        for at in rhythm.times(&self.dice, count) {
            let talk = self.dice.choice(TALKS, |_| 1);
            if talked.answers + talk.said.len() > most {
                break;
            }
            let charges = self.have(asker, talk, at).await?;
            talked.chats += 1;
            talked.answers += charges.len();
            talked.cost += charges.iter().map(|charge| charge.cost).sum();
        }
        Ok(talked)
    }

    async fn have(
        &self,
        asker: &Asker<'_>,
        talk: &super::talks::Talk,
        at: Timestamp,
    ) -> Result<Vec<Charge>> {
        let model = asker.model(&self.dice);
        let chat = ChatId(self.dice.id(at));
        let (mut parent, mut at) = (None, at);
        let mut charges = Vec::new();
        for (question, answer) in talk.said {
            let turn = self.turn(asker, model, chat, talk.title, question, parent, at);
            let begun = self.store.begin_turn(&turn).await;
            begun.map_err(Error::Store)?;
            let charge = Charge {
                call: turn.call,
                answer: Some(turn.answer),
                ..asker.charge_of(&self.dice, at, model, Purpose::Chat, Outcome::Complete)
            };
            let end = AnswerEnd {
                answer: turn.answer,
                state: AnswerState::Complete,
                text: (*answer).into(),
                reasoning: String::new(),
                error: None,
            };
            let ended = self.store.end_answer(&end, Some(&charge)).await;
            ended.map_err(Error::Store)?;
            parent = Some(turn.answer);
            // Read, thought about, asked again.
            let pause = i64::try_from(self.dice.between(10, 60)).unwrap_or(10);
            at = charge
                .ended_at
                .plus_seconds(pause)
                .min(self.now.plus_seconds(-120));
            charges.push(charge);
        }
        Ok(charges)
    }

    #[expect(clippy::too_many_arguments, reason = "a row that is written once")]
    fn turn(
        &self,
        asker: &Asker<'_>,
        model: &Model,
        chat: ChatId,
        title: &str,
        question: &str,
        parent: Option<AnswerId>,
        at: Timestamp,
    ) -> NewTurn {
        NewTurn {
            account: asker.account(),
            chat,
            title: title.into(),
            settings: ChatSettings {
                llm: LlmName(model.name.into()),
                system_prompt: String::new(),
                temperature: 0.7,
                max_tokens: 4_000,
            },
            question: Question {
                id: QuestionId(self.dice.id(at)),
                parent,
                text: question.into(),
                asked_at: at,
            },
            answer: AnswerId(self.dice.id(at)),
            call: crate::types::CallId(self.dice.id(at)),
            llm: LlmName(model.name.into()),
            llm_title: model.title.into(),
            provider: model.provider.into(),
            started_at: at,
        }
    }
}
