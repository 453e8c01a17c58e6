"""Find answers that the recordings of a plan lack, and the command that adds them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence, Set
from pathlib import Path

from msgspec import Struct

from portcheck.config.load import Loaded
from portcheck.errors import PlanError
from portcheck.model.numbers import count, listing, number
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import ProviderSpec
from portcheck.providers.recording import load_recording
from portcheck.run.plan.preflight import is_live
from portcheck.shell_words import file_word

_WHY = "cases are new, or prompts or sampling have changed since the recording"
_NAMED = 20
"""Most cases that the command lists; with more, it records all missing answers."""


class _MissingAnswers(Struct, frozen=True):
    """A recording and the trials for which it has no answer."""

    spec: ProviderSpec
    file: Path
    trials: Sequence[Trial]
    planned: int

    def words(self) -> str:
        if len(self.trials) == self.planned and not self.file.is_file():
            return f"{self.spec.id!r} has no recording: there is no file {self.file}"
        names = [_name(trial) for trial in self.trials]
        return (
            f"{self.file} lacks {number(len(names))} of {count(self.planned, 'answer')} for "
            f"{self.spec.id!r}: {listing(names, between='; ')}"
        )


def _name(trial: Trial) -> str:
    prompt = f", variant {trial.variant}" if trial.variant else ""
    return f"{trial.workload} / {trial.case}{prompt} (repeat {trial.repeat + 1})"


def require_recordings(
    plan: Plan, done: Set[str] = frozenset(), loaded: Loaded | None = None
) -> None:
    """Check that the recordings have every answer that the plan needs.

    Args:
        plan: the plan.
        done: keys of trials that already have an answer.
        loaded: the files of the plan, to write the command that records missing answers; `None`
            if the caller does not have them.

    Raises:
        PlanError: answers are missing; its hint has the command.
    """
    lacking = [
        found
        for spec in plan.providers
        if spec.dialect == "recorded" and spec.file is not None
        if (found := _missing_answers(plan, spec, Path(spec.file), done)).trials
    ]
    if lacking:
        raise PlanError(
            "\n".join(found.words() for found in lacking), hint=_hint(plan, lacking, loaded)
        )


def _missing_answers(plan: Plan, spec: ProviderSpec, file: Path, done: Set[str]) -> _MissingAnswers:
    mine = [t for t in plan.trials if t.provider == spec.id and t.key not in done]
    if not mine or not file.is_file():
        return _MissingAnswers(spec, file, mine, len(mine))
    recording = load_recording(file)
    missing = set(recording.missing((t.request_hash, t.ordinal) for t in mine))
    without = [t for t in mine if (t.request_hash, t.ordinal) in missing]
    return _MissingAnswers(spec, file, without, len(mine))


def _hint(plan: Plan, lacking: Sequence[_MissingAnswers], loaded: Loaded | None) -> str:
    if loaded is None or not loaded.suite_files or loaded.providers_file is None:
        return f"{_WHY}; add the missing answers: portcheck record SUITE --into PROVIDER=FILE"
    targets, strangers = [], []
    for found in lacking:
        live = _recorded_from(found, loaded.providers)
        if live is None:
            strangers.append(found)
        targets.append(f"{live or 'PROVIDER'}={_short(found.file)}")
    files = [*map(file_word, loaded.suite_files), "--providers", file_word(loaded.providers_file)]
    words = [word for target in targets for word in ("--into", target)]
    words += _choice(plan, lacking)
    command = " ".join(("portcheck record", *files, shlex.join(words)))
    if strangers:
        who = " and ".join(f"{found.spec.id!r}" for found in strangers)
        return (
            f"{_WHY}; {loaded.providers_file} has no entry that calls the model recorded by "
            f"{who}; add one, or name a file that has one, and put its id in place of PROVIDER: "
            f"{command}"
        )
    return f"{_WHY}; add the missing answers: {command}"


def _choice(plan: Plan, lacking: Sequence[_MissingAnswers]) -> list[str]:
    """Flags that select exactly the cases with missing answers."""
    trials = [trial for found in lacking for trial in found.trials]
    workloads = dict.fromkeys(trial.workload for trial in trials)
    cases = dict.fromkeys(trial.case for trial in trials)
    words = [word for name in workloads for word in ("--workload", name)]
    if len(plan.suite.workloads) == 1 and not plan.partial:
        words = []
    if len(cases) <= _NAMED or plan.partial:
        words += [word for name in cases for word in ("--case", name)]
    return words + (["--adapt", plan.adapts] if plan.adapts != "preferences" else [])


def _recorded_from(found: _MissingAnswers, entries: Sequence[ProviderSpec]) -> str | None:
    """The live entry whose answers a recording holds, by vendor and model."""
    origin = {"vendor": found.spec.vendor, "model": found.spec.model or ""}
    if found.file.is_file():
        for header in load_recording(found.file).provenance:
            origin |= {key: header[key] for key in ("vendor", "model", "dialect") if key in header}
    fitting = [
        spec
        for spec in entries
        if is_live(spec) and (spec.vendor, spec.model) == (origin["vendor"], origin["model"])
    ]
    same_wire = [spec for spec in fitting if spec.dialect == origin.get("dialect")]
    return next((spec.id for spec in (*same_wire, *fitting)), None)


def _short(file: Path) -> str:
    """The path relative to the current folder, if it is below that."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
