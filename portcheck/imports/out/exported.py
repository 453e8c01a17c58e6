"""A run in another tool's format, and everything that the format cannot express."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct, field

from portcheck.model.chat import Request
from portcheck.model.codec import request_to_json
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Score
from portcheck.model.suite import Case, CheckSpec, Workload


class LeftOut(Struct, frozen=True):
    """Something that the other tool's format cannot express."""

    workload: str
    case: str
    """"" if it concerns the workload as a whole."""
    what: str
    why: str


class Exported(Struct):
    """Files of another tool."""

    documents: dict[str, Any] = field(default_factory=dict)
    """Plain data by file name, whose suffix says whether it becomes YAML or JSON."""
    tables: dict[str, tuple[Sequence[str], list[Sequence[Any]]]] = field(default_factory=dict)
    """Header and rows of each CSV file, by file name."""
    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    """Objects of each JSON Lines file, by file name."""
    left_out: list[LeftOut] = field(default_factory=list)
    approximate: list[LeftOut] = field(default_factory=list)
    """Checks whose export is not quite equivalent, one entry per check."""
    cases: int = 0
    checks: int = 0
    """Number of exported checks over all cases."""

    def omit(self, workload: str, case: str, what: str, why: str) -> None:
        """Note something as left out, once."""
        found = LeftOut(workload, case, what, why)
        if found not in self.left_out[-200:]:
            self.left_out.append(found)


class RunData(Struct, frozen=True):
    """A run folder as values."""

    plan: Plan
    samples: Mapping[str, Sample]
    """Samples by key of the trial."""
    scores: Mapping[str, Sequence[Score]] | None
    """Scores by key of the trial; `None` if the run is not scored yet."""


class CannotExportError(Exception):
    """The other tool cannot express a check or a value; the message says why."""


def own_checks(case: Case) -> list[CheckSpec]:
    """The checks that the suite states, without the automatic ones that every case has."""
    return [spec for spec in case.checks if spec.automatic is UNSET]


def askable(workload: Workload, exported: Exported) -> Iterator[tuple[Case, list[dict[str, Any]]]]:
    """Yield each case that is one request of text alone, with its messages; omit the others."""
    for case in workload.cases:
        request = case.request
        if request.goes_on:
            exported.omit(workload.id, case.id, "case", "tool loops and later turns of the user")
        elif request.files:
            exported.omit(workload.id, case.id, "case", "images, documents and sound")
        else:
            yield case, messages_of(case)


def list_settings(
    workload: Workload, exported: Exported, carried: frozenset[str], first: Request | None = None
) -> None:
    """Note the settings of requests for which another tool has no place as left out.

    Args:
        workload: the exported workload.
        exported: gets the entries.
        carried: names of the settings for which the other tool has a place.
        first: the request whose settings all cases share there; `None` if each keeps its own.
    """
    if workload.variants:
        exported.omit(workload.id, "", "prompt variants", "only the plain prompt is exported")
    for case in workload.cases:
        stated = _settings_of(case.request)
        shared = {} if first is None else _settings_of(first)
        for name in sorted({*stated, *shared} if first is not None else stated):
            if name not in carried:
                if name in stated:
                    exported.omit(workload.id, case.id, name, "its cases have no place for it")
            elif first is not None and stated.get(name) != shared.get(name):
                why = "all cases share one configuration, and the first case has another value"
                exported.omit(workload.id, case.id, name, why)


def _settings_of(request: Request) -> dict[str, Any]:
    """The settings that a request states, by name."""
    sampling = request.sampling
    found = {
        name: getattr(sampling, name)
        for name in sampling.__struct_fields__
        if sampling.is_set(name)
    }
    if request.tools:
        found["tools"] = request.tools
    if request.tool_choice is not None:
        found["tool_choice"] = request.tool_choice
    if request.response_schema is not None:
        found["response_schema"] = request.response_schema
    if request.tool_loop is not UNSET:
        found["tool_results"] = request.tool_loop
    if request.turns is not UNSET:
        found["turns"] = request.turns
    return found


def messages_of(case: Case) -> list[dict[str, Any]]:
    """The messages in the format of Chat Completions, the system prompt first."""
    data = request_to_json(case.request)
    found: list[dict[str, Any]] = []
    if case.request.system:
        found.append({"role": "system", "content": case.request.system})
    for message, written in zip(case.request.messages, data["messages"], strict=True):
        turn: dict[str, Any] = {"role": message.role, "content": message.text}
        if message.tool_calls:
            turn["tool_calls"] = written["tool_calls"]
        if message.tool_call_id:
            turn["tool_call_id"] = message.tool_call_id
        found.append(turn)
    return found
