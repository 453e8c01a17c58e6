"""Make a suite from drafts: workloads, rows, the log's answers, and proposed checks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from portcheck.imports.exchange import Exchange, Place
from portcheck.imports.suites.converted import Made, storable
from portcheck.imports.suites.converted import Place as MadeAt
from portcheck.imports.traffic.naming import FREE_TEXT, about_of, name_of, unused
from portcheck.imports.traffic.proposals import Proposal, proposals, refused
from portcheck.imports.traffic.rows import Row, row_of, unknowable
from portcheck.imports.traffic.workload_drafts import Draft
from portcheck.model.chat import Sampling, Tool

T = TypeVar("T")
UNKNOWN = "unknown"
BASELINE = "today"
"""Id of the provider that replays the log's answers."""
_BRACES = ("{{", "{%", "{#")
_SPARE_STEPS = 4
"""Steps that `max_steps` allows in addition to a multiple of the longest logged loop."""
_STEP = 2


class Wish(Struct, frozen=True, kw_only=True):
    """The wanted properties of a suite."""

    name: str
    source: str
    """The log, as the user named it."""
    seed: int
    margin: float | None = None
    """Margin of the gates `task` and `refusal`; `None`: the default."""


class Added(Struct, frozen=True, kw_only=True):
    """A workload that was added to a suite."""

    name: str
    templates: tuple[str, ...]
    """Names of the templates, in the order of the draft's parts."""
    cases: int
    proposals: tuple[Proposal, ...]


def add_workload(made: Made, draft: Draft, rows: Sequence[Row], wish: Wish) -> Added:
    """Add a workload with its rows and recorded answers.

    Args:
        made: the suite so far.
        draft: the sampled workload.
        rows: the redacted rows of its exchanges.
        wish: the properties of the whole suite.
    """
    ordered = sorted(rows, key=lambda row: row.exchange.raw_hash)
    declining = {*refused(ordered)}
    answered = [at for at in range(len(ordered)) if at not in declining]
    found = proposals([ordered[at] for at in answered])
    of_all = [row.exchange.request.system or row.first_said for row in ordered]
    taken = made.workloads
    name = unused(FREE_TEXT, taken) if draft.free_texts else name_of(of_all, taken)
    about = about_of(of_all)
    about = about if about.endswith("...") else about.rstrip(".")
    templates = _templates(draft, ordered)
    workload: dict[str, Any] = {
        "about": f"{about}; {draft.monthly_basis}",
        **({} if draft.monthly_calls is None else {"monthly_calls": draft.monthly_calls}),
        "runs_on": BASELINE,
        "stands_for": _stands_for(draft, ordered, templates, wish.seed),
        **_settings(ordered),
    }
    systems = {row.exchange.request.system or "" for row in ordered}
    shared = systems.pop() if len(systems) == 1 else None
    if shared and any(mark in shared for mark in _BRACES):
        workload["vars"] = {"system": shared}
    if wish.margin is not None:
        workload["gates"] = {name: {"margin": wish.margin} for name in ("task", "refusal")}
    entries = _Entries(made, name, templates, shared, own=shared is None)
    numbers = {at: place for place, at in enumerate(answered)}
    for at, row in enumerate(ordered):
        entries.add(row, found, numbers.get(at), f"case-{at + 1:04d}")
    workload["cases_from"] = entries.written(found)
    made.workloads[name] = workload
    made.kept += len(found) + bool(declining)
    return Added(name=name, templates=templates, cases=len(ordered), proposals=tuple(found))


def _templates(draft: Draft, rows: Sequence[Row]) -> tuple[str, ...]:
    names: list[str] = []
    for number in range(len(draft.parts)):
        names.append(name_of([row.first_said for row in rows if row.part == number], names))
    return tuple(names)


class _Entries:
    """Rows of one workload, in a file for each kind of case."""

    def __init__(
        self, made: Made, workload: str, templates: Sequence[str], system: str | None, *, own: bool
    ) -> None:
        self._made, self._workload, self._templates = made, workload, templates
        self._own, self._system = own, system
        self._files: dict[tuple[str, str], str] = {}

    def add(self, row: Row, found: Sequence[Proposal], number: int | None, case: str) -> None:
        """Add a row with its expected values, and its answer to the recording.

        Args:
            row: the row.
            found: the proposed checks.
            number: its number among the rows behind the proposals; `None`: its answer is a refusal.
            case: its id.
        """
        expected = [one for one in found if one.field]
        fields = {one.field: one.values.get(-1 if number is None else number) for one in expected}
        whole = number is not None and all(value is not None for value in fields.values())
        status = "refused" if number is None else "whole" if whole else "bare"
        key = (row.kind, status)
        if key not in self._files:
            behind = "" if not self._files else f"-{len(self._files) + 1}"
            self._files[key] = storable(f"{self._workload}{behind}.jsonl")
        values: dict[str, Any] = {
            "id": case,
            "template": self._templates[row.part],
            "logged_at": logged_at(row.exchange.place),
            **row.values,
        }
        if self._own:
            values["system"] = row.exchange.request.system or ""
        self._made.rows.setdefault(self._files[key], []).append(values | (fields if whole else {}))
        answers = self._made.answers.setdefault(BASELINE, {})
        answers[self._workload, case] = [row.answer]

    def written(self, found: Sequence[Proposal]) -> list[dict[str, Any]]:
        """The entries of `cases_from`."""
        return [
            self._entry(kind, status, file, found) for (kind, status), file in self._files.items()
        ]

    def _entry(
        self, kind: str, status: str, file: str, found: Sequence[Proposal]
    ) -> dict[str, Any]:
        prompt: dict[str, Any] = {}
        names = {}
        if self._own:
            names["system"] = "system"
        if self._own or any(mark in (self._system or "") for mark in _BRACES):
            prompt["system"] = "{{ system }}"
        elif self._system:
            prompt["system"] = self._system
        if kind == "prompt":
            names["prompt"] = "prompt"
            prompt["user"] = "{{ prompt }}"
        else:
            prompt["messages"] = "{{ row.messages }}"
        entry: dict[str, Any] = {"file": file, "id": "id", "tags": "template", "prompt": prompt}
        if names:
            entry["vars"] = names
        if kind == "loop":
            entry["tool_results"] = "{{ row.results }}"
        rows = len(self._made.rows[file])
        checks = [one.written for one in found if status != "bare" or not one.field]
        if status == "refused":
            checks = [_declined(rows)]
        return entry | ({"checks": checks} if checks else {})


def _declined(number: int) -> dict[str, Any]:
    return {
        "refusal": None,
        "expect": "full",
        "proposed": {
            "holds_on": number,
            "of": number,
            "misses": (
                "by the rules, the log's model declined these; nobody has said if that is right"
            ),
        },
        "accept": False,
    }


def _stands_for(
    draft: Draft, rows: Sequence[Row], templates: Sequence[str], seed: int
) -> dict[str, Any]:
    cases = Counter(row.part for row in rows)
    found: dict[str, Any] = {"calls": draft.calls, "seed": seed}
    found |= {"first": draft.first, "last": draft.last} if draft.first else {}
    found["templates"] = {
        templates[number]: {"calls": part.calls, "cases": cases[number]}
        for number, part in enumerate(draft.parts)
        if cases[number]
    }
    return found


def _settings(rows: Sequence[Row]) -> dict[str, Any]:
    """The settings of most requests: sampling, tools, the schema of answers."""
    requests = [row.exchange.request for row in rows]
    found: dict[str, Any] = {}
    sampling = _commonest((one.sampling for one in requests), _sampling)
    if sampling:
        found["sampling"] = sampling
    tools = _commonest((one.tools for one in requests), lambda ones: [_tool(one) for one in ones])
    if tools := tools or _called(rows):
        found["tools"] = tools
    schema = _commonest((one.response_schema for one in requests), lambda one: one and dict(one))
    if schema:
        found["response_schema"] = schema
    steps = max((len(row.answer.loop.steps) for row in rows if row.answer.loop), default=0)
    if steps:
        found["max_steps"] = min(200, steps * _STEP + _SPARE_STEPS)
    return found


def _called(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The called tools, for a log that does not hold the tools on offer."""
    calls = [
        call
        for row in rows
        for message in row.exchange.request.messages
        for call in message.tool_calls
    ]
    calls += [call for row in rows for call in row.answer.tool_calls]
    names = dict.fromkeys(call.name for call in calls)
    return [{"name": name, "parameters": {"type": "object"}} for name in names]


def _commonest(values: Iterable[T], write: Callable[[T], Any]) -> Any:
    counts = Counter(json.dumps(write(value), sort_keys=False, default=list) for value in values)
    return json.loads(counts.most_common(1)[0][0])


def _sampling(sampling: Sampling) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(sampling)
    return {name: value for name, value in data.items() if sampling.is_set(name)}


def _tool(tool: Tool) -> dict[str, Any]:
    found: dict[str, Any] = {"name": tool.name}
    if tool.description:
        found["description"] = tool.description
    found["parameters"] = dict(tool.parameters)
    return found | ({} if tool.strict is None else {"strict": tool.strict})


def provider_of(drafts: Sequence[Draft], exchanges: Iterable[Exchange]) -> dict[str, Any]:
    """The provider entry of the model in the log with the most calls."""
    models = Counter[str]()
    for draft in drafts:
        models.update(dict(draft.models))
    models.pop("", None)
    model = models.most_common(1)[0][0] if models else UNKNOWN
    vendors = Counter(one.vendor for one in exchanges if one.vendor)
    return {"vendor": vendors.most_common(1)[0][0] if vendors else UNKNOWN, "model": model}


def logged_at(place: Place) -> str:
    """The place of a case in the log, without folders of this machine."""
    name = PurePath(place.file).name
    return f"{name}:{place.line}" if place.line else name


def made_at(place: Place) -> MadeAt:
    """The place of something left out, without folders of this machine."""
    return MadeAt(PurePath(place.file).name, place.line)


def rows_of(draft: Draft, redacted: Callable[[Exchange], Exchange]) -> Iterator[Row]:
    """Yield the redacted rows of a draft."""
    for number, part in enumerate(draft.parts):
        for exchange in part.exchanges:
            clean = redacted(exchange)
            if clean.answer is not None:
                yield row_of(clean, clean.answer, number, unknowable(exchange, clean))
