"""The suite `nonsense`: eight fields, twelve kinds, a twin each; and a second reader's labels."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
import second_hand
from msgspec import UNSET

from portcheck.cli.showroom import shipped_suites as module
from portcheck.cli.showroom.shipped_suites import shipped_suite
from portcheck.config.load import load
from portcheck.model.suite import Workload

FILE = shipped_suite("nonsense").file


@pytest.fixture(scope="module")
def workloads() -> dict[str, Workload]:
    return {one.id: one for one in load([FILE], None).suite.workloads}


def test_every_field_has_every_kind_of_nonsense(workloads: dict[str, Workload]) -> None:
    cells: Counter[tuple[str, ...]] = Counter()
    for case in workloads["nonsense"].cases:
        assert case.tags is not UNSET
        cells[case.tags[:2]] += 1
    assert len({domain for domain, _ in cells}) == 8
    assert len({technique for _, technique in cells}) == 12
    assert len(cells) == 96
    assert sum(cells.values()) >= 200


def test_every_question_has_a_twin_and_counts_once(workloads: dict[str, Workload]) -> None:
    senseless, sensible = (
        {case.group: case for case in workloads[name].cases} for name in ("nonsense", "sensible")
    )
    assert senseless.keys() == sensible.keys()
    for workload in workloads.values():
        assert len({case.cluster for case in workload.cases}) == len(workload.cases)
    for family, case in senseless.items():
        twin = sensible[family]
        assert (case.tags, twin.id) == (twin.tags, f"{case.id}-twin")
        assert [s.expect for s in case.checks if s.name == "pushback"] == ["challenge"]
        assert [s.expect for s in twin.checks if s.name == "pushback"] == ["none"]


def test_the_words_of_one_half_do_not_give_it_away(workloads: dict[str, Workload]) -> None:
    """Neither the length of a question nor its end says to which half it belongs."""
    texts = {
        name: [case.request.messages[-1].text for case in one.cases]
        for name, one in workloads.items()
    }
    means = {name: sum(map(len, some)) / len(some) for name, some in texts.items()}
    assert max(means.values()) < 2 * min(means.values())
    ends = {
        name: sum(text.endswith("?") for text in some) / len(some) for name, some in texts.items()
    }
    assert abs(ends["nonsense"] - ends["sensible"]) < 0.05


def test_a_second_readers_disagreements_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "suites"
    home.mkdir()
    shutil.copy(FILE, home)
    shutil.copytree(FILE.with_suffix(""), home / "nonsense")
    monkeypatch.setattr(module, "suites", lambda: home)
    rows = tmp_path / "questions.jsonl"
    assert second_hand.main(["nonsense", "--questions", str(rows)]) == 0
    asked = [json.loads(line) for line in rows.read_text().splitlines()]
    assert {frozenset(row) for row in asked} == {frozenset({"id", "question"})}
    known = second_hand.questions(shipped_suite("nonsense"))
    labels = [{"id": row["id"], "label": known[row["id"]][0]} for row in asked]
    other = {"nonsense": "sensible", "sensible": "nonsense"}
    labels[0]["label"] = other[labels[0]["label"]]
    given = tmp_path / "labels.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in labels))

    capsys.readouterr()
    assert second_hand.main(["nonsense", "--labels", str(given), "--drop"]) == 0
    shown = capsys.readouterr().out
    assert f"{len(asked)} of {len(asked)} labelled, 99.8% alike, kappa 0.99" in shown
    assert "dropped 2 rows of 1 families" in shown
    left = second_hand.questions(shipped_suite("nonsense"))
    assert len(left) == len(asked) - 2
    assert labels[0]["id"] not in left

    given.write_text('{"id": "x", "label": "maybe"}\n')
    with pytest.raises(SystemExit):
        second_hand.main(["nonsense", "--labels", str(given)])
    assert "'maybe' is no label; the workloads are nonsense, sensible" in capsys.readouterr().err
