"""Write plan.json in pieces, so that a large plan is not in memory twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.model.codec import encode_json, json_pieces
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case
from portcheck.providers.call.sealing import sealed
from portcheck.run.store.plan_file.stored_cases import StoredCases

RECORD_VERSION = 1
"""Version of the files of a run folder."""
PLAN_START = b'{"record_version":%d,"plan":' % RECORD_VERSION


def sealed_plan(plan: Plan) -> Plan:
    """The plan for a run folder, without possible secrets of its providers."""
    judges = tuple(map(sealed, plan.judges)) if plan.judges else UNSET
    return replace(plan, providers=tuple(map(sealed, plan.providers)), judges=judges)


class PlanFile(Struct, forbid_unknown_fields=True):
    """The content of plan.json."""

    plan: Plan
    record_version: Any


class PlanText:
    """The text of a plan.json; knows the place of each case after writing."""

    def __init__(self, plan: Plan, path: Path) -> None:
        self._plan = plan
        self._path = path
        self._lengths: list[int] = []
        self._places: list[tuple[int, int]] = []

    def pieces(self) -> Iterator[bytes]:
        """Yield the text in pieces."""
        written = 0
        for piece in chain(
            (PLAN_START,),
            json_pieces(sealed_plan(self._plan), self._write, (Case, Trial)),
            (b"}\n",),
        ):
            yield piece
            written += len(piece)
            if len(self._lengths) > len(self._places):
                length = self._lengths[-1]
                self._places.append((written - length, length))

    def _write(self, value: object) -> bytes:
        text = encode_json(value)
        if isinstance(value, Case):
            self._lengths.append(len(text))
        return text

    def stored(self) -> Plan:
        """The plan with its cases left in the file; call it after `pieces`."""
        places = iter(self._places)
        names = {trial.case: trial.case for trial in self._plan.trials}
        workloads = []
        for workload in self._plan.suite.workloads:
            cases = StoredCases(self._path)
            for case in workload.cases:
                outline = replace(case.outline, id=names.get(case.id, case.id))
                cases.add(outline, *next(places))
            workloads.append(replace(workload, cases=cases))
        return replace(self._plan, suite=replace(self._plan.suite, workloads=tuple(workloads)))
