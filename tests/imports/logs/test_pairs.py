"""What a model wrote as JSON and a program logged as an object, in records of two bodies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import traffic_logs as logs

from portcheck.imports.exchange import Exchange, Repeated, Skipped
from portcheck.imports.logs.known_formats import read
from portcheck.run.traffic.dialects import READ_ANSWERS


def found_in(folder: Path, records: Sequence[Any]) -> list[Exchange | Repeated | Skipped]:
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    return list(read(path, READ_ANSWERS))


@pytest.mark.parametrize("said", [{"customer": "Anna", "quantity": 3}, {"answer": {"yes": True}}])
@pytest.mark.parametrize("name", ["response", "output", "completion", "result"])
def test_json_that_a_model_wrote_is_its_answer_in_a_log_of_ones_own(
    name: str, said: Any, tmp_path: Path
) -> None:
    records = [{"prompt": "Read this.", name: said}, {"messages": logs.CHAT_TURNS, name: said}]
    for one in found_in(tmp_path, records):
        assert isinstance(one, Exchange), one
        assert one.answer is not None
        assert json.loads(one.answer.text) == said
        assert one.answer_was_json


SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "error": {"type": "string"}, "usage": {}},
    "required": ["text", "error"],
}


def test_an_object_with_the_fields_that_were_asked_for_is_the_answer(tmp_path: Path) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}
    request = {**logs.CHAT_REQUEST, "response_format": form}
    said = {"text": "a", "error": "no such invoice"}
    only_text = {"text": "a"}
    whole, wrapped = found_in(
        tmp_path,
        [{"request": request, "response": said}, {"request": request, "response": only_text}],
    )
    assert isinstance(whole, Exchange)
    assert isinstance(wrapped, Exchange)
    assert whole.answer is not None
    assert wrapped.answer is not None
    assert json.loads(whole.answer.text) == said
    assert (wrapped.answer.text, wrapped.answer_was_json) == ("a", False)


BODIES_OF_APIS: tuple[tuple[str, Any], ...] = (
    ("response", {"detail": "Not authenticated"}),
    ("response", {"message": "Too many requests"}),
    ("response", {"errorMessage": "timed out", "errorType": "Timeout"}),
    ("response", {"object": "list", "data": []}),
    ("response", {"model": "m", "created_at": "now", "response": "a", "done": True}),
    ("response", {"id": "1", "usage": {"input_tokens": 1}, "steps": []}),
    ("response", {"choices": []}),
    ("response", {"id": "mod", "results": [{"flagged": False}]}),
    ("response", {"predictions": ["a"]}),
    ("response", {"status": 200, "body": {"customer": "Anna"}}),
    ("response", {"status": "error", "reason": "overloaded"}),
    ("response", {"status": 503, "title": "overloaded"}),
    ("response", {"code": 1302, "msg": "overloaded"}),
    ("response", {}),
    ("response_body", {"customer": "Anna"}),
)


@pytest.mark.parametrize(("name", "body"), BODIES_OF_APIS)
def test_a_body_of_an_api_that_is_not_known_is_no_answer(
    name: str, body: Any, tmp_path: Path
) -> None:
    asks = name.replace("response", "request")
    (one,) = found_in(tmp_path, [{asks: logs.CHAT_REQUEST, name: body}])
    assert not isinstance(one, Exchange) or one.answer is None, one


def test_what_came_back_of_a_call_that_failed_is_no_answer(tmp_path: Path) -> None:
    record = {"prompt": "Read this.", "status_code": 503, "response": {"reason": "overloaded"}}
    (one,) = found_in(tmp_path, [record])
    assert not isinstance(one, Exchange)


def test_an_object_without_a_prompt_is_no_answer(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, [{"question": 3, "response": {"customer": "Anna"}}])
    assert isinstance(one, Skipped)


CHAT_BODY = {"choices": [{"message": {"content": "Hi."}, "finish_reason": "stop"}]}


@pytest.mark.parametrize("body", ["<html>502 Bad Gateway</html>", "upstream timed out", CHAT_BODY])
@pytest.mark.parametrize("name", ["status", "status_code", "http_status", "statusCode"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_comes_with_the_status_of_a_failure_is_no_answer(
    body: Any, name: str, wrapped: bool, tmp_path: Path
) -> None:
    record: dict[str, Any] = {"request": logs.CHAT_REQUEST, "response": body}
    record |= {"response": {name: 502, "body": body}} if wrapped else {name: "502"}
    (found,) = found_in(tmp_path, [record])
    assert isinstance(found, Exchange)
    assert (found.answer, found.error) == (None, "HTTP status 502")
    record |= {"response": {name: 200, "body": body}} if wrapped else {name: 200}
    (found,) = found_in(tmp_path, [record])
    assert isinstance(found, Exchange)
    assert found.answer is not None


def test_an_answer_in_a_form_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    body = {"choices": [{"message": {"content": {"city": "Rome"}}, "finish_reason": "stop"}]}
    (found,) = found_in(tmp_path, [{"request": logs.CHAT_REQUEST, "response": body}])
    assert isinstance(found, Exchange)
    assert found.answer is None
    assert "'content'" in found.error


@pytest.mark.parametrize("logged", [False, True])
def test_a_failed_call_of_helicone_has_no_answer(logged: bool, tmp_path: Path) -> None:
    at = {"seconds": 1_790_000_000, "milliseconds": 0}
    row = {
        "request_created_at": "2026-09-21T14:13:20.000Z",
        "request_body": logs.CHAT_REQUEST,
        "response_status": 502,
        "response_body": "<html>502 Bad Gateway</html>",
    }
    own = {
        "providerRequest": {"json": logs.CHAT_REQUEST},
        "providerResponse": {"status": 502, "textBody": "<html>502 Bad Gateway</html>"},
        "timing": {"startTime": at, "endTime": at},
    }
    (found,) = found_in(tmp_path, [own if logged else row])
    assert isinstance(found, Exchange)
    assert (found.answer, found.error) == (None, "HTTP status 502")


@pytest.mark.parametrize("error", ["rate limited", {"message": "rate limited"}])
def test_a_text_beside_an_error_is_no_answer(error: Any, tmp_path: Path) -> None:
    record = {"request": logs.CHAT_REQUEST, "response": "Error: rate limited", "error": error}
    (found,) = found_in(tmp_path, [record])
    assert isinstance(found, Exchange)
    assert (found.answer, found.error) == (None, "rate limited")


@pytest.mark.parametrize(
    ("response", "error"),
    [("Hi.", "None"), ("Hi.", "null"), ("Hi.", False), ("Hi.", {}), (CHAT_BODY, "cannot parse it")],
)
def test_an_answer_that_came_whole_is_one(response: Any, error: Any, tmp_path: Path) -> None:
    record = {"request": logs.CHAT_REQUEST, "response": response, "error": error}
    (found,) = found_in(tmp_path, [record])
    assert isinstance(found, Exchange)
    assert found.answer is not None
    assert found.answer.text == "Hi."
