"""Interpret the answers to a probe. Pure: they return an outcome and the reason for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from portcheck.model.completion import Completion
from portcheck.vendor_json import load_json

Measured = Literal["obeyed", "ignored", "accepted", "rejected", "not sent", "unclear"]
"""`accepted`: accepted, but an answer cannot show its effect. `not sent`: the dialect has no field
for it."""

Proof = tuple[Measured, str]

RIVER: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "river": {"type": "string"}},
    "required": ["city", "river"],
    "additionalProperties": False,
}
"""The JSON Schema that an answer is compared with."""


def accepts(_answers: Sequence[Completion], _control: Completion) -> Proof:
    """The setting is accepted; an answer cannot show more."""
    return "accepted", "one answer does not show its effect"


def stops(answers: Sequence[Completion], control: Completion) -> Proof:
    """Whether the answer ends before the stop sequence `5`."""
    if "5" in answers[0].text:
        return "ignored", "the answer goes on after the stop sequence"
    if "5" not in control.text:
        return "unclear", "the plain answer has nothing to stop at"
    return "obeyed", "the answer ends before the stop sequence"


def repeats_by_seed(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether two answers to one seed are the same, and a third to another is not."""
    first, second, other = (answer.text for answer in answers)
    if first != second:
        return "ignored", "the same seed gave two different answers"
    if first == other:
        return "unclear", "another seed gave the same answer too"
    return "obeyed", "the same seed gave the same answer, another seed another one"


def reasons(answers: Sequence[Completion], control: Completion) -> Proof:
    """How much it reasoned, where that is reported."""
    tokens = answers[0].usage.reasoning_tokens
    before = control.usage.reasoning_tokens
    if tokens is None or tokens == before:
        return "accepted", "one answer does not show its effect"
    return "accepted", f"{tokens} tokens of reasoning"


def calls_tool(answers: Sequence[Completion], control: Completion) -> Proof:
    """Whether a tool was called."""
    answer = answers[0]
    if answer.tool_calls:
        return "obeyed", f"it called {answer.tool_calls[0].name[:64]}"
    if _is_cut(answer):
        return "unclear", "the answer was cut before it said anything"
    return "ignored", f"no tool was called{_growth(answer, control)}"


def calls_named_tool(answers: Sequence[Completion], control: Completion) -> Proof:
    """Whether the tool `get_time` was called, which was asked for by name."""
    names = [call.name for call in answers[0].tool_calls]
    if names and names[0] != "get_time":
        return "ignored", f"it called {names[0][:64]} instead of the named tool"
    return calls_tool(answers, control)


def calls_both_tools(answers: Sequence[Completion], control: Completion) -> Proof:
    """Whether two calls came in one turn."""
    number = len(answers[0].tool_calls)
    if number == 1:
        return "unclear", "one call in the turn: the model may prefer one at a time"
    if number:
        return "obeyed", f"{number} calls in one turn"
    return calls_tool(answers, control)


def _is_cut(answer: Completion) -> bool:
    return answer.finish_reason == "length" and not answer.text.strip()


def _growth(answer: Completion, control: Completion) -> str:
    """Whether the input grew, which tells a prompt that is ignored from one that is lost."""
    before, after = control.usage.input_tokens, answer.usage.input_tokens
    if before is None or after is None:
        return ""
    return f" ({after} input tokens, {before} in the plain question)"


def is_json(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether the answer is JSON and nothing else, which the question alone rarely brings about."""
    text = answers[0].text.strip()
    if answers[0].finish_reason == "length" and (not text or text.startswith(("{", "["))):
        return "unclear", "the answer was cut before it was complete"
    try:
        load_json(text)
    except ValueError:
        return "ignored", "the answer is not JSON, or has text around it"
    return "obeyed", "the answer is only JSON"


def fits_schema(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether the answer is valid against `RIVER`, which the question does not ask for."""
    text = answers[0].text.strip()
    if answers[0].finish_reason == "length" and (not text or text.startswith("{")):
        return "unclear", "the answer was cut before it was complete"
    try:
        data = load_json(text)
    except ValueError:
        return "ignored", "the answer is not JSON"
    fits = isinstance(data, dict) and data.keys() == RIVER["properties"].keys()
    if fits and all(isinstance(value, str) for value in data.values()):
        return "obeyed", "the answer is valid against the schema"
    return "ignored", "the answer is JSON, but not valid against the schema"


def continues_prefill(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether the answer goes on after `1 2 3`."""
    text = answers[0].text.strip()
    if text.startswith("4"):
        return "obeyed", "the answer goes on where the last message ends"
    if text.startswith("1"):
        return "ignored", "the answer starts over"
    return "unclear", "the answer neither goes on nor starts over"


def sees_image(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether the answer names the colour red."""
    if "red" in answers[0].text.lower():
        return "obeyed", "it names the colour"
    if _is_cut(answers[0]):
        return "unclear", "the answer was cut before it said anything"
    return "ignored", "it does not name the colour"


def reads_document(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether the answer says the word WALNUT, which is in the document alone."""
    if "walnut" in answers[0].text.lower():
        return "obeyed", "it says the word of the document"
    if _is_cut(answers[0]):
        return "unclear", "the answer was cut before it said anything"
    return "ignored", "it does not say the word of the document"


def obeys_system(answers: Sequence[Completion], control: Completion) -> Proof:
    """Whether the answer says BANANA, as the system prompt wants."""
    answer = answers[0]
    if "banana" in answer.text.lower():
        return "obeyed", "it does what the system prompt says"
    before, after = control.usage.input_tokens, answer.usage.input_tokens
    # Not always more: the request's own prompt may stand in for a longer one of the template.
    lost = before is not None and before == after
    ignored = f"it does not do what the system prompt says{_growth(answer, control)}"
    # A weak model may read a prompt and not follow it.
    return ("ignored" if lost else "unclear"), ignored


def streams(answers: Sequence[Completion], _control: Completion) -> Proof:
    """Whether the answer came in pieces."""
    first = answers[0].timing.first_token_s
    if first is None:
        return "ignored", "the answer came whole"
    return "obeyed", f"first token after {first:.2f} s"
