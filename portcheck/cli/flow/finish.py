"""The shared end of `run`, `resume` and `score`: score, compare, write, print, exit code."""

from __future__ import annotations

import shlex
from collections.abc import Sequence, Set
from datetime import date
from pathlib import Path

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from portcheck import pipeline
from portcheck.cli.options import NEW, Ending
from portcheck.cli.output import Output
from portcheck.cli.report_files import write_report
from portcheck.errors import ExitCode
from portcheck.model.comparison.content import DEFAULT_CONTENT, Content
from portcheck.model.numbers import listing
from portcheck.model.parity import RunReport
from portcheck.reports.terminal import page as terminal
from portcheck.reports.words.since import since_warnings
from portcheck.reports.words.verdicts import by_severity
from portcheck.reports.words.waivers import waiver_warnings
from portcheck.run.acceptance.since_accepted import failing_as_new, without_acceptance
from portcheck.run.judge.exit_code import CODES, verdicts_code
from portcheck.run.judge.report.report_flags import read_report_flags
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.label_looks import keep_label_looks
from portcheck.run.plan.preflight import slug
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word, last_word

MOST_COMMANDS = 3
"""Most commands that the end of a run proposes."""
_GOES = ("safe", "conditional")


def finish(
    store: RunStore,
    output: Output,
    ending: Ending,
    *,
    score: bool = True,
    counted: bool = False,
    history: str = "",
    resume: str = "",
) -> int:
    """Score and compare a run, write and print its reports, and return the exit code.

    Without `score` the existing scores are used. The results of a `counted` run are also stored in
    its `history`. `resume` is the command that continues the run.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C; the next command was printed.
    """
    try:
        if score:
            pipeline.score_run(store, allow_code=ending.allow_code)
        results = pipeline.results(store)
        report = _judged(store, ending, results, history if counted else None)
        if counted:
            from portcheck.run.history.keep import keep_run  # not for `score`

            keep_run(store, store.record(), report, results, history)
        _show(store, output, ending, report, resume)
    except KeyboardInterrupt:
        output.note(
            f"interrupted; the answers are in {store.path}\n"
            f"judge them: portcheck score {file_word(store.path)}"
        )
        raise
    return report.process_exit_code or ExitCode.OK


def _judged(store: RunStore, ending: Ending, results: Results, history: str | None) -> RunReport:
    """Compare a scored run and write its reports; `history` is `None` if it is not counted."""
    report = pipeline.compare(
        store,
        as_of=ending.as_of,
        formats=[name for name, _ in ending.targets],
        allow_waivers=ending.allow_waivers,
        found=results,
        content=ending.content or DEFAULT_CONTENT,
    )
    if history is not None:
        from portcheck.run.acceptance.since_night import since_nights  # as above

        since = since_nights(store, store.record(), report, results, history)
        report = replace(report, since=since or UNSET)
    report = under_flags(report, ending.failing, ending.allow_waivers)
    store.write("report.json", pipeline.render(report, "json"))
    store.write("report.md", pipeline.render(report, "md"))
    for name, path in ending.targets:
        write_report(path, pipeline.render(report, name))
    keep_label_looks(store, report.verdicts)
    return report


def reported_again(
    store: RunStore,
    format_name: str,
    *,
    failing: Set[str] | None,
    allow_waivers: Set[str] | None,
    as_of: date | None,
    content: Content | None,
) -> RunReport:
    """Report a judged run again; `None` keeps the value of the last report.

    The changes since an earlier night are those found when the run ended.

    Raises:
        StoreError: the folder cannot be read.
    """
    last = read_report_flags(store)
    waivable = frozenset(last.allowed_waivers) if allow_waivers is None else allow_waivers
    report = pipeline.compare(
        store,
        as_of=as_of or last.run.as_of,
        formats=tuple(dict.fromkeys([*last.formats, format_name])),
        allow_waivers=waivable,
        as_last_judged=True,
        content=content or last.content or DEFAULT_CONTENT,
    )
    report = replace(report, since=last.since)
    if failing is None and isinstance(last.fail_on, UnsetType):
        return report
    return under_flags(report, set(last.fail_on or ()) if failing is None else failing, waivable)


def _show(store: RunStore, output: Output, ending: Ending, report: RunReport, resume: str) -> None:
    if ending.as_json:
        output.result(pipeline.render(report, "json").decode())
        return
    page = terminal.render_interrupted if report.run.interrupted else terminal.render
    output.result(page(report, width=output.width, color=output.color, ascii=output.ascii))
    warnings = [*waiver_warnings(report), *since_warnings(report)]
    if NEW in ending.failing and (unaccepted := without_acceptance(report)):
        warnings.append(
            f"no night is accepted for {listing(unaccepted)}, so --fail-on new fails there like "
            f"the default; accept one: portcheck accept {file_word(store.path)} --by NAME"
        )
    for warning in warnings:
        output.note(f"warning: {warning}")
    if not ending.quiet:
        output.note(next_steps(report, store.path, resume, ending.targets))


def under_flags(report: RunReport, failing: Set[str], allowed_waivers: Set[str]) -> RunReport:
    """The report with the exit code of its command, and the flags that decided it."""
    return replace(
        report,
        process_exit_code=limited(report, failing),
        fail_on=tuple(sorted(failing)),
        allowed_waivers=tuple(sorted(allowed_waivers)) or UNSET,
    )


def limited(report: RunReport, failing: Set[str]) -> int:
    """The exit code with waivers and `--fail-on`: other verdicts exit 0."""
    code = ExitCode(report.exit_code)
    if code is ExitCode.OK or code not in CODES.values():
        return code
    named = failing & {verdict.counted for verdict in report.verdicts}
    return verdicts_code(named | failing_as_new(report) if NEW in failing else named)


def next_steps(
    report: RunReport, path: Path, resume: str = "", written: Sequence[tuple[str, Path]] = ()
) -> str:
    """Where the results are, and the likeliest next commands, ready to paste."""
    lines = [f"run folder: {path}", *(f"{name} report: {file}" for name, file in written)]
    return "\n".join([*lines, *commands(report, path, resume)])


def commands(report: RunReport, path: Path, resume: str = "") -> list[str]:
    """The three likeliest next steps after this run, each with its command."""
    folder = file_word(path)
    if report.run.interrupted:
        return []  # the command to resume was printed first
    found = []
    if report.run.incomplete:
        found.append(f"resume it: {resume or f'portcheck resume {folder}'}")
    lost = any(flip.direction == "loss" for flip in report.flips)
    if lost:
        found.append(f"see what got worse: portcheck show {folder} --flips")
    if any(verdict.rule == "unconfirmed_breach" for verdict in report.verdicts):
        found.append(f"confirm or clear what was flagged: portcheck review {folder}")
    # If no answer fails, for example because there is none, no prompt is to blame.
    fails = lost or bool(report.failures)
    if fails and any(one.verdict in {"unsafe", "inconclusive"} for one in report.verdicts):
        found.append(f"see which prompts may fix it: portcheck suggest {folder}")
    if any(group.kind == "both" for group in report.failures or ()):
        found.append(f"see what fails on both sides too: portcheck show {folder} --failures")
    goes = next((one for one in by_severity(report.verdicts)[::-1] if one.verdict in _GOES), None)
    if goes is not None:
        workload, to = shlex.quote(goes.workload), shlex.quote(goes.candidate)
        out = shlex.quote(f"move-{slug(goes.workload)}")
        found.append(
            f"see what a move needs: portcheck cutover {folder} --workload {workload} --to {to} "
            f"--out {out}"
        )
    if report.workloads:
        first = last_word(report.workloads[0])
        found.append(f"read it case by case: portcheck show {folder} {first}")
    found.append(f"label answers: portcheck review {folder}")
    found.append(
        f"see which providers remain without each vendor: portcheck drill {folder} --every"
    )
    return found[:MOST_COMMANDS]
