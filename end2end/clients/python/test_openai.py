"""OpenAI's own client for Python, unchanged: an address and a key are all that it is told.

Both come from the environment, as it reads them itself. What the models do is arranged by whoever starts this.
"""

import asyncio
import json
import os
import unittest

import openai
from pydantic import BaseModel

QUESTION = [{"role": "user", "content": "How far is the moon?"}]
ANSWER = "You asked: How far is the moon?"


class ReadGauge(BaseModel):
    """Reads the height of a river."""

    river: str


class Height(BaseModel):
    cm: int


TOOLS = [openai.pydantic_function_tool(ReadGauge, name="read_gauge")]


class Talk(unittest.TestCase):
    def setUp(self):
        self.client = openai.OpenAI()
        self.addCleanup(self.client.close)

    def test_a_chat(self):
        answer = self.client.chat.completions.create(model="echo", messages=QUESTION)
        self.assertEqual(answer.choices[0].message.content, ANSWER)
        self.assertEqual(answer.choices[0].finish_reason, "stop")
        self.assertEqual(answer.usage.total_tokens, 12)
        self.assertTrue(answer._request_id)

    def test_the_headers_say_who_answered(self):
        raw = self.client.chat.completions.with_raw_response.create(model="echo", messages=QUESTION, seed=1)
        self.assertEqual(raw.headers["x-tollgate-provider"], "Scripted")
        self.assertEqual(raw.headers["x-tollgate-attempts"], "1")
        self.assertEqual(raw.parse().choices[0].message.content, ANSWER)

    def test_a_limit_of_tokens(self):
        answer = self.client.chat.completions.create(
            model="echo", messages=QUESTION, max_completion_tokens=2, stop=["never"], seed=7
        )
        self.assertEqual(answer.choices[0].message.content, "You asked:")
        self.assertEqual(answer.choices[0].finish_reason, "length")

    def test_a_stream(self):
        chunks = list(self.client.chat.completions.create(model="echo", messages=QUESTION, stream=True))
        said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        self.assertEqual(said, ANSWER)
        self.assertEqual(chunks[-1].choices[0].finish_reason, "stop")
        self.assertTrue(all(chunk.usage is None for chunk in chunks))

    def test_a_stream_that_ends_with_its_usage(self):
        chunks = list(
            self.client.chat.completions.create(
                model="echo", messages=QUESTION, stream=True, stream_options={"include_usage": True}
            )
        )
        self.assertEqual(chunks[-1].choices, [])
        self.assertEqual(chunks[-1].usage.total_tokens, 12)

    def test_the_asynchronous_client(self):
        async def talk():
            async with openai.AsyncOpenAI() as client:
                stream = await client.chat.completions.create(model="echo", messages=QUESTION, stream=True)
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

        self.assertEqual(asyncio.run(talk()), ANSWER)

    def test_tools_there_and_back(self):
        messages = list(QUESTION)
        first = self.client.chat.completions.create(model="tools", messages=messages, tools=TOOLS)
        self.finish_with(first, messages)

    def test_tools_there_and_back_in_a_stream(self):
        messages = list(QUESTION)
        with self.client.chat.completions.stream(model="tools", messages=messages, tools=TOOLS) as stream:
            first = stream.get_final_completion()
        self.assertEqual(first.choices[0].message.tool_calls[1].function.parsed_arguments.river, "Vltava")
        self.finish_with(first, messages)

    def finish_with(self, first, messages):
        choice = first.choices[0]
        self.assertEqual(choice.finish_reason, "tool_calls")
        calls = choice.message.tool_calls
        self.assertEqual([json.loads(call.function.arguments)["river"] for call in calls], ["Labe", "Vltava"])
        messages.append(choice.message)
        for call in calls:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": '{"cm":214}'})
        last = self.client.chat.completions.create(model="tools", messages=messages, tools=TOOLS)
        self.assertEqual(last.choices[0].message.content, "Both are at 214 cm.")
        self.assertIsNone(last.choices[0].message.tool_calls)

    def test_an_answer_of_a_schema(self):
        answer = self.client.chat.completions.parse(model="schema", messages=QUESTION, response_format=Height)
        self.assertEqual(answer.choices[0].message.parsed.cm, 214)

    def test_texts_become_vectors(self):
        texts = ["one two", "three"]
        packed = self.client.embeddings.create(model="embedding", input=texts)
        self.assertEqual([item.index for item in packed.data], [0, 1])
        plain = self.client.embeddings.create(model="embedding", input=texts, encoding_format="float")
        for one, other in zip(packed.data, plain.data):
            self.assertEqual(len(one.embedding), 64)
            for number, expected in zip(one.embedding, other.embedding):
                self.assertAlmostEqual(number, expected, places=6)

    def test_texts_are_judged(self):
        verdicts = self.client.moderations.create(model="moderation", input=["fine", "flag:violence"]).results
        self.assertEqual([verdict.flagged for verdict in verdicts], [False, True])
        self.assertTrue(verdicts[1].categories.violence)
        self.assertTrue(self.client.moderations.create(input="flag:violence").results[0].flagged)

    def test_the_models(self):
        names = [model.id for model in self.client.models.list()]
        self.assertIn("echo", names)
        self.assertEqual(self.client.models.retrieve("echo").id, "echo")
        self.assertEqual(self.client.models.retrieve("meta/llama-3").id, "meta/llama-3")
        with self.assertRaises(openai.NotFoundError) as missing:
            self.client.models.retrieve("none")
        self.assertEqual(missing.exception.code, "model_not_found")

    def test_errors_are_those_that_it_knows(self):
        with self.assertRaises(openai.NotFoundError) as missing:
            self.client.chat.completions.create(model="none", messages=QUESTION)
        self.assertEqual((missing.exception.code, missing.exception.param), ("model_not_found", "model"))
        with self.assertRaises(openai.BadRequestError) as wrong:
            self.client.chat.completions.create(model="echo", messages=[{"role": "robot", "content": ""}])
        self.assertEqual(wrong.exception.param, "messages[0].role")
        stranger = openai.OpenAI(api_key="tg_" + "a" * 43)
        with self.assertRaises(openai.AuthenticationError):
            stranger.chat.completions.create(model="echo", messages=QUESTION)
        stranger.close()
        with self.assertRaises(openai.APIStatusError) as failed:
            self.client.with_options(max_retries=0).chat.completions.create(model="status-401", messages=QUESTION)
        self.assertEqual(failed.exception.status_code, 502)

    def test_a_stream_that_is_left_in_the_middle(self):
        stream = self.client.chat.completions.create(model="endless", messages=QUESTION, stream=True)
        for _ in range(3):
            next(stream)
        stream.close()


if __name__ == "__main__":
    assert "OPENAI_BASE_URL" in os.environ and "OPENAI_API_KEY" in os.environ
    unittest.main(verbosity=2)
