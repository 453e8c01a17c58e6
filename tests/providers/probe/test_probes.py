"""What answers to probes prove, and where they contradict the table."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

import pytest

from portcheck.error_classes import ErrorClass, Failure
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.facts import Capabilities
from portcheck.providers.probe.probes import (
    Probe,
    compare_with_table,
    interpret,
    plain,
    probes,
    red_square,
)

COUNTED = "1 2 3 4 5 6 7 8 9"


def answer(text: str = "", *, tokens: int | None = 20, **changes: Any) -> Completion:
    known: dict[str, Any] = {
        "text": text,
        "finish_reason": "stop",
        "timing": Timing(total_s=1.0),
        "usage": Usage(input_tokens=tokens),
    }
    return Completion(**{**known, **changes})


def calls(*names: str) -> Completion:
    made = tuple(ToolCall(id=str(i), name=name, arguments={}) for i, name in enumerate(names))
    return answer(tool_calls=made, finish_reason="tool_calls")


def probe(capability: str, value: str = "") -> Probe:
    found = [p for p in probes(Capabilities()) if p.capability == capability]
    return next(p for p in found if value in {"", p.value})


CUT = answer(finish_reason="length")
CONTROL = answer(COUNTED)


@pytest.mark.parametrize(
    ("capability", "answers", "expected"),
    [
        ("temperature", [answer("x")], "accepted"),
        ("temperature_with_top_p", [answer("x")], "accepted"),
        ("top_k", [answer("x")], "accepted"),
        ("presence_penalty", [answer("x")], "accepted"),
        ("json_mode", [answer('{"city": "Lyon"}')], "obeyed"),
        ("json_mode", [answer('```json\n{"city": "Lyon"}\n```')], "ignored"),
        ("json_mode", [answer('{"city": ', finish_reason="length")], "unclear"),
        ("stop", [answer("1 2 3 4 ")], "obeyed"),
        ("stop", [answer(COUNTED)], "ignored"),
        ("max_stop", [answer("x")], "accepted"),
        ("seed", [answer("a"), answer("a"), answer("b")], "obeyed"),
        ("seed", [answer("a"), answer("b"), answer("b")], "ignored"),
        ("seed", [answer("a"), answer("a"), answer("a")], "unclear"),
        ("effort", [answer("391", usage=Usage(reasoning_tokens=30))], "accepted"),
        ("tools", [calls("get_weather")], "obeyed"),
        ("tools", [answer("It is sunny.", tokens=90)], "ignored"),
        ("tools", [CUT], "unclear"),
        ("forced_tools", [answer("Hello!")], "ignored"),
        ("named_tool", [calls("get_time")], "obeyed"),
        ("named_tool", [calls("get_weather")], "ignored"),
        ("named_tool", [answer("Sunny.")], "ignored"),
        ("parallel_tools", [calls("get_weather", "get_weather")], "obeyed"),
        ("parallel_tools", [calls("get_weather")], "unclear"),
        ("parallel_tools", [answer("Sunny.")], "ignored"),
        ("response_schema", [answer('{"city": "Paris", "river": "Seine"}')], "obeyed"),
        ("response_schema", [answer('{"city": "Paris"}')], "ignored"),
        ("response_schema", [answer('{"city": "Paris", "river": 3}')], "ignored"),
        ("response_schema", [answer("Paris lies on the Seine.")], "ignored"),
        ("response_schema", [answer('{"city": ', finish_reason="length")], "unclear"),
        ("prefill", [answer(" 4 5 6")], "obeyed"),
        ("prefill", [answer(COUNTED)], "ignored"),
        ("prefill", [answer("Sure!")], "unclear"),
        ("images", [answer("Red.")], "obeyed"),
        ("images", [answer("I see nothing.")], "ignored"),
        ("images", [CUT], "unclear"),
        ("documents", [answer("Walnut.")], "obeyed"),
        ("documents", [answer("I see no page.")], "ignored"),
        ("documents", [CUT], "unclear"),
        ("system", [answer("BANANA", tokens=30)], "obeyed"),
        ("system", [answer(COUNTED, tokens=30)], "unclear"),
        ("system", [answer(COUNTED, tokens=15)], "unclear"),
        ("system", [answer(COUNTED, tokens=None)], "unclear"),
        ("system", [answer(COUNTED, tokens=20)], "ignored"),
        ("streaming", [answer(timing=Timing(total_s=1.0, first_token_s=0.2))], "obeyed"),
        ("streaming", [answer(COUNTED)], "ignored"),
    ],
)
def test_outcomes(capability: str, answers: list[Completion], expected: str) -> None:
    assert interpret(probe(capability), answers, CONTROL)[0] == expected


def test_a_stop_sequence_proves_nothing_where_the_plain_answer_has_none() -> None:
    assert interpret(probe("stop"), [answer("Hello")], answer("Hello"))[0] == "unclear"


@pytest.mark.parametrize(
    ("error_class", "expected"),
    [
        ("invalid_request", "rejected"),
        ("not_found", "rejected"),
        ("server", "rejected"),
        ("rate_limited", "unclear"),
        ("connection", "unclear"),
    ],
)
def test_failures(error_class: ErrorClass, expected: str) -> None:
    error = Failure(error_class=error_class, message="no such thing")
    found = interpret(probe("seed"), [answer("a"), error], CONTROL)
    assert found == (expected, f"{error_class}: no such thing")


def test_a_blocked_answer_is_unclear() -> None:
    blocked = answer(error=Failure(error_class="content_blocked", message="filtered"))
    assert interpret(probe("tools"), [blocked], CONTROL)[0] == "unclear"


@pytest.mark.parametrize(
    ("capability", "value", "caps", "measured", "table", "differs"),
    [
        ("tools", "", Capabilities(tools=True), "ignored", "yes", True),
        ("tools", "", Capabilities(tools=True), "obeyed", "yes", False),
        ("tools", "", Capabilities(tools=False), "obeyed", "no", True),
        ("tools", "", Capabilities(), "ignored", "unknown", False),
        ("tools", "", Capabilities(tools=True), "unclear", "yes", False),
        ("seed", "", Capabilities(seed=False), "not sent", "no", False),
        ("temperature", "", Capabilities(temperature=False), "accepted", "no", True),
        ("effort", "low", Capabilities(effort=("low",)), "rejected", "yes", True),
        ("effort", "max", Capabilities(effort=("low",)), "rejected", "no", False),
        ("effort", "max", Capabilities(effort_rejects=("max",)), "accepted", "no", True),
        ("effort", "low", Capabilities(effort_rejects=("max",)), "accepted", "unknown", False),
        ("streaming", "", Capabilities(), "ignored", "unknown", False),
    ],
)
def test_beside_the_table(
    capability: str, value: str, caps: Capabilities, measured: Any, table: str, differs: bool
) -> None:
    found = compare_with_table(probe(capability, value), (measured, "why"), caps)
    assert (found.table, found.differs) == (table, differs)


@pytest.mark.parametrize(
    ("measured", "differs"), [("rejected", False), ("accepted", True), ("unclear", False)]
)
def test_one_stop_sequence_more_than_the_table_allows(measured: Any, differs: bool) -> None:
    caps = Capabilities(max_stop=4)
    many = next(p for p in probes(caps) if p.capability == "max_stop")
    assert len(many.requests[0].sampling.stop) == 5
    found = compare_with_table(many, (measured, ""), caps)
    assert (found.table, found.differs) == ("4", differs)


def test_every_probe_is_small_and_is_told_from_the_others() -> None:
    all_of_them = probes(Capabilities())
    assert len({(p.capability, p.value) for p in all_of_them}) == len(all_of_them)
    requests = [request for p in all_of_them for request in p.requests]
    assert len(requests) <= 30
    for request in [plain(), *requests]:
        assert 16 <= (request.sampling.max_output_tokens or 0) <= 128


def test_the_picture_is_a_png_of_one_colour() -> None:
    raw = base64.b64decode(red_square(4))
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        kind, data = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + size]
        (crc,) = struct.unpack(">I", raw[at + 8 + size : at + 12 + size])
        assert crc == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + size
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (4, 4, 8, 2, 0, 0, 0)
    assert zlib.decompress(chunks[b"IDAT"]) == (b"\x00" + b"\xff\x00\x00" * 4) * 4


def test_requests_can_be_written_as_json() -> None:
    from portcheck.model.codec import request_to_json

    for one in probes(Capabilities()):
        assert all(json.dumps(request_to_json(request)) for request in one.requests)
