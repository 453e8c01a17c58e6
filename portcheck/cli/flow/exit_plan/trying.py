"""`suggest --try`: run one suggestion as a variant of its workload, in a new run."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from portcheck import pipeline
from portcheck.cli.flow.resuming.flags import RunFlags
from portcheck.cli.flow.run_or_resume import (
    agree,
    agree_to_code,
    execute,
    new_store,
    reuse_words,
)
from portcheck.cli.output import Output
from portcheck.config.load import Loaded
from portcheck.config.suite.variants.reader import with_variants
from portcheck.errors import UsageError
from portcheck.model.codec import digest
from portcheck.model.suite import Case, ProviderSpec
from portcheck.run.adopt import adopt
from portcheck.run.plan.build import Selection
from portcheck.run.prompts.suggest import Suggestion
from portcheck.run.store.folder import RunStore


def chosen(found: tuple[Suggestion, ...], name: str) -> Suggestion:
    """The suggestion of that name.

    Raises:
        UsageError: no suggestion or several ones have that name.
    """
    fitting = [one for one in found if one.variant.name == name]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        names = ", ".join(dict.fromkeys(one.variant.name for one in found)) or "nothing"
        raise UsageError(f"there is no suggestion {name!r}", hint=f"suggested: {names}")
    raise UsageError(
        f"there are {len(fitting)} suggestions {name!r}",
        hint="add --workload ID and --candidate ID",
    )


def run_with(
    earlier: RunStore,
    one: Suggestion,
    entries: tuple[ProviderSpec, ...],
    out: Path | None,
    output: Output,
    flags: RunFlags,
    *,
    yes: bool,
) -> int:
    """Run a candidate with one variant in all cases of its workload, and return the exit code.

    Answers of the earlier run are reused, so only the variant costs anything. The history counts it
    as a look, and because it was written after these answers it decides nothing on their cases.

    Raises:
        UsageError: there is no consent, or the folder exists.
    """
    before = earlier.plan()
    workloads = tuple(
        with_variants(workload, one.candidate, (one.variant,))
        for workload in before.suite.workloads
        if workload.id == one.workload
    )
    suite = replace(before.suite, workloads=workloads)
    loaded = Loaded(
        suite=replace(suite, digest=digest(suite, (Case,))),
        providers=entries,
        warnings=(),
        locate=lambda workload: (str(earlier.path), 1, 1, f"/workloads/{workload}"),
    )
    plan = pipeline.plan(
        loaded,
        baseline=before.baseline,
        candidates=one.candidate,
        selection=Selection(),
        reuse=earlier,
        adapt=before.adapts,
    )
    plan = replace(plan, partial=before.partial)
    reused = pipeline.reused(plan, earlier)
    output.note(reuse_words(reused))
    ending = agree_to_code(plan, flags.ending, allowed=flags.ending.allow_code)
    agree(plan, output, done=reused.trials, yes=yes, max_cost=flags.policy.max_cost)
    store = new_store(plan, out)
    with store.locked():
        adopt(store, reused, earlier)
    return execute(store, output, flags=replace(flags, ending=ending))
