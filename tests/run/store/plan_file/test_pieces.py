"""However a plan.json is cut while it is read, it says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model.codec import encode_json
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.plan_file import pieces
from portcheck.run.store.plan_file.interning import Interned

RECORD = RunRecord(id="r", portcheck_version="0", started_at="2026-01-01T00:00:00Z")
HIDING: tuple[dict[str, Any], ...] = (
    {},
    {"calls": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}, {"id": "e"}, {"id": "f"}]},
    {"rows": [{"x": 1}], "about": "", "also": [{"x": 1}], "partial": False},
    {"cases": [{"id": "a"}], "trials": [{"key": "a"}]},
    {"text": '}],"about":"","cases":[{"id":"a"},{"id":"b"'},
)
"""Variables of a case in which something looks like the end or the start of a list."""


def make(*lists: int) -> Plan:
    workloads = [
        make_workload(
            f"w{number}",
            [
                replace(make_case(f"c{n}", repeats=1 + n % 2), vars=HIDING[n % len(HIDING)])
                for n in range(length)
            ],
        )
        for number, length in enumerate(lists)
    ]
    return make_plan(make_suite(*workloads))


def plan_in(path: Path) -> Plan:
    with path.open("rb") as stream:
        return Interned().plan_in(stream, path)


@pytest.mark.parametrize("together", [1, 200, 3_000, 10_000_000])
@pytest.mark.parametrize("lists", [(12,), (1, 7), (3, 0, 2), (0,)])
def test_a_plan_in_pieces_of_any_size_is_the_one_that_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int, lists: tuple[int, ...]
) -> None:
    monkeypatch.setattr(pieces, "TOGETHER_BYTES", together)
    plan = make(*lists)
    path = RunStore.create(tmp_path / "run", plan, RECORD).path / "plan.json"
    found = plan_in(path)
    assert found == plan
    assert encode_json(found) == encode_json(plan)
    assert [list(one.outlines) for one in found.suite.workloads] == [
        [case.outline for case in one.cases] for one in plan.suite.workloads
    ]


def test_no_more_of_a_large_plan_is_read_at_once_than_its_cases_need(tmp_path: Path) -> None:
    plan = make(2_000)
    path = RunStore.create(tmp_path / "run", plan, RECORD).path / "plan.json"
    with path.open("rb") as stream:
        text = pieces.PlanPieces(stream)
        read = [
            len(piece.text)
            for name in text.lists()
            for piece in text.pieces(Trial if name == "trials" else Case)
        ]
    assert sum(read) > 20 * max(read)
    assert len(text.frame) < path.stat().st_size / 100


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'},{"id":"c1"', b'}, {"id":"c1"'),
        (b'"options":{}', b'"options":{"trials":[{"key":"k"}]}'),
        (b'"options":{}', b'"options":{"cases":[{"id":"k"}]}'),
    ],
)
def test_a_plan_that_does_not_come_apart_is_read_as_a_whole(
    tmp_path: Path, written: bytes, instead: bytes
) -> None:
    store = RunStore.create(tmp_path / "run", make(3), RECORD)
    path = store.path / "plan.json"
    content = path.read_bytes()
    assert written in content
    path.write_bytes(content.replace(written, instead))
    with pytest.raises(ValueError, match=r"list|comma"):
        plan_in(path)
    assert [case.id for case in RunStore.open(store.path).plan().suite.workloads[0].cases] == [
        "c0",
        "c1",
        "c2",
    ]


def test_a_list_in_place_of_another_is_no_plan(tmp_path: Path) -> None:
    """A number where cases should be is never taken for that of their list."""
    store = RunStore.create(tmp_path / "run", make(1, 1), RECORD)
    path = store.path / "plan.json"
    content = path.read_bytes()
    start = content.index(b'"cases":[{')
    path.write_bytes(
        content[:start] + b'"cases":[0]' + content[content.index(b',"about"', start) :]
    )
    with pytest.raises(ValueError, match="a list stands where no cases and no trials are"):
        plan_in(path)
