"""SARIF 2.1.0: the rules of the published schema and specification that this output meets."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exposed_code import build
from jsonschema import Draft202012Validator
from sarif_schema import SCHEMA

from portcheck.model.exposure import sarif as module
from portcheck.scan.exposure import report
from portcheck.scan.folder import scan_folder
from portcheck.scan.sarif import sarif


@pytest.fixture(name="written")
def _written(tmp_path: Path) -> Mapping[str, Any]:
    build(tmp_path)
    (tmp_path / "a b#c").mkdir()
    (tmp_path / "a b#c" / "x.py").write_text('m = "gpt-4o"\n')
    read, findings = scan_folder(tmp_path, processes=1)
    found: Mapping[str, Any] = json.loads(
        json.dumps(sarif(report(".", read, findings, (), date(2026, 11, 28))))
    )
    return found


def test_it_has_the_form_of_the_standard(written: Mapping[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(written)
    (run,) = written["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uriBaseId"] in run["originalUriBaseIds"]
        assert not location["uri"].startswith("/")
    uris = [
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]
    ]
    assert "a%20b%23c/x.py" in uris


def test_errors_come_first_and_what_is_no_code_is_a_note(written: Mapping[str, Any]) -> None:
    results = written["runs"][0]["results"]
    levels = [result["level"] for result in results]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert results[0]["level"] == "error"
    for result in results:
        if result["properties"]["context"] != "code" and result["ruleId"] != "secret":
            assert result["level"] == "note"
    assert {r["ruleId"] for r in results} >= {"secret", "model-retired", "no-exit-plan", "lock-in"}


def test_more_results_than_hosts_take_are_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text('m = "gpt-4o"\nn = "gpt-4.1"\n')
    monkeypatch.setattr(module, "MOST_RESULTS", 1)
    read, findings = scan_folder(tmp_path)
    (run,) = sarif(report(".", read, findings, (), date(2026, 11, 28)))["runs"]
    assert len(run["results"]) == 1
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "3 more results: use --json"


def test_names_of_files_that_are_no_text_are_written_as_bytes(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.py")).write_text('m = "gpt-4o"\n')
    except OSError:
        pytest.skip("this file system takes no such name")
    read, findings = scan_folder(tmp_path)
    (run,) = sarif(report(".", read, findings, (), date(2026, 11, 28)))["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "%FF.py"
