"""Keys stay inside; stored text can be stored."""

from __future__ import annotations

from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.providers.call.redaction import Key, cleaned, without_key

SECRET = "sk-0123456789abcdef"


def test_a_key_shows_itself_to_nobody() -> None:
    key = Key(SECRET)
    assert SECRET not in f"{key} {key!r}"
    assert key.hide(f"a {SECRET} b {SECRET}") == "a *** b ***"
    assert Key(None).hide("text") == "text"


def test_every_text_of_an_answer_is_searched() -> None:
    answer = Completion(
        text=SECRET,
        finish_reason="stop",
        timing=Timing(total_s=1.0, first_token_s=0.5),
        reasoning_text=f"<{SECRET}>",
        tool_calls=(ToolCall(id=SECRET, name=SECRET, arguments={SECRET: [SECRET, 1, None]}),),
        usage=Usage(input_tokens=3),
        rate_limit={"x-ratelimit": SECRET},
        dropped_params=("seed",),
    )
    safe = cleaned(answer, Key(SECRET))
    assert SECRET not in repr(safe)
    assert safe.tool_calls[0].arguments == {"***": ["***", 1, None]}
    assert (safe.timing, safe.usage, safe.dropped_params) == (
        answer.timing,
        answer.usage,
        answer.dropped_params,
    )
    assert cleaned(answer, Key(None)) == answer


def test_a_key_that_json_writes_otherwise_is_found() -> None:
    odd = 'sk-\\"quoted"-\u00e9\t0123456789'
    answer = Completion(text=f"<{odd}>", finish_reason="stop", timing=Timing(total_s=1.0))
    assert cleaned(answer, Key(odd)).text == "<***>"
    signing = Key(None, lambda: [odd])
    assert cleaned(answer, signing).text == "<***>"


def test_an_answer_without_the_key_is_the_same_value() -> None:
    answer = Completion(text="Hi.", finish_reason="stop", timing=Timing(total_s=1.0))
    assert cleaned(answer, Key(SECRET)) is answer


def test_short_keys_are_hidden_in_errors_only() -> None:
    answer = Completion(text="none of it", finish_reason="stop", timing=Timing(total_s=1.0))
    assert cleaned(answer, Key("none")) == answer
    assert without_key({"error": ["none"]}, Key("none")) == {"error": ["***"]}
