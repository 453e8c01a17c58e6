"""What an answer of Cohere carries besides text and calls."""

from __future__ import annotations

from typing import Any

from carried import counts, streamed, whole
from cohere_exchanges import reply

from portcheck.model.completion import Answer
from portcheck.providers.dialects.cohere import WIRE

TEXT = {"type": "text", "text": "Hi."}
CITED = {"start": 0, "end": 2, "text": "Hi", "type": "TEXT_CONTENT"}


def event(kind: str, index: int = 0, **message: Any) -> dict[str, Any]:
    return {"type": kind, "index": index, "delta": {"message": message}}


def told(*events: dict[str, Any]) -> Answer:
    end = {"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": {}}}
    words = event("content-start", 9, content=TEXT)
    return streamed(WIRE, [{"type": "message-start", "id": "r"}, words, *events, end])


def test_ordinary_answers_carry_nothing_else() -> None:
    assert counts(whole(WIRE, reply())) == {}
    ends = [event("content-end"), event("tool-call-end"), event("citation-end")]
    assert counts(told(*ends)) == {}


def test_citations_and_parts_that_nobody_knows() -> None:
    new = {"type": "hologram", "text": "unread", "light": "x"}
    got = whole(WIRE, reply({"content": [new, TEXT], "citations": [CITED, CITED]}))
    expected = {"citations.TEXT_CONTENT": 2, "hologram": 1}
    assert (got.text, counts(got)) == ("Hi.", expected)
    pieces = [
        event("content-start", 0, content=new),
        event("content-delta", 0, content={"text": "unread"}),
        event("citation-start", citations=CITED),
        event("citation-start", citations=[CITED]),
    ]
    got = told(*pieces)
    assert (got.text, counts(got)) == ("Hi.", expected)


def test_a_warning_that_the_model_goes() -> None:
    warned = {"warnings": ["This model is deprecated and will be removed on May 2, 2027."]}
    got = whole(WIRE, reply(meta=warned))
    assert (got.retires, counts(got)) == ("2027-05-02", {})


def test_probabilities_searches_and_events_that_nobody_knows() -> None:
    shown = [{"token_ids": [1], "logprobs": [-0.1]}]
    usage = {"billed_units": {"input_tokens": 1.0, "search_units": 2}}
    got = whole(WIRE, reply(logprobs=shown, usage=usage))
    assert counts(got) == {"logprobs": 1, "search_units": 2}
    late = {"type": "content-delta", "index": 9, "delta": {}, "logprobs": shown[0] | {"text": "H"}}
    assert counts(told(late, {"type": "weather", "sky": "blue"})) == {"logprobs": 1, "weather": 1}
