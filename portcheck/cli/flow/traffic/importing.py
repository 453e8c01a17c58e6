"""Read, sample, redact and write a log, and show the result."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from portcheck.cli.flow.foreign.left_out import left_out_lines
from portcheck.cli.next_command import for_suite
from portcheck.cli.output import Output
from portcheck.errors import UsageError
from portcheck.imports.cluster import Clusters
from portcheck.imports.clustering.clusters import clusters
from portcheck.imports.logs.known_formats import skim
from portcheck.imports.redaction.replaced_kinds import KINDS
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import count, listing, number, percent, wilson
from portcheck.model.visible_text import one_line
from portcheck.run.traffic.dialects import READ_ANSWERS
from portcheck.run.traffic.import_traffic import TrafficMade, TrafficOptions, import_traffic

T = TypeVar("T")
_MOST_LINES = 10
_LINE_EVERY_S = 10.0
"""Seconds between two lines about the progress of reading."""
_LOOK_EVERY = 2_000


def import_log(
    file: Path,
    out: Path,
    options: TrafficOptions,
    *,
    log_format: str = "",
    quiet: bool = False,
    as_json: bool = False,
    guide: bool = True,
) -> TrafficMade:
    """Import a log and print the result, with `guide` also the next command.

    Raises:
        UsageError: an option is invalid, the folder is not empty, a library is missing, or nothing
            in the log can be imported.
    """
    output = Output()
    _require_sound(file, options)

    def tell(sentence: str) -> None:
        if not quiet:
            output.note(sentence)

    def found() -> Clusters:
        tell(f"reading {file}")
        every = _Every(tell)
        return clusters(every.of(skim(file, READ_ANSWERS, log_format)), seed=options.seed)

    made = import_traffic(file, found, out, options, tell)
    if as_json:
        output.json(_data(made))
        return made
    if not quiet:
        _notes(output, made)
    output.guide("\n".join([*_summary(made), *(_next(made) if guide else ())]))
    return made


def _require_sound(file: Path, options: TrafficOptions) -> None:
    if not file.exists():
        raise UsageError(f"{file} does not exist", hint="name a log, or a folder with logs")
    if options.cases is not None and options.margin is not None:
        raise UsageError(
            "--cases and --margin both set the number of cases", hint="name one of them"
        )
    if options.margin is not None and not 0.005 <= options.margin <= 0.5:
        raise UsageError(f"--margin {options.margin:g} is not in 0.005 to 0.5")
    for kind in options.kept_kinds:
        known(kind, [one for one in KINDS if one != "secret"], "kind of personal value")


class _Every:
    """Prints the progress of reading from time to time."""

    def __init__(self, tell: Any) -> None:
        self._tell, self._last = tell, time.monotonic()

    def of(self, found: Iterable[T]) -> Iterator[T]:
        """Yield the values unchanged."""
        for at, one in enumerate(found, start=1):
            yield one
            if at % _LOOK_EVERY == 0 and time.monotonic() - self._last > _LINE_EVERY_S:
                self._last = time.monotonic()
                self._tell(f"read {number(at)} records")


def _notes(output: Output, made: TrafficMade) -> None:
    lines = left_out_lines(made.written.omitted, made.skipped)
    for line in lines[:_MOST_LINES]:
        output.note(f"not imported: {line}")
    if len(lines) > _MOST_LINES:
        page = made.written.folder / "not-imported.md"
        output.note(f"not imported: {len(lines) - _MOST_LINES} more; {page} has all of them")
    for sentence in made.written.notes:
        output.note(f"note: {sentence}")


def _summary(made: TrafficMade) -> Iterator[str]:
    written = made.written
    read_ = f"{count(made.calls, 'call')} read"
    if made.repeated:
        read_ += f", {number(made.repeated)} of them twice"
    yield (
        f"{read_}; {count(written.cases, 'case')} in {count(written.workloads, 'workload')} in "
        f"{written.folder}"
    )
    for one in made.workloads:
        share = percent(one.draft.calls / max(1, made.calls))
        cases, parts = count(one.added.cases, "case"), count(len(one.draft.parts), "template")
        yield f"  {one.added.name}: {cases} of {parts}, {share} of calls"
        yield f"    {one.draft.monthly_basis}"
        for proposal in one.added.proposals:
            low, high = wilson(proposal.holds_on, proposal.of)
            name = next(iter(proposal.check))
            seen = f"holds on {proposal.holds_on} of {proposal.of} ({low:.2f} to {high:.2f})"
            yield f"    proposed {name}: {seen}; misses: {one_line(proposal.misses, 160)}"
    replaced = [
        f"{one.kind} {number(one.values)} ({number(one.times)} times)" for one in made.replaced
    ]
    yield f"replaced: {listing(replaced, 12) if replaced else 'nothing was found'}"
    yield "A proposed check does not count until you write `accept: true` beside it."


def _next(made: TrafficMade) -> Iterator[str]:
    written = made.written
    if len(written.providers) < 2:
        yield f"Next: add a candidate to {written.folder / 'providers.yaml'}, then"
    yield for_suite("run", written.folder, "--baseline", written.providers[0])


def _data(made: TrafficMade) -> dict[str, Any]:
    """The output of `--json`."""
    return {
        "folder": str(made.written.folder),
        "calls": made.calls,
        "repeated": made.repeated,
        "left_out_calls": made.left_out,
        "skipped": dict(made.skipped),
        "answers": made.written.answers,
        "notes": list(made.written.notes),
        "replaced": [
            {"kind": one.kind, "values": one.values, "times": one.times} for one in made.replaced
        ],
        "workloads": [
            {
                "name": one.added.name,
                "calls": one.draft.calls,
                "cases": one.added.cases,
                "templates": [
                    {"name": name, "calls": part.calls, "cases": len(part.exchanges)}
                    for name, part in zip(one.added.templates, one.draft.parts, strict=True)
                ],
                "monthly_calls": one.draft.monthly_calls,
                "monthly_basis": one.draft.monthly_basis,
                "proposed": [
                    {
                        "check": dict(proposal.check),
                        "holds_on": proposal.holds_on,
                        "of": proposal.of,
                        "misses": proposal.misses,
                    }
                    for proposal in one.added.proposals
                ],
            }
            for one in made.workloads
        ],
    }
