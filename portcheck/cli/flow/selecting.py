"""Which part of a suite the flags of `run` and `plan` choose, and whose answers are at hand."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck import pipeline
from portcheck.cli.options import run_folder
from portcheck.errors import UsageError
from portcheck.run.judge.case_views import failed_cases
from portcheck.run.plan.build import Selection
from portcheck.run.store.folder import RunStore


def selected(
    *,
    workloads: Sequence[str] | None,
    cases: Sequence[str] | None,
    tags: Sequence[str] | None,
    failed: str | None,
    limit: int | None,
) -> Selection:
    """The selection that the flags make.

    Raises:
        UsageError: nothing failed in the run of `--failed`.
        StoreError: it cannot be read.
    """
    wanted, name = None, ""
    if failed is not None:
        store = RunStore.open(run_folder(failed))
        wanted, name = failed_cases(pipeline.results(store)), store.record().id
        if not wanted:
            raise UsageError(
                f"nothing failed in run {name}", hint="leave out --failed to run all cases"
            )
    return Selection(
        workloads=tuple(workloads or ()),
        cases=tuple(cases or ()),
        tags=tuple(tags or ()),
        failed=wanted,
        failed_of=name,
        limit=limit,
    )


def earlier_run(given: str | None, fresh: Sequence[str] | None) -> RunStore | None:
    """The run of `--reuse`, or nothing.

    Raises:
        UsageError: it is no run, or `--fresh` is given alone.
    """
    if given is None:
        if fresh:
            raise UsageError("--fresh means something only beside --reuse", hint="leave it out")
        return None
    return RunStore.open(run_folder(given))
