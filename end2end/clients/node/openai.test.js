// OpenAI's own client for Node, unchanged: an address and a key are all that it is told. Both come from the
// environment, as it reads them itself. What the models do is arranged by whoever starts this.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

const client = new OpenAI();
const messages = [{ role: "user", content: "How far is the moon?" }];
const ANSWER = "You asked: How far is the moon?";
const tools = [
  {
    type: "function",
    function: {
      name: "read_gauge",
      parameters: { type: "object", properties: { river: { type: "string" } }, required: ["river"] },
    },
  },
];

const ask = (model, more = {}) => client.chat.completions.create({ model, messages, ...more });

test("a chat", async () => {
  const answer = await ask("echo");
  assert.equal(answer.choices[0].message.content, ANSWER);
  assert.equal(answer.choices[0].finish_reason, "stop");
  assert.equal(answer.usage.total_tokens, 12);
  assert.ok(answer._request_id);
});

test("the headers say who answered", async () => {
  const { data, response } = await ask("echo", { seed: 1 }).withResponse();
  assert.equal(response.headers.get("x-tollgate-provider"), "Scripted");
  assert.equal(response.headers.get("x-tollgate-attempts"), "1");
  assert.equal(data.choices[0].message.content, ANSWER);
});

test("a stream, and its usage at the end", async () => {
  const chunks = [];
  for await (const chunk of await ask("echo", { stream: true, stream_options: { include_usage: true } })) {
    chunks.push(chunk);
  }
  const said = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(said, ANSWER);
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.equal(chunks.at(-1).usage.total_tokens, 12);
});

async function finishWith(first) {
  const { message, finish_reason } = first.choices[0];
  assert.equal(finish_reason, "tool_calls");
  const rivers = message.tool_calls.map((call) => JSON.parse(call.function.arguments).river);
  assert.deepEqual(rivers, ["Labe", "Vltava"]);
  const outcomes = message.tool_calls.map((call) => ({
    role: "tool",
    tool_call_id: call.id,
    content: '{"cm":214}',
  }));
  const last = await ask("tools", { messages: [...messages, message, ...outcomes], tools });
  assert.equal(last.choices[0].message.content, "Both are at 214 cm.");
}

test("tools there and back", async () => finishWith(await ask("tools", { tools })));

test("tools there and back in a stream", async () => {
  const stream = client.chat.completions.stream({ model: "tools", messages, tools });
  await finishWith(await stream.finalChatCompletion());
});

test("texts become vectors", async () => {
  const input = ["one two", "three"];
  const packed = await client.embeddings.create({ model: "embedding", input });
  const plain = await client.embeddings.create({ model: "embedding", input, encoding_format: "float" });
  assert.deepEqual(packed.data.map((item) => item.index), [0, 1]);
  packed.data.forEach(({ embedding }, place) => {
    assert.equal(embedding.length, 64);
    embedding.forEach((number, n) => assert.ok(Math.abs(number - plain.data[place].embedding[n]) < 1e-6));
  });
});

test("texts are judged", async () => {
  const { results } = await client.moderations.create({ model: "moderation", input: ["fine", "flag:violence"] });
  assert.deepEqual(results.map((verdict) => verdict.flagged), [false, true]);
  assert.ok(results[1].categories.violence);
});

test("the models", async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes("echo"));
  assert.equal((await client.models.retrieve("echo")).id, "echo");
  assert.equal((await client.models.retrieve("meta/llama-3")).id, "meta/llama-3");
  await assert.rejects(client.models.retrieve("none"), OpenAI.NotFoundError);
});

test("errors are those that it knows", async () => {
  await assert.rejects(ask("none"), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.deepEqual([error.code, error.param], ["model_not_found", "model"]);
    return true;
  });
  await assert.rejects(ask("echo", { temperature: 3 }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, "temperature");
    return true;
  });
  const stranger = new OpenAI({ apiKey: `tg_${"a".repeat(43)}` });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});

test("a stream that is left in the middle", async () => {
  const stream = await ask("endless", { stream: true });
  let seen = 0;
  for await (const _ of stream) {
    if (++seen === 3) break;
  }
  assert.ok(stream.controller.signal.aborted);
});
