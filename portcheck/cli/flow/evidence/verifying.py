"""Verify an archive without extracting it, and judge its run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck import __version__, pipeline
from portcheck.cli.flow.evidence.bundling import FORMATS, REPORTS, predicate
from portcheck.cli.flow.evidence.unchanged import NO_DIGESTS
from portcheck.cli.pages.verification import Verification
from portcheck.errors import PortcheckError
from portcheck.evidence.archive import unpack
from portcheck.evidence.manifest import predicate_of, sha256, sum_faults
from portcheck.evidence.signature import signer
from portcheck.model.codec import decode_json
from portcheck.model.numbers import count
from portcheck.model.parity import RunReport
from portcheck.model.suite import Suite
from portcheck.model.visible_text import one_line
from portcheck.run.bundle.bundled_run import (
    BundledRun,
    Rescoring,
    bundled_run,
    rescore,
    stray_files,
    text_faults,
)
from portcheck.run.bundle.files import ACCEPTED
from portcheck.run.bundle.suites import plan_differences, suite_differences
from portcheck.run.history.database.acceptances import Accepted

MOST_NAMED = 5


class _SaidRun(Struct):
    as_of: date
    portcheck_version: str


class _SaidVerdict(Struct):
    workload: str
    candidate: str
    verdict: str


class _Said(Struct):
    """The content of report.json."""

    run: _SaidRun
    verdicts: list[_SaidVerdict]
    digest: str = ""
    allowed_waivers: tuple[str, ...] = ()


_ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""Exceptions that well-formed files can cause if portcheck did not write them."""


class Wish(Struct, frozen=True, kw_only=True):
    """A reviewer's requirements besides unchanged bytes and correct verdicts."""

    today: date
    require_safe: bool = False
    max_age_days: int | None = None
    suite: Suite | None = None
    signature: Path | None = None
    allowed_signers: Path | None = None


def verified(content: bytes, wish: Wish) -> Verification:
    """Verify a bundle and return all findings.

    Raises:
        UsageError: a requirement cannot be checked, for example because a file is missing.
    """
    found = Verification(sha256=sha256(content), signature="not_checked")
    if wish.signature is not None and wish.allowed_signers is not None:
        found.signed_by, why = signer(content, wish.signature, wish.allowed_signers)
        found.signature = "bad" if why else "good"
        if why:
            found.faults.append(f"the signature does not hold: {why}")
    unpacked = unpack(content)
    changed = [*unpacked.faults, *(sum_faults(unpacked.files) if unpacked.files else ())]
    found.faults += changed
    if changed:
        return found  # a changed run is not judged
    try:
        _judge(unpacked.files, wish, found)
    except PortcheckError as exc:
        found.faults.append(f"its run cannot be judged: {exc.message}")
    except _ODD as exc:
        why = one_line(f"{type(exc).__name__}: {exc}", 200)
        found.faults.append(
            f"its run cannot be judged, because its files do not fit together: {why}"
        )
    return found


def _judge(files: Mapping[str, bytes], wish: Wish, found: Verification) -> None:
    read = bundled_run(files)
    again = rescore(read)
    stated = predicate_of(files)
    said = decode_json(_Said, files.get(f"{REPORTS}report.json", b""))
    report = pipeline.compare(
        read.evidence(again.scores),
        as_of=said.run.as_of,
        allow_waivers=frozenset(said.allowed_waivers),
        formats=("html",),
        as_last_judged=True,
        content=stated.get("content", "flips"),
    )
    report = replace(report, allowed_waivers=said.allowed_waivers or UNSET)
    found.report = report
    found.recomputed_from = _origin(again)
    found.notes += _in_words(read, again, report)
    if not stated.get("digests_of_run_folder"):
        found.notes.append(f"the run folder had {NO_DIGESTS}")
    found.faults += _run_faults(read, again, files)
    found.faults += _report_faults(said, report, stated, files)
    found.faults += _accepted_faults(files, report)
    found.oldest_answer = oldest(report)
    found.faults += _wished(wish, read, report, found.oldest_answer)


def _origin(again: Rescoring) -> str:
    parts = [("samples", again.made_again), ("scores", again.taken)]
    return " and ".join(name for name, number in parts if number)


def _in_words(read: BundledRun, again: Rescoring, report: RunReport) -> Iterator[str]:
    """Yield sentences about what was checked."""
    run = report.run
    if again.made_again:
        yield f"verdicts recomputed from samples: {count(again.made_again, 'answer')} scored again"
    if again.taken:
        why = (
            "verify runs no functions of a suite"
            if read.plan.suite.code
            else "their texts were left out of the bundle"
        )
        yield (
            f"verdicts recomputed from scores: the recorded scores of "
            f"{count(again.taken, 'answer')} are used, because {why}"
        )
    if run.portcheck_version != __version__:
        yield f"portcheck {run.portcheck_version} made the run; this is {__version__}"
    if report.people is not None:
        people = report.people
        yield (
            f"labels: {people.labels} by {', '.join(one_line(n, 40) for n in people.reviewers)}, "
            f"{people.labels - people.stale} of them bound to exactly these answers"
        )
    for use in report.waivers or ():
        waiver = use.waiver
        yield (
            f"waiver: gate {waiver.gate} of {one_line(waiver.workload, 80)} with "
            f"{one_line(waiver.candidate, 80)} until {waiver.until}"
        )


def _run_faults(read: BundledRun, again: Rescoring, files: Mapping[str, bytes]) -> Iterator[str]:
    if again.differing:
        named = "; ".join(one_line(one, 120) for one in again.differing[:MOST_NAMED])
        yield (
            f"the checks give {count(len(again.differing), 'answer')} other scores than the "
            f"recorded ones: {named}"
        )
    unscored = [key for key in read.samples if key in read.scores and key not in again.scores]
    if unscored:
        yield f"{count(len(unscored), 'answer')} have scores, but nothing that could be scored"
    yield from text_faults(read)
    yield from plan_differences(read.plan, read.left_out, same_version=_is_ours(read))
    for name in stray_files(read, files):
        yield f"{name} does not match run/plan.json"


def _is_ours(read: BundledRun) -> bool:
    return read.record.portcheck_version == __version__


def _report_faults(
    said: _Said, report: RunReport, stated: Mapping[str, Any], files: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield differences between the recomputed results and the reports and statement."""
    before = {(v.workload, v.candidate): v for v in said.verdicts}
    after = {(v.workload, v.candidate): v for v in report.verdicts}
    for place in sorted(before.keys() | after.keys()):
        old, new = (side[place].verdict if place in side else "none" for side in (before, after))
        if old != new:
            workload, candidate = (one_line(name, 80) for name in place)
            yield (
                f"the verdict on {workload} with {candidate} is {new}, but {REPORTS}report.json "
                f"says {old}"
            )
    if report.digest != said.digest:
        yield f"{REPORTS}report.json was not made from these answers: its findings differ"
    elif said.run.portcheck_version == __version__ and stated.get("judged_by") == (
        f"portcheck {__version__}"
    ):
        for name, format_name in FORMATS.items():
            if pipeline.render(report, format_name) != files.get(f"{REPORTS}{name}"):
                yield f"{REPORTS}{name} is not the file that portcheck writes for this run"
    expected = predicate(report, files, digests=bool(stated.get("digests_of_run_folder")))
    for name in sorted(expected.keys() - {"judged_by"}):
        if expected[name] != stated.get(name):
            yield f"statement.json contradicts the files of the run: {name}"


def _accepted_faults(files: Mapping[str, bytes], report: RunReport) -> Iterator[str]:
    if ACCEPTED not in files:
        return
    for each in decode_json(tuple[Accepted, ...], files[ACCEPTED]):
        if each.digest != report.digest or each.run != report.run.id:
            by, at = one_line(each.accepted_by, 80), one_line(each.at, 40)
            yield f"{by} accepted other findings on {at} than this run has: {each.digest}"


def oldest(report: RunReport) -> str:
    """ISO date of the oldest answer behind a verdict, or of the run if no answer has a date."""
    places = report.exit_plan.workloads if report.exit_plan else ()
    targets = [target for place in places for target in place.targets]
    days = [day for one in targets for day in (one.answers_from, one.judged_on) if day]
    return min(days, default=(report.run.finished_at or report.run.started_at)[:10])


def _wished(wish: Wish, read: BundledRun, report: RunReport, oldest_day: str) -> Iterator[str]:
    if wish.require_safe:
        if not report.verdicts:
            yield "--require-safe: there is no verdict"
        for each in report.verdicts:
            if each.verdict != "safe":
                workload, candidate = one_line(each.workload, 80), one_line(each.candidate, 80)
                yield f"--require-safe: {workload} with {candidate} is {each.verdict}"
    if wish.max_age_days is not None:
        age = (wish.today - date.fromisoformat(oldest_day)).days
        if age > wish.max_age_days:
            yield (
                f"--max-age: the oldest answer is from {oldest_day}, {count(age, 'day')} before "
                f"{wish.today}; the limit is {wish.max_age_days}"
            )
    if wish.suite is not None:
        for what in suite_differences(read.plan, wish.suite):
            yield f"--suite: {what}"
