"""Ask live providers for the answers that recordings lack, and report the result."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from portcheck.cli.flow.run_or_resume import agree
from portcheck.cli.output import Output
from portcheck.cli.pages.progress import progress
from portcheck.cli.signals import listen
from portcheck.errors import ExitCode, UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import count, number
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.run.execute.into_recordings import Added, add_to_recordings, recorded_trials
from portcheck.run.execute.progress import RunProgress
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.plan.credentials import require_keys
from portcheck.run.plan.preflight import is_live


def recordings(given: Sequence[str], specs: Sequence[ProviderSpec]) -> dict[str, Path]:
    """Provider id to file, from every `--into ID=FILE`.

    Raises:
        UsageError: a value does not have this form, does not name a live provider, repeats a
            provider or file, or names a folder.
    """
    by_id = {spec.id: spec for spec in specs}
    files: dict[str, Path] = {}
    for text in given:
        # An id may contain the sign = too.
        fitting = [name for name in by_id if text.startswith(f"{name}=")]
        name = max(fitting, key=len, default=text.partition("=")[0])
        file = text[len(name) + 1 :]
        if not file:
            raise UsageError(f"--into {text}: expected ID=FILE", hint="--into gpt=recorded.jsonl")
        if not is_live(by_id[known(name, by_id, "provider")]):
            raise UsageError(
                f"--into {text}: {name!r} is itself a recording and cannot be called",
                hint="name the entry that calls the vendor, then = and the recording",
            )
        path = Path(file)
        if name in files or path.resolve() in {other.resolve() for other in files.values()}:
            raise UsageError(
                f"--into {text}: the same provider or file is named twice",
                hint="give each provider its own recording",
            )
        if path.is_dir() or not path.parent.is_dir():
            raise UsageError(f"--into {text}: {path} is a folder, or its folder does not exist")
        files[name] = path
    return files


def replaying(
    files: Mapping[str, Path], specs: Sequence[ProviderSpec]
) -> dict[str, tuple[str, ...]]:
    """Live provider to the providers that replay the file it is recorded into."""
    return {
        name: tuple(
            spec.id for spec in specs if spec.file and Path(spec.file).resolve() == path.resolve()
        )
        for name, path in files.items()
    }


def record_missing(
    plan: Plan,
    files: Mapping[str, Path],
    output: Output,
    *,
    policy: RunPolicy,
    yes: bool,
    quiet: bool,
) -> int:
    """Ask for the answers that the recordings lack, and return the exit code.

    Raises:
        ConfigError: a recording cannot be read.
        UsageError: a key is missing, there is no consent, or a file holds another model's answers.
        StoreError: a recording cannot be written.
    """
    done = recorded_trials(plan, files)
    require_keys(plan, os.environ, done)
    agree(plan, output, done=done, yes=yes, max_cost=policy.max_cost)
    control, run_progress = Control(), RunProgress()
    listen(control, output, run_progress, plan.providers)
    with progress(output, run_progress, quiet=quiet) as listener:
        added = add_to_recordings(
            plan, files, done, environ=os.environ, tell=listener, policy=policy, control=control
        )
    return _ended(plan, files, done, added, output, interrupted=control.draining)


def _ended(
    plan: Plan,
    files: Mapping[str, Path],
    done: frozenset[str],
    added: Added,
    output: Output,
    *,
    interrupted: bool,
) -> int:
    planned = Counter(trial.provider for trial in plan.trials)
    had = Counter(trial.provider for trial in plan.trials if trial.key in done)
    complete = True
    for provider, path in files.items():
        new, asked = added.answers[provider], planned[provider] - had[provider]
        complete = complete and new == asked
        output.result(
            f"{provider}: {number(new)} of {count(asked, 'answer')} added to {path}"
            if asked
            else f"{provider}: {path} has all {count(planned[provider], 'answer')} already"
        )
        if failed := added.failures.get(provider):
            last = f"{failed[-1].error_class}: {failed[-1].message}"
            output.note(
                one_line(f"{provider}: {count(len(failed), 'call')} failed, last {last}", 400)
            )
    for reason in added.stopped:
        output.note(one_line(reason, 400))
    if complete:
        return ExitCode.OK
    output.note("run the same command again to ask for the missing answers")
    return ExitCode.INTERRUPTED if interrupted else ExitCode.INCOMPLETE
