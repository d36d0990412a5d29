//! All that is kept of an account, as one JSON text that is made while it is read, so that it needs little memory
//! however long it is.

use crate::error::StoreError;
use crate::gateway::Caller;
use crate::store::{Exported, Part, Place, Store, StoreResult};
use crate::types::AccountId;
use futures::Stream;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Objects that are read at once.
const PIECE: u32 = 100;
/// Texts that wait for their reader.
const AHEAD: usize = 4;

/// The text in pieces. It breaks off with an error if the database fails, so that nobody takes a half for the whole.
pub fn export(
    store: Arc<dyn Store>,
    caller: &Caller,
) -> impl Stream<Item = StoreResult<String>> + use<> {
    let (pieces, read) = mpsc::channel(AHEAD);
    let writer = Writer {
        store,
        account: caller.id(),
        pieces,
    };
    // It ends when its reader goes.
    tokio::spawn(async move {
        if let Err(Stop::Failed(error)) = writer.write().await {
            // Nobody may be there to be told.
            let _ = writer.pieces.send(Err(error)).await;
        }
    });
    ReceiverStream::new(read)
}

struct Writer {
    store: Arc<dyn Store>,
    account: AccountId,
    pieces: mpsc::Sender<StoreResult<String>>,
}

enum Stop {
    /// The reader has gone.
    Gone,
    Failed(StoreError),
}

impl Writer {
    async fn write(&self) -> Result<(), Stop> {
        let account = self.piece(Part::Account, Place::BEGIN).await?;
        let account = account.into_iter().next().map(|object| object.json);
        self.say(format!(
            "{{\"account\":{}",
            account.unwrap_or_else(|| "null".into())
        ))
        .await?;
        self.list("keys", Part::Keys).await?;
        self.list("alerts", Part::Alerts).await?;
        self.list("charges", Part::Charges).await?;
        self.say(",\"chats\":[".into()).await?;
        self.chats().await?;
        self.say("]}\n".into()).await
    }

    /// Each chat with what was said in it.
    async fn chats(&self) -> Result<(), Stop> {
        let (mut after, mut comma) = (Place::BEGIN, "");
        loop {
            let chats = self.piece(Part::Chats, after).await?;
            let Some(last) = chats.last() else {
                return Ok(());
            };
            after = last.place;
            for chat in chats {
                // Left open for its lists.
                let open = chat.json.strip_suffix('}').unwrap_or(&chat.json);
                self.say(format!("{comma}\n{open}")).await?;
                let Place(number, _) = chat.place;
                self.list("questions", Part::Questions(number)).await?;
                self.list("answers", Part::Answers(number)).await?;
                self.say("}".into()).await?;
                comma = ",";
            }
        }
    }

    async fn list(&self, name: &str, part: Part) -> Result<(), Stop> {
        self.say(format!(",\"{name}\":[")).await?;
        let (mut after, mut comma) = (Place::BEGIN, "");
        loop {
            let objects = self.piece(part, after).await?;
            let Some(last) = objects.last() else {
                return self.say("]".into()).await;
            };
            after = last.place;
            let mut text = String::new();
            for object in &objects {
                text.extend([comma, "\n", &object.json]);
                comma = ",";
            }
            self.say(text).await?;
        }
    }

    async fn piece(&self, part: Part, after: Place) -> Result<Vec<Exported>, Stop> {
        let exported = self.store.exported(self.account, part, after, PIECE).await;
        exported.map_err(Stop::Failed)
    }

    async fn say(&self, text: String) -> Result<(), Stop> {
        self.pieces.send(Ok(text)).await.map_err(|_| Stop::Gone)
    }
}
