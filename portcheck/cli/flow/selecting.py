"""Select a part of a suite, and an earlier run to reuse, by the flags of `run` and `plan`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portcheck import pipeline
from portcheck.cli.flow.evidence.unchanged import unchanged_run
from portcheck.cli.output import Output
from portcheck.errors import UsageError
from portcheck.run.judge.case_views import failed_cases
from portcheck.run.plan.build import Selection
from portcheck.run.plan.reuse import Earlier

MOST_DAYS = 36_500


def selected(
    *,
    workloads: Sequence[str] | None,
    cases: Sequence[str] | None,
    tags: Sequence[str] | None,
    failed: str | None,
    limit: int | None,
) -> Selection:
    """The selection from the flags.

    Raises:
        UsageError: nothing failed in the run of `--failed`, or a file of it was changed by hand.
        StoreError: it cannot be read.
    """
    wanted, name = None, ""
    if failed is not None:
        store = unchanged_run(failed, Output())
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


def earlier_run(
    given: str | None, fresh: Sequence[str] | None, max_age: str | None = None
) -> Earlier | None:
    """The run of `--reuse`, or `None`.

    Raises:
        UsageError: it is not a run or was changed by hand, or `--fresh` or `--max-age` is given
            without `--reuse`.
    """
    if given is None:
        for name, value in (("--fresh", fresh), ("--max-age", max_age)):
            if value:
                raise UsageError(f"{name} needs --reuse", hint="leave it out")
        return None
    oldest = None if max_age is None else days("--max-age", max_age)
    return Earlier.of(unchanged_run(given, Output()), oldest)


def days(option: str, text: str) -> int:
    """Parse a number of days: `30`, `30d`, `4w`, `6m` or `2y`.

    Raises:
        UsageError: the text has another form, or too many days.
    """
    found = re.fullmatch(r"\s*(\d{1,6})\s*([dwmy]?)\s*", text.lower(), re.ASCII)
    if not found:
        raise UsageError(f"{option} {text}: expected a number of days, such as 30d")
    number = int(found[1]) * {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}[found[2]]
    if number > MOST_DAYS:
        raise UsageError(f"{option} {text}: at most {MOST_DAYS} days")
    return number
