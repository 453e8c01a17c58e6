"""Which part of a suite the flags of `run` and `plan` choose."""

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
