"""The one writer of SARIF: order, places, and how a host finds a result again."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sarif_schema import SCHEMA

from portcheck.model.exposure import sarif
from portcheck.model.exposure.sarif import Result, Rule, sarif_log

RULES = (
    Rule(id="bad", words="It is bad", level="error"),
    Rule(id="odd", words="It is odd", level="warning"),
)


def log(*results: Result) -> dict[str, Any]:
    found = sarif_log("1.2", RULES, results, root="The folder.", more="use --json")
    Draft202012Validator(SCHEMA).validate(found)
    run: dict[str, Any] = found["runs"][0]
    return run


def make(**overrides: Any) -> Result:
    values: dict[str, Any] = {"rule": "odd", "level": "warning", "words": "Look."}
    return Result(**(values | overrides))


def test_graver_results_come_first_and_name_their_rule() -> None:
    run = log(make(), make(rule="bad", level="note"), make(rule="bad", level="error"))
    levels = [(one["level"], one["ruleIndex"], one["ruleId"]) for one in run["results"]]
    assert levels == [("error", 0, "bad"), ("warning", 1, "odd"), ("note", 0, "bad")]


def test_a_place_is_a_file_or_a_name_or_nothing() -> None:
    full, named, none = log(
        make(file="a b/s.yaml", line=3, column=2, properties={"kind": "x"}),
        make(name="s/w"),
        make(),
    )["results"]
    physical = full["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "a%20b/s.yaml", "uriBaseId": "SRCROOT"}
    assert physical["region"] == {"startLine": 3, "startColumn": 2}
    assert full["properties"] == {"kind": "x"}
    assert named["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "s/w"}]}]
    assert "locations" not in none


def test_a_result_is_found_again_by_what_it_is_and_not_by_its_words() -> None:
    prints = [
        one["partialFingerprints"]["portcheck/v1"]
        for one in log(
            make(words="5 of 9", identity="w\nc"),
            make(words="6 of 9", identity="w\nc"),
            make(words="6 of 9"),
            make(words="6 of 9", file="a"),
            make(words="\ud800"),
        )["results"]
    ]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 4


def test_what_hosts_do_not_take_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
    run = log(make(), make(), make(rule="bad", level="error"))
    assert [one["level"] for one in run["results"]] == ["error"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "2 more results: use --json"
