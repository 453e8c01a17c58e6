"""Reading an answer as JSON: once, and with what was overlooked for it."""

from __future__ import annotations

import pytest
from run_builders import ask, make_completion

from portcheck.checks.shared import answers
from portcheck.checks.shared.answers import json_value
from portcheck.detectors.json_in_text import json_text
from portcheck.model.suite import CheckSpec
from portcheck.plugins import Context

FENCED = 'Here:\n```json\n{"a": 1,}\n```'


def context(text: str, *, lenient: bool) -> Context:
    spec = CheckSpec(name="json_fields", arguments={"a": 1}, id="x", gate="structure")
    if lenient:
        spec = CheckSpec(
            name="json_fields", arguments={"a": 1}, id="x", gate="structure", json="lenient"
        )
    return Context(spec=spec, completion=make_completion(text=text), request=ask("A?"))


def test_a_lenient_reader_says_what_it_overlooked() -> None:
    found = json_value(context(FENCED, lenient=True))
    assert (found.value, found.trouble) == ({"a": 1}, "")
    assert found.overlooked.startswith(" (read leniently: a code fence")
    assert json_value(context('{"a": 1}', lenient=True)) == ({"a": 1}, "", "")
    assert json_value(context(FENCED, lenient=False)).trouble.startswith("not valid JSON")
    assert json_value(context(" ", lenient=True)).trouble.startswith("no visible text")


def test_an_answer_is_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []

    def counted(text: str) -> tuple[str, tuple[str, ...]] | None:
        searched.append(text)
        return json_text(text)

    monkeypatch.setattr(answers, "json_text", counted)
    json_value(context(FENCED, lenient=True))
    assert searched == [FENCED]
