"""Sentences about verdicts and runs that all reports share.

Strings from a suite or a model are passed on unchanged; each format escapes them in its own way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from portcheck.lazy_pattern import LazyPattern
from portcheck.model.comparison.verdict_names import WORST_FIRST, VerdictName
from portcheck.model.numbers import count, dollars, listing, number
from portcheck.model.parity import RunReport, Verdict
from portcheck.model.run import RunInfo, SelectionInfo
from portcheck.model.suite import Plugin, SuiteCode
from portcheck.reports.words.gates import IN_RUNS, GateText
from portcheck.reports.words.panels import unpinned

MEANING: Mapping[VerdictName, str] = MappingProxyType(
    {
        "safe": "shown to be not worse than the baseline by more than the margin, on every gate",
        "conditional": "every hard gate is shown, but the listed conditions must be accepted or"
        " settled first",
        "unsafe": "shown to be worse than the margin allows, or a hard rule is known to be broken",
        "inconclusive": "the evidence shows neither; this is not a pass",
    }
)

EXIT_MEANING: Mapping[int, str] = MappingProxyType(
    {
        0: "every verdict is safe",
        1: "at least one verdict is unsafe",
        2: "usage or configuration error",
        3: "at least one verdict is inconclusive, none is unsafe",
        4: "the run is incomplete",
        5: "at least one verdict is conditional, none is unsafe or inconclusive",
        70: "internal error",
        130: "interrupted; the run can be resumed",
    }
)

HOW_TO_READ: tuple[str, ...] = (
    "A verdict is a claim about one workload and one candidate. Safe means that on every gate the"
    " candidate is shown to be not worse than the baseline by more than the margin, at the stated"
    " confidence. It does not mean that no difference was found.",
    "Inconclusive means that the cases do not settle the question. Treat it as open, never as a"
    " pass.",
    "Differences are candidate minus baseline, in percentage points, on a scale where more is"
    " better. A difference below zero can still be inside the margin; the report then says that"
    " the candidate is lower.",
    "The interval shows which differences are possible, given the cases. A gate is noninferior "
    "when the"
    " whole interval lies above minus the margin, and inferior when all of it lies below.",
    "Each end of the interval holds at the confidence that decided. The first look at a claim"
    " spends four fifths of the error rate that the suite allows, later looks share the rest: a"
    " claim at 95 % has a first look at 96 % on each side, which is a two-sided 92 % interval. A"
    " detector's own uncertainty takes a fifth of that.",
    "n counts independent groups of cases. Repeats of a case are averaged and never raise n.",
    "Missing answers never help: when safe is decided, a missing answer counts as failed for the "
    "candidate and as passed for the baseline, and an unscored answer counts as the worst. "
    "Refusals and blocked or cut answers are answers, and are scored.",
    "What was checked shows the evidence of a verdict. Checks of content test if answers are "
    "right, checks of form how they look, checks of conduct how the model behaves. The automatic "
    "checks of every case are not evidence.",
    "Losses and gains are listed separately and never cancel out: a gain for one user does not "
    "make up for a loss of another.",
)

_PROVIDER_KEYS = ("vendor", "dialect", "model", "served_models", "host")


def unsaid(text: GateText, verdict: Verdict) -> tuple[str, ...]:
    """The notes of a gate that the verdict's own sentences do not repeat."""
    said = (*verdict.reasons, *verdict.conditions, *verdict.warnings)
    return tuple(note for note in text.notes if not any(note in sentence for sentence in said))


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """The reasons why the rule applies, without those listed as conditions.

    The last sentence of an inconclusive verdict says what would decide; it is left out if its only
    open gate says the same.
    """
    found = tuple(reason for reason in verdict.reasons if reason not in verdict.conditions)
    if verdict.verdict != "inconclusive":
        return found
    ahead = [reason for reason in found[:-1] if _AHEAD.search(reason)]
    return found[:-1] if len(ahead) == 1 and _says(ahead[0], found[-1]) else found


_AHEAD = LazyPattern(r"\bmore cases?\b|\blabelled groups?\b")
"""The part of a gate's sentence that says what would decide it."""
_LABELS = LazyPattern(r"labels for (about [\d,]+) groups? of this run")
_STAYS_OPEN = " would stay open"
"""The end of a sentence about a gate that nothing would decide, which the gate says itself."""


def _says(sentence: str, part: str) -> bool:
    """Whether a gate's sentence already contains what the verdict's sentence says."""
    words = part[:1].lower() + part[1:].rstrip(".")
    what, colon, gate = words.partition(": ")
    if colon and gate.endswith(_STAYS_OPEN):
        return what in sentence and sentence.startswith(f"{gate.removesuffix(_STAYS_OPEN)}: ")
    if labels := _LABELS.match(words):
        return f"{labels[1]} labelled group" in sentence
    return all(piece in sentence for piece in words.split(", or "))


def evidence(verdict: Verdict) -> tuple[str, ...]:
    """The suite's own checks that fed each gate, with their subject and number of cases."""
    fed: dict[str, list[str]] = {}
    for one in verdict.evidence:
        words = f"{one.check} ({one.speaks_of}, {count(one.cases, 'case')})"
        fed.setdefault(one.gate, []).append(words)
    return tuple(f"{gate}: {', '.join(checks)}" for gate, checks in fed.items()) or (
        "nothing: the suite has no check",
    )


def by_severity(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Sort verdicts, the worst first, in the suite's order within each kind."""
    return sorted(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.verdict))


def verdict_counts(report: RunReport) -> list[tuple[VerdictName, int]]:
    """The number of verdicts of each kind, the worst first."""
    names = [verdict.verdict for verdict in report.verdicts]
    return [(name, names.count(name)) for name in WORST_FIRST]


def summary(report: RunReport) -> str:
    """Sum up all verdicts in one sentence."""
    if not report.verdicts:
        return "No verdict was reached."
    found = [f"{number(times)} {name}" for name, times in verdict_counts(report) if times]
    workloads, candidates = len(report.workloads), len(report.candidates)
    return (
        f"{count(len(report.verdicts), 'verdict')} on {count(workloads, 'workload')} and"
        f" {count(candidates, 'candidate')}: {', '.join(found)}."
    )


def states(run: RunInfo) -> tuple[str, ...]:
    """Sentences on what limits the whole run."""
    found = []
    if run.partial:
        found.append("Partial run: it did not ask all cases, so no verdict can be safe.")
    if selection := selection_text(run.selection):
        found.append(f"Selection: {selection}.")
    found += unpinned(run.judges or ())
    if run.incomplete:
        found.append(f"Incomplete run: {run.incomplete}")
    if run.interrupted:
        found.append("Interrupted run: it can be resumed.")
    for one in run.early or ():
        if one.saved_calls:
            found.append(
                f"Stopped early in {one.workload}: its verdict was clear after "
                f"{number(one.cases)} of {count(one.of, 'case')}, which saved "
                f"{count(one.saved_calls, 'call')}."
            )
    if run.history is not None and run.history.not_in_it:
        missing = run.history.not_in_it
        found.append(
            f"{count(len(missing), 'run')} beside this one ({listing(missing)}) "
            f"{'is' if len(missing) == 1 else 'are'} not in the history {run.history.path}: it "
            f"was deleted, or another one is used. Their looks are not counted."
        )
    return tuple(found)


def history(run: RunInfo) -> str:
    """Say where looks are counted, and how many earlier runs were found."""
    if run.history is None:
        return "looks were not counted; each verdict counts as look 1"
    if not run.history.earlier_runs:
        return f"no history found; look 1 of this history ({run.history.path})"
    return f"{count(run.history.earlier_runs, 'earlier run')} in {run.history.path}"


def selection_text(selection: SelectionInfo) -> str:
    """Describe the judged part of the suite; "" if it is all of it."""
    again = f"answers of run {selection.answers_of}, judged by an edited suite"
    edited = [again] if selection.answers_of else []
    if not selection.workloads and not selection.left_out:
        return "".join(edited)
    named = ", ".join(selection.workloads)
    found = [*edited, *([f"only {named}"] if named else [])]
    if selection.cases:
        found.append(f"cases {', '.join(selection.cases)}")
    if selection.tags:
        found.append(f"tags {', '.join(selection.tags)}")
    if selection.failed_of:
        found.append(f"what failed in run {selection.failed_of}")
    if selection.limit is not None:
        found.append(f"at most {count(selection.limit, 'case')} of a workload or file")
    found.append(f"{count(selection.left_out, 'case')} of the suite left out")
    return "; ".join(found)


def more_cases(verdict: Verdict) -> str:
    """Say how many more cases would decide; "" if a reason says so already, or none would."""
    if verdict.more_cases is None:
        return ""
    amount = count(verdict.more_cases, "more case")
    if any(amount in reason for reason in verdict.reasons):
        return ""
    return f"About {amount} would decide {IN_RUNS}."


CHANGES = "Changes the cutover needs"
"""Title of the list of `changes`."""


def changes(verdict: Verdict) -> tuple[str, ...]:
    """A line for each setting that a move to the candidate must change."""
    return tuple(change.words for change in verdict.changes)


def run_facts(run: RunInfo) -> tuple[tuple[str, str], ...]:
    """Label and value of every fact about the run as a whole."""
    failed = ", ".join(f"{name} {number(times)}" for name, times in run.failures.items())
    return (
        ("Run", run.id),
        ("Suite", run.suite),
        ("Suite digest", run.suite_digest),
        ("portcheck", run.portcheck_version),
        ("Started", run.started_at),
        ("Finished", run.finished_at),
        ("Facts as of", run.as_of),
        ("Baseline", run.baseline),
        ("Candidates", ", ".join(run.candidates)),
        *((("Selection", text),) if (text := selection_text(run.selection)) else ()),
        ("Size", f"{count(run.workloads, 'workload')}, {count(run.cases, 'case')}"),
        ("Calls", f"{number(run.trials)} planned, {number(run.samples)} made"),
        ("Failed calls", failed or "none"),
        ("History", history(run)),
        *(("Plug-in", plugin_text(plugin)) for plugin in run.plugins),
        *(("Code", code_text(code)) for code in run.code),
        *(("Detector", detector) for detector in run.detectors),
    )


def code_text(code: SuiteCode) -> str:
    """Name a function of the suite, and the digest of its file."""
    return f"{code.file}:{code.function}, sha256 {code.sha256}"


def plugin_text(plugin: Plugin) -> str:
    """Name a plug-in and the distribution that it is from."""
    return f"{plugin.kind} {plugin.name} of {plugin.distribution} {plugin.version}"


def provider_facts(run: RunInfo) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Each provider's id, with label and value of what is known about it, its cost last."""
    return tuple(_provider(run, provider) for provider in run.providers)


def _provider(run: RunInfo, provider: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    name = _flat(provider.get("id"))
    keys = [key for key in _PROVIDER_KEYS if key in provider]
    keys += [key for key in provider if key not in keys and key != "id"]
    facts = [(key.replace("_", " "), _flat(provider[key])) for key in keys]
    if name in run.cost_usd:
        facts.append(("cost", _cost(run.cost_usd[name])))
    return name, tuple((key, value) for key, value in facts if value)


def _cost(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "unknown: a price or a usage is not reported"
    return dollars(value)


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(item) for item in value)
    return str(value)
