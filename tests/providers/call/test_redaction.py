"""Keys stay inside; stored text can be stored."""

from __future__ import annotations

import asyncio

from provider_exchanges import KEY, QUESTION, VARIABLE, Server, chat_body, spec

from portcheck.errors import ProviderError
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.providers.call.redaction import (
    Key,
    Redactions,
    cleaned,
    without_key,
)
from portcheck.providers.open_provider import open_provider

SECRET = "sk-0123456789abcdef"


def test_a_key_shows_itself_to_nobody() -> None:
    key = Key(SECRET)
    assert SECRET not in f"{key} {key!r}"
    assert key.hide(f"a {SECRET} b {SECRET}") == "a *** b ***"
    assert Key(None).hide("text") == "text"


def test_a_key_that_learns_of_other_secrets_forgets_none() -> None:
    signing, first, second = ("x1y2z3" * 3, "first-other-secret-1", "second-other-secret-2")
    key = Key(SECRET, lambda: [signing], [first]).knowing([second])
    said = f"{SECRET} {signing} {first} {second}"
    assert key.hide(said) == key.hide_in_answer(said) == "*** *** *** ***"


def test_a_key_of_twelve_characters_is_looked_for_in_answers() -> None:
    assert Key("k" + "1" * 11).hide_in_answer("k11111111111") == "***"
    assert Key("k" + "1" * 10).hide_in_answer("k1111111111") == "k1111111111"


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


def heard(server: Server) -> tuple[Completion | ProviderError, Redactions]:
    """What asking brings, and what was hidden in it."""

    async def once() -> tuple[Completion | ProviderError, Redactions]:
        provider = open_provider(spec(), {VARIABLE: KEY}, transport=server.transport)
        with Redactions() as found:
            try:
                return await provider.complete(QUESTION), found
            except ProviderError as exc:
                return exc, found

    return asyncio.run(once())


def test_who_watches_gets_the_answer_as_it_came() -> None:
    answer, found = heard(
        Server(body=chat_body({"content": f"<think>so {KEY}</think>It is {KEY}.\ud83d"}))
    )
    assert isinstance(answer, Completion)
    assert KEY not in repr(answer)
    assert found.found
    assert found.answer is not None
    assert (found.answer.text, found.answer.reasoning_text) == (f"It is {KEY}.\ufffd", f"so {KEY}")


def test_of_other_answers_nothing_is_kept_and_errors_are_noted() -> None:
    answer, found = heard(Server(body=chat_body({"content": "Nothing.\ud83d"})))
    assert isinstance(answer, Completion)
    assert (found.found, found.answer) == (False, None)
    error, found = heard(Server(status=401, body={"error": {"message": f"wrong key {KEY}"}}))
    assert isinstance(error, ProviderError)
    assert KEY not in repr(error.failure)
    assert (found.found, found.answer) == (True, None)
    _, found = heard(Server(status=500, body={"error": {"message": "busy"}}))
    assert not found.found
