"""Read, compare and print two runs, for `compare` and `drift`."""

from __future__ import annotations

from portcheck import pipeline
from portcheck.cli import options
from portcheck.cli.flow.evidence.unchanged import require_unchanged
from portcheck.cli.output import Output
from portcheck.cli.pages.two_runs import page
from portcheck.errors import UsageError
from portcheck.model.codec import encode
from portcheck.run.store.folder import RunStore
from portcheck.run.two_runs.compared import compare_runs
from portcheck.run.two_runs.story import story


def shown(then: str, now: str, output: Output, *, as_json: bool, drift: bool) -> int:
    """Print what changed between two runs and return the exit code.

    Raises:
        UsageError: a name is not a run, both are the same run, they share no provider, or a file of
            one was changed by hand.
        StoreError: a folder cannot be read.
    """
    earlier, later = (RunStore.open(options.run_folder(name)) for name in (then, now))
    if earlier.path.resolve() == later.path.resolve():
        raise UsageError(f"{then} and {now} are the same run", hint="name two runs")
    for store in (earlier, later):
        require_unchanged(store, output)
    found = compare_runs(pipeline.results(earlier), pipeline.results(later), same_route=drift)
    if not found.providers:
        raise UsageError(
            "the two runs share no provider" + "".join(f"; {one}" for one in found.left_out),
            hint="to compare providers by their ids alone: portcheck compare RUN RUN"
            if drift
            else "",
        )
    told = story(pipeline.compare(earlier), pipeline.compare(later), found, verdicts=not drift)
    if as_json:
        output.json(encode(told))
    else:
        output.result(page(told))
    return told.exit_code
