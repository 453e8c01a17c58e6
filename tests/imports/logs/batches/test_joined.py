"""Requests of batches and their answers are put together by `custom_id`, or it is said why not.

The lines are written from the vendors' references of their batches, none was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import traffic_logs as logs
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.imports.bodies.answers import Answers
from portcheck.imports.exchange import Exchange, Place, Repeated, Skipped
from portcheck.imports.logs.batches import joined
from portcheck.imports.logs.known_formats import read
from portcheck.imports.logs.reader import Source
from portcheck.run.traffic.dialects import READ_ANSWERS

Found = Exchange | Repeated | Skipped
OPENAI, ANTHROPIC = logs.LOGS["openai-batch"], logs.LOGS["anthropic-batch"]


def asks(known_as: str, text: str = logs.TICKET, url: str = "/v1/chat/completions") -> Any:
    body = {"model": "gpt-5.4", "messages": [{"role": "user", "content": text}]}
    return {"custom_id": known_as, "method": "POST", "url": url, "body": body}


def answers(known_as: str, text: str = logs.QUEUE) -> Any:
    response = {"status_code": 200, "request_id": "r", "body": logs.chat_body(text)}
    return {"id": "batch_req_1", "custom_id": known_as, "response": response, "error": None}


def found_in(folder: Path, **files: Sequence[Any]) -> list[Found]:
    for name, lines in files.items():
        text = "".join(json.dumps(one) + "\n" for one in lines)
        (folder / f"{name}.jsonl").write_text(text)
    return list(read(folder, READ_ANSWERS))


def said(found: list[Found]) -> list[tuple[str, str]]:
    """What was asked and what came back, of every call that has an answer."""
    return [
        (one.request.messages[0].text, one.answer.text)
        for one in found
        if isinstance(one, Exchange) and one.answer is not None
    ]


def reasons(found: list[Found]) -> list[str]:
    return [f"{one.place} {one.reason}" for one in found if isinstance(one, Skipped)]


@pytest.mark.parametrize("lines", [OPENAI, ANTHROPIC])
@pytest.mark.parametrize("names", [("a-input", "b-output"), ("z-input", "b-output")])
def test_two_files_of_a_folder_are_one_log(
    lines: list[Any], names: tuple[str, str], tmp_path: Path
) -> None:
    inputs = [one for one in lines if "body" in one or "params" in one]
    outputs = [one for one in lines if one not in inputs]
    files = {names[0]: inputs, names[1]: outputs[::-1]}
    found = found_in(tmp_path, **files)
    assert sorted(said(found)) == [(logs.ASKS, logs.SAYS), (logs.TICKET, logs.QUEUE)]
    assert {one.place.file for one in found} == {f"{names[0]}.jsonl"}
    assert {one.call_id for one in found if isinstance(one, Exchange)} == {"call-1", "call-2"}


OPENAI_FAILURES = [
    (
        {"response": None, "error": {"code": "batch_expired", "message": "Not run in time."}},
        "Not run in time.",
    ),
    (
        {
            "response": {
                "status_code": 400,
                "request_id": "r",
                "body": {"error": {"message": "Too long.", "type": "invalid_request_error"}},
            },
            "error": None,
        },
        "Too long.",
    ),
    ({"response": {"status_code": 500, "body": None}, "error": None}, "HTTP status 500"),
]
ANTHROPIC_FAILURES = [
    (
        {
            "type": "errored",
            "error": {
                "type": "error",
                "error": {"type": "invalid_request_error", "message": "No such model."},
            },
        },
        "No such model.",
    ),
    ({"type": "canceled"}, "the batch says canceled"),
    ({"type": "expired"}, "the batch says expired"),
]


@pytest.mark.parametrize(("line", "error"), OPENAI_FAILURES)
def test_what_failed_at_openai_is_a_call_without_an_answer(
    line: Any, error: str, tmp_path: Path
) -> None:
    failed = {"id": "batch_req_2", "custom_id": "a", **line}
    (one,) = found_in(tmp_path, errors=[failed], input=[asks("a")])
    assert isinstance(one, Exchange)
    assert (one.answer, one.error) == (None, error)


@pytest.mark.parametrize(("result", "error"), ANTHROPIC_FAILURES)
def test_what_failed_at_anthropic_is_a_call_without_an_answer(
    result: Any, error: str, tmp_path: Path
) -> None:
    line = {"custom_id": "call-1", "result": result}
    (one,) = found_in(tmp_path, requests=ANTHROPIC[:1], results=[line])
    assert isinstance(one, Exchange)
    assert (one.answer, one.error) == (None, error)


def test_one_file_alone_says_what_is_missing(tmp_path: Path) -> None:
    alone, unanswered = found_in(tmp_path, output=[answers("b")], x_input=[asks("a")])[::-1]
    assert isinstance(unanswered, Exchange)
    assert (unanswered.answer, unanswered.error) == (None, "the log holds no answer")
    assert reasons([alone]) == [
        "output.jsonl:1 is an answer of a batch, but its request is not in the log: put the "
        "input file of the batch into the same folder"
    ]


def test_an_id_of_two_requests_joins_nothing(tmp_path: Path) -> None:
    files = {
        "in1": [asks("1", "One?"), asks("2", "Two?")],
        "in2": [asks("1", "Uno?")],
        "out1": [answers("1", "one"), answers("2", "two")],
        "out2": [answers("1", "uno")],
    }
    found = found_in(tmp_path, **files)
    assert said(found) == [("Two?", "two")]
    ambiguous = [reason.partition(" ")[0] for reason in reasons(found)]
    assert sorted(ambiguous) == ["in1.jsonl:1", "in2.jsonl:1", "out1.jsonl:1", "out2.jsonl:1"]
    assert all("this custom_id" in reason for reason in reasons(found))


def test_an_id_of_two_answers_joins_nothing(tmp_path: Path) -> None:
    files = {"a": [answers("1", "one")], "b": [answers("1", "uno")], "c": [asks("1")]}
    found = found_in(tmp_path, **files)
    assert said(found) == []
    assert len(reasons(found)) == 3


def test_batches_one_after_the_other_may_use_the_same_ids(tmp_path: Path) -> None:
    files = {
        "1-in": [asks("1", "One?")],
        "1-out": [answers("1", "one")],
        "2-in": [asks("1", "Two?")],
        "2-out": [answers("1", "two")],
    }
    assert said(found_in(tmp_path, **files)) == [("One?", "one"), ("Two?", "two")]


def test_a_copy_of_a_file_changes_nothing(tmp_path: Path) -> None:
    found = found_in(tmp_path, a=[asks("1")], b=[asks("1")], c=[answers("1")], d=[answers("1")])
    assert said(found) == [(logs.TICKET, logs.QUEUE)]
    assert [type(one) for one in found] == [Repeated, Exchange, Repeated]


def test_what_waits_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joined, "MAX_WAITING", 2)
    files = {
        "a": [asks(str(number)) for number in range(4)],
        "b": [answers(str(number)) for number in range(4)],
    }
    found = found_in(tmp_path, **files)
    assert len(said(found)) == 2
    late, later, *orphans = reasons(found)
    assert late.startswith("a.jsonl:1 its answer did not come among the 2 lines or 48 MB after it")
    assert later.startswith("a.jsonl:2 ")
    assert [one.partition(" ")[0] for one in orphans] == ["b.jsonl:1", "b.jsonl:2"]


def test_lines_that_wait_are_packed(tmp_path: Path) -> None:
    side = joined._Side()
    for number in range(1_000):
        data = asks(str(number), f"{'A long instruction. ' * 100}{number}")
        side.keep(str(number), _source(data))
    assert side.size < 150 * 1_000
    while side.waiting:
        side.pop_oldest()
    assert (side.lines, side.size) == (0, 0)


def _source(data: Any) -> Source:
    return Source(Place(file="a"), "0" * 16, data, Answers(READ_ANSWERS), None, False, None)


def test_a_call_that_is_no_chat_is_passed_over(tmp_path: Path) -> None:
    line = {
        **asks("1", url="/v1/embeddings"),
        "body": {"model": "text-embedding-3-small", "input": "A"},
    }
    found = found_in(tmp_path, a=[line], b=[answers("1")])
    assert reasons(found) == ["a.jsonl:1 is a call of kind embeddings, not a chat"]


@pytest.mark.parametrize("known_as", [None, "", [1], True])
def test_a_line_without_an_id_is_said(known_as: Any, tmp_path: Path) -> None:
    found = found_in(tmp_path, a=[asks("1") | {"custom_id": known_as}])
    assert reasons(found) == ["a.jsonl:1 has no text as custom_id"]


def test_ids_may_be_numbers(tmp_path: Path) -> None:
    found = found_in(
        tmp_path, a=[{**asks(""), "custom_id": 7}], b=[{**answers(""), "custom_id": 7}]
    )
    assert said(found) == [(logs.TICKET, logs.QUEUE)]


def test_lines_that_somebody_joined_are_read(tmp_path: Path) -> None:
    found = found_in(
        tmp_path, a=[answers("1") | asks("1")], b=[ANTHROPIC[0] | ANTHROPIC[1] | {"n": 1}]
    )
    assert said(found) == [(logs.TICKET, logs.QUEUE)] * 2


def test_a_record_of_ones_own_may_have_a_custom_id(tmp_path: Path) -> None:
    own = {"custom_id": "1", "request": logs.CHAT_REQUEST, "response": logs.chat_body()}
    beside = {"custom_id": "2", **logs.CHAT_REQUEST, "response": logs.chat_body()}
    found = found_in(tmp_path, a=[own, beside])
    assert said(found) == [(logs.TICKET, logs.QUEUE)] * 2
    assert [one.format for one in found if isinstance(one, Exchange)] == ["openai-chat"] * 2


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations([(side, number) for side in ("ask", "answer") for number in range(5)]),
    formats=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_any_order_joins_the_same(
    order: list[tuple[str, int]], formats: list[bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def line(side: str, number: int) -> Any:
        if formats[number]:
            made = asks if side == "ask" else answers
            return made(str(number), f"{side} {number}")
        if side == "ask":
            turns = [{"role": "user", "content": f"ask {number}"}]
            return {"custom_id": str(number), "params": {"model": "claude", "messages": turns}}
        message = logs.messages_body(f"answer {number}")
        return {"custom_id": str(number), "result": {"type": "succeeded", "message": message}}

    folder = tmp_path_factory.mktemp("log")
    found = found_in(folder, a=[line(*one) for one in order])
    assert sorted(said(found)) == [(f"ask {n}", f"answer {n}") for n in range(5)]
