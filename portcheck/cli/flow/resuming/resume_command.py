"""Build the command that resumes a run with its original options."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from portcheck.cli.flow.resuming.flags import RunFlags
from portcheck.cli.options import DEFAULT_PROVIDERS, FAILING, NEW
from portcheck.shell_words import file_word


def resume_command(folder: Path, flags: RunFlags) -> str:
    """`portcheck resume FOLDER` with all options of the run that `resume` has."""
    return f"portcheck resume {file_word(folder)} {shlex.join(_options(flags))}".rstrip()


def _options(flags: RunFlags) -> Iterator[str]:
    policy, ending = flags.policy, flags.ending
    values: dict[str, object] = {
        "--providers": None if flags.providers == DEFAULT_PROVIDERS else flags.providers,
        "--record": flags.record,
        "--history": policy.history or None,
        "--fail-on": _fail_on(ending.failing),
        "--concurrency": policy.concurrency,
        "--max-cost": _plain(policy.max_cost),
        "--max-cost-month": _plain(flags.max_cost_month),
        "--max-calls": policy.max_calls,
        "--max-time": None if policy.max_time_s is None else f"{_plain(policy.max_time_s)}s",
        "--as-of": ending.as_of,
        "--content": ending.content,
    }
    for name, value in values.items():
        if value is not None:
            yield from (name, str(value))
    for format_name, path in ending.targets:
        yield from ("--report", f"{format_name}={path}")
    for gate in sorted(ending.allow_waivers):
        yield from ("--allow-waiver", gate)
    switches = {
        "--allow-code": ending.allow_code,
        "--yes": flags.yes,
        "--trust-folder": flags.trust_folder,
        "--json": ending.as_json,
        "--quiet": ending.quiet,
    }
    yield from (name for name, given in switches.items() if given)


def _fail_on(failing: frozenset[str]) -> str | None:
    if failing == frozenset(FAILING):
        return None
    return ",".join(word for word in (*FAILING, NEW) if word in failing)


def _plain(value: float | None) -> str | None:
    """A number as people type it, such as 90 or 0.5, never 90.0 or 1e-05."""
    return None if value is None else f"{value:.10f}".rstrip("0").rstrip(".")
