//! What a person or a program wants answered, in no provider's words.

use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq)]
pub struct ChatRequest {
    /// The name under which the target knows the model.
    pub model: String,
    pub messages: Vec<Message>,
    /// Most tokens of the answer.
    pub max_tokens: u32,
    pub options: Options,
}

/// What was said, by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Message {
    System(String),
    Person(String),
    /// The model, and the tools that it asked for.
    Model {
        text: String,
        calls: Vec<ToolUse>,
    },
    /// What came of the call with this id.
    Tool {
        call: String,
        text: String,
    },
}

/// A call to a tool that a model made earlier in the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToolUse {
    pub id: String,
    pub name: String,
    /// JSON as text, as the model wrote it.
    pub arguments: String,
}

/// How the answer is to be made. What is left out is left to the provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Options {
    /// 0.0 to 2.0.
    pub temperature: Option<f32>,
    /// 0.0 to 1.0.
    pub top_p: Option<f32>,
    /// -2.0 to 2.0.
    pub presence_penalty: Option<f32>,
    /// -2.0 to 2.0.
    pub frequency_penalty: Option<f32>,
    /// The same seed is to give the same answer.
    pub seed: Option<i64>,
    /// Texts before which the answer ends.
    pub stop: Vec<String>,
    pub tools: Vec<Tool>,
    pub tool_choice: ToolChoice,
    /// At most one tool is called in an answer.
    pub one_call_at_most: bool,
    pub format: Format,
    /// A name for whoever asks, so that the provider can tell them apart. It does not change the answer.
    pub user: Option<String>,
    /// What only OpenAI's dialect knows, under the names that it has there.
    pub other: Map<String, Value>,
}

/// A tool that the model may ask for; whoever sent it runs it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tool {
    pub name: String,
    pub description: Option<String>,
    /// A JSON schema; without one there are no arguments.
    pub parameters: Option<Value>,
    /// The arguments are to follow the schema in every detail.
    pub strict: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum ToolChoice {
    /// The model decides.
    #[default]
    Auto,
    Never,
    /// One at least, whichever.
    Required,
    Named(String),
}

/// What the text of the answer is to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum Format {
    #[default]
    Text,
    /// Some JSON object.
    Json,
    /// JSON of this schema.
    Schema {
        name: String,
        description: Option<String>,
        schema: Option<Value>,
        strict: Option<bool>,
    },
}

impl Message {
    pub fn person(text: impl Into<String>) -> Self {
        Self::Person(text.into())
    }

    pub fn system(text: impl Into<String>) -> Self {
        Self::System(text.into())
    }

    /// What the model said, when it called no tools.
    pub fn model(text: impl Into<String>) -> Self {
        Self::Model {
            text: text.into(),
            calls: Vec::new(),
        }
    }

    /// What was said; calls to tools are apart.
    pub fn text(&self) -> &str {
        match self {
            Self::System(text)
            | Self::Person(text)
            | Self::Model { text, .. }
            | Self::Tool { text, .. } => text,
        }
    }

    /// The tools that were called here.
    pub fn calls(&self) -> &[ToolUse] {
        match self {
            Self::Model { calls, .. } => calls,
            Self::System(_) | Self::Person(_) | Self::Tool { .. } => &[],
        }
    }
}

impl ToolUse {
    /// The arguments as an object; no text is none. `None` if they are something else.
    pub(super) fn object(&self) -> Option<Value> {
        match self.arguments.trim() {
            "" => Some(Value::Object(Map::new())),
            text => serde_json::from_str(text).ok().filter(Value::is_object),
        }
    }
}

impl Tool {
    /// The schema of the arguments, for whom wants one in any case.
    pub(super) fn schema(&self) -> Value {
        let none = || serde_json::json!({ "type": "object", "properties": {} });
        self.parameters.clone().unwrap_or_else(none)
    }
}
