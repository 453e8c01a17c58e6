"""Write JUnit XML for CI servers: a test case for each verdict, and one for the run.

The name of a test case consists only of the suite, the workload and the candidate, so a server can
follow it over nights. `unsafe` is a failure. `inconclusive` and `conditional` are failures if
`--fail-on` names them; otherwise the first is skipped and the second passes, with its conditions.
An incomplete run is an error, and so is a verdict that it could not reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgspec import UnsetType

from portcheck.model.parity import RunReport, Verdict
from portcheck.model.run import SinceNight
from portcheck.model.visible_text import one_line
from portcheck.plugins import ReportFormat
from portcheck.reports.words.since import since_lines
from portcheck.reports.words.verdicts import changes, more_cases, reasons, states, summary

RUN_CASE = "the run is complete"
NEW = "new"
"""Value of `--fail-on` for verdicts that got worse since the accepted night."""
_DEFAULT = ("conditional", "inconclusive", "unsafe")
_NO_CHARACTERS = {code: f"\\u{code:04x}" for code in (0xFFFE, 0xFFFF)}
"""Code points that XML cannot hold, in addition to those that `visible` escapes."""


def render(report: RunReport) -> bytes:
    """Render the whole file as UTF-8."""
    cases = [_run_case(report), *(_verdict_case(report, each) for each in report.verdicts)]
    suite = Element("testsuite", name=_plain(report.run.suite))
    for name, tag in (("tests", ""), ("failures", "failure"), ("errors", "error")):
        suite.set(name, str(_number(cases, tag)))
    suite.set("skipped", str(_number(cases, "skipped")))
    suite.set("time", "0")
    suite.set("timestamp", _plain(report.run.started_at.removesuffix("Z")))
    facts = SubElement(suite, "properties")
    for name, value in _facts(report):
        SubElement(facts, "property", name=name, value=_plain(value))
    suite.extend(cases)
    root = Element("testsuites", name="portcheck")
    for name in ("tests", "failures", "errors", "skipped", "time"):
        root.set(name, suite.get(name, "0"))
    root.append(suite)
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _number(cases: list[Element], tag: str) -> int:
    return sum(not tag or case.find(tag) is not None for case in cases)


def _facts(report: RunReport) -> Iterator[tuple[str, str]]:
    run = report.run
    yield "run", run.id
    yield "suite_digest", run.suite_digest
    yield "portcheck_version", run.portcheck_version
    yield "as_of", run.as_of
    yield "baseline", run.baseline
    yield "exit_code", str(report.exit_code)
    for one in run.providers:
        if words := one.get("guardrail"):
            yield f"guardrail of {one.get('id')}", str(words)


def _run_case(report: RunReport) -> Element:
    case = _case(report, RUN_CASE)
    lines = (summary(report), *states(report.run), *since_lines(report))
    if report.run.incomplete or report.run.interrupted:
        why = report.run.incomplete or "it was interrupted and can be resumed"
        _result(case, "error", "incomplete", why, lines)
    else:
        _output(case, lines)
    return case


def _verdict_case(report: RunReport, verdict: Verdict) -> Element:
    case = _case(report, f"{verdict.workload} to {verdict.candidate}")
    lines = _lines(verdict)
    tag = _tag(report, verdict)
    if tag:
        said = " ".join(reasons(verdict) or verdict.conditions) or verdict.rule_meaning
        _result(case, tag, verdict.rule, f"{verdict.verdict}: {said}", lines)
    else:
        _output(case, lines)
    return case


def _tag(report: RunReport, verdict: Verdict) -> str:
    """The element for the result of a test case; "" if it passes."""
    counted = verdict.counted
    if counted == "unsafe":
        return "failure"
    if counted == "inconclusive" and (report.run.incomplete or report.run.interrupted):
        return "error"
    if counted in _failing(report, verdict) or _is_worse(report, verdict):
        return "failure"
    return "skipped" if counted == "inconclusive" else ""


def _failing(report: RunReport, verdict: Verdict) -> tuple[str, ...]:
    """The verdicts that fail; with `new`, the default ones if no night of the pair is accepted."""
    named = _DEFAULT if isinstance(report.fail_on, UnsetType) else report.fail_on
    return _DEFAULT if NEW in named and _accepted(report, verdict) is None else named


def _is_worse(report: RunReport, verdict: Verdict) -> bool:
    """Whether `--fail-on new` finds a verdict worse than the accepted night's."""
    since = _accepted(report, verdict)
    return NEW in (report.fail_on or ()) and since is not None and bool(since.worse)


def _accepted(report: RunReport, verdict: Verdict) -> SinceNight | None:
    place = (verdict.workload, verdict.candidate)
    found = (one for one in report.since or () if (one.workload, one.candidate) == place)
    return next((one for one in found if one.accepted_by), None)


def _lines(verdict: Verdict) -> tuple[str, ...]:
    waived = "" if verdict.counted == verdict.verdict else f", {verdict.counted} under a waiver"
    return tuple(
        line
        for line in (
            f"{verdict.baseline} to {verdict.candidate}: {verdict.verdict}{waived}",
            f"rule {verdict.rule}: {verdict.rule_meaning}".removesuffix(": "),
            *reasons(verdict),
            *(f"condition: {each}" for each in verdict.conditions),
            *(f"change: {each}" for each in changes(verdict)),
            *(f"warning: {each}" for each in verdict.warnings),
            more_cases(verdict),
        )
        if line
    )


def _case(report: RunReport, name: str) -> Element:
    suite = _plain(report.run.suite)
    return Element("testcase", classname=f"portcheck.{suite}", name=_plain(name), time="0")


def _result(case: Element, tag: str, kind: str, message: str, lines: tuple[str, ...]) -> None:
    found = SubElement(case, tag, message=_plain(message))
    if tag != "skipped":  # which has no type
        found.set("type", _plain(kind))
    found.text = "\n".join(map(_plain, lines))


def _output(case: Element, lines: tuple[str, ...]) -> None:
    SubElement(case, "system-out").text = "\n".join(map(_plain, lines))


def _plain(text: str) -> str:
    """Put a text on one line, with only characters that XML can hold."""
    return one_line(text, None).translate(_NO_CHARACTERS)


REPORT = ReportFormat(
    name="junit",
    suffix=".xml",
    summary="JUnit XML for CI servers: a test case for each verdict.",
    render=render,
)
