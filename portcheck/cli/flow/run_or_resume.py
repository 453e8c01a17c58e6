"""The steps that `run` and `resume` share: consent to calls, execution, end."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Set
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from portcheck import pipeline
from portcheck.cli.flow.confirm import confirm
from portcheck.cli.flow.finish import finish
from portcheck.cli.flow.monthly import least_cost
from portcheck.cli.flow.observed import observations_file
from portcheck.cli.flow.resuming.asked_reports import remember
from portcheck.cli.flow.resuming.flags import RunFlags
from portcheck.cli.flow.resuming.resume_command import resume_command
from portcheck.cli.options import Ending, seconds
from portcheck.cli.output import Output
from portcheck.cli.pages.lint import not_asked, seen_before
from portcheck.cli.pages.progress import progress
from portcheck.cli.signals import listen
from portcheck.errors import CredentialsError, StoreError, UsageError
from portcheck.model.numbers import count, dollars, number
from portcheck.model.run import Plan
from portcheck.model.visible_text import one_line
from portcheck.run.adopt import adopt
from portcheck.run.code.consent import code_of, require_consent, try_examples
from portcheck.run.execute.progress import RunProgress
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.history.address import read_address
from portcheck.run.moderation.moderators import moderators
from portcheck.run.panel.call_estimate import Key
from portcheck.run.plan.credentials import require_judges, without_credentials
from portcheck.run.plan.preflight import destinations, slug
from portcheck.run.plan.reuse import Earlier, Reused, age_days
from portcheck.run.store.folder import RunStore, point_latest


def run_policy(
    *,
    concurrency: int | None,
    max_cost: float | None,
    max_calls: int | None,
    max_time: str | None,
    history: str | None = None,
    stop_early: bool = False,
    record: Path | None = None,
    max_cost_month: float | None = None,
    out: Path | None = None,
) -> RunPolicy:
    """The policy of a run from its flags; limits per minute are shared through the cache folder.

    `out` is the run folder; `None`: a new one in runs/.

    Raises:
        UsageError: a flag has an invalid value, or two flags contradict each other.
        BudgetError: the month's budget is used up.
    """
    max_cost = least_cost(max_cost, max_cost_month, history or "", out)
    if stop_early and record is not None:
        raise UsageError("--stop-early skips answers, but a recording needs all of them")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return RunPolicy(
        concurrency=concurrency,
        max_cost=max_cost,
        max_calls=max_calls,
        max_time_s=seconds(max_time),
        ledgers=Path(cache) / "portcheck" / "limits",
        observations=observations_file(),
        history=read_address(history).text if history is not None else "",
        stop_early=stop_early,
    )


def _warn_of(lacking: Mapping[str, CredentialsError], output: Output) -> None:
    """Print which providers a run does not ask, and why."""
    for provider, why in lacking.items():
        hint = f"{why.hint}, then `portcheck resume`" if why.hint else "later, `portcheck resume`"
        output.note(
            f"warning: {why.message}\n  the run goes on without {one_line(provider)}; {hint}"
        )


def agree(
    plan: Plan,
    output: Output,
    *,
    done: Set[str],
    yes: bool,
    max_cost: float | None,
    foreign: Set[str] = frozenset[str](),
    judged: Set[Key] = frozenset[Key](),
) -> None:
    """Print where calls go and what they can cost, and ask for consent if they leave this machine.

    Providers without a key or login are listed and left out.

    Args:
        plan: the plan.
        output: where to print.
        done: keys of trials that have an answer.
        yes: the user has agreed.
        max_cost: limit in US dollars; it counts as consent to the hosts of the providers file.
        foreign: ids of providers whose hosts only the run folder names.
        judged: keys of the judge calls that are done.

    Raises:
        UsageError: keys are missing without which nothing can be compared, there is no consent, or
            `max_cost` needs a price that is unknown.
    """
    lacking = without_credentials(plan, os.environ, done)
    require_judges(plan, os.environ, judged)
    _warn_of(lacking, output)
    targets = [one for one in destinations(plan, done, judged) if one.provider not in lacking]
    asking = [one for one in targets if one.asks or (one.calls and one.provider in foreign)]
    if not asking:
        return
    roles = {spec.id: "judge" for spec in plan.judges or ()}
    roles |= {spec.id: "moderator" for spec in moderators(plan.providers)}
    for target in asking:
        bound = target.cost_bound_usd
        price = "cost unknown" if bound is None else f"at most {dollars(bound)}"
        key = f", key from {target.key_variable}" if target.key_variable else ""
        key = f", token from {one_line(target.token_from)}" if target.token_from else key
        key += ", a host that only the run folder names" if target.provider in foreign else ""
        calls = count(target.calls, "call")
        if target.provider in roles:
            calls = f"at most {calls} as a {roles[target.provider]}"
        output.note(f"{target.provider}: {calls} to {target.host}, {price}{key}")
    from portcheck.cli.pages.plan import fetched

    if where := fetched(plan):
        output.note(where)
    if max_cost is not None:
        unknown = [one.provider for one in asking if one.asks and one.cost_bound_usd is None]
        if unknown:
            raise UsageError(
                f"--max-cost needs a price, and none is known for {', '.join(unknown)}",
                hint="add price: {input: USD, output: USD} per million tokens to its entry",
            )
    hint = "pass --yes, or --max-cost USD to limit what it spends"
    if any(target.provider in foreign for target in asking):
        hint = "pass --providers FILE with a file that names them, or --yes if you know the hosts"
    elif max_cost is not None:
        return
    if not yes:
        confirm(output, hint=hint)


def agree_to_code(plan: Plan, ending: Ending, *, allowed: bool) -> Ending:
    """Check the consent to functions of the suite in checks, and try their examples.

    Raises:
        UsageError: checks call such functions without `allowed`, or an example fails.
    """
    require_consent(plan, allowed=allowed)
    if code_of(plan):
        try_examples(plan)
    return replace(ending, allow_code=allowed)


def reuse_words(reused: Reused) -> str:
    """Lines about the answers from an earlier run, their age, and the providers asked again."""
    lines = []
    for found in reused.answers:
        if found.samples:
            days = age_days(found.oldest)
            old = "of unknown age" if days is None else f"up to {count(days, 'day')} old"
            age = "of today" if days == 0 else old
            lines.append(
                f"{found.provider}: {number(len(found.samples))} of "
                f"{number(found.planned)} answers come from run {reused.run}, {age}"
            )
    return "\n".join([*lines, *(f"asked again: {why}" for why in reused.others)])


def introduce(plan: Plan, reused: Reused | None, output: Output) -> None:
    """Print what a run reuses, which providers it does not ask, and earlier observations."""
    if reused and reused.trials:
        output.note(reuse_words(reused))
    for line in (*not_asked(plan), *seen_before(plan)):
        output.note(line)


def new_store(plan: Plan, out: Path | None) -> RunStore:
    """Create the folder of a new run; in runs/, the link `latest` then points to it."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{slug(plan.suite.name)}"
    if out is not None:
        return RunStore.create(out, plan, pipeline.new_record(out.resolve().name))
    for attempt in range(1, 100):  # several runs may start in one second
        path = Path("runs") / (name if attempt == 1 else f"{name}-{attempt}")
        if path.exists():
            continue
        with contextlib.suppress(UsageError):
            store = RunStore.create(path, plan, pipeline.new_record(path.name))
            point_latest(path)
            return store
    raise UsageError("too many runs started in this second", hint="name a folder with --out DIR")


def begun(plan: Plan, out: Path | None, reused: Reused | None, earlier: Earlier | None) -> RunStore:
    """Create the folder of a new run with the answers that it reuses."""
    store = new_store(plan, out)
    if reused and earlier:
        adopt(store, reused, earlier.store)
    return store


def execute(store: RunStore, output: Output, *, flags: RunFlags, plan: Plan | None = None) -> int:
    """Execute the rest of a run, then write reports and verdicts and return the exit code.

    An interrupted run is scored and shown with the answers it has; its exit code is 130. `plan`
    is the result of `own_entries` if the folder existed before.
    """
    plan = plan or store.plan()
    control, run_progress = Control(), RunProgress()
    listen(control, output, run_progress, (*plan.providers, *(plan.judges or ())))
    resume = resume_command(store.path, flags)
    with store.locked(), _resumable(resume):
        remember(store, flags.ending)
        unfinished = False
        samples = store.samples()
        nothing_left = len(samples) - len(samples.missing()) == len(plan.trials)
        quiet = flags.ending.quiet or flags.ending.as_json
        with progress(output, run_progress, quiet=quiet) as listener:
            try:
                ended = pipeline.run(
                    plan,
                    store,
                    environ=os.environ,
                    tell=listener,
                    policy=flags.policy,
                    control=control,
                )
                unfinished = bool(ended.incomplete) or ended.interrupted
            except KeyboardInterrupt:
                unfinished = True
                if len(store.answered()) < len(plan.trials):  # perhaps no call was made yet
                    store.write_record(replace(store.record(), interrupted=True))
        if control.draining and unfinished:
            answered = f"{number(len(store.samples()))} of {count(len(plan.trials), 'call')}"
            output.note(f"interrupted: {answered} are in {store.path}\nresume it: {resume}")
        _record(store, output, flags, resume if unfinished else "")
        # Judgements may be new even if no answer is.
        kept = nothing_left and not plan.judges and pipeline.is_scored(store)
        return finish(
            store,
            output,
            flags.ending,
            score=not kept,
            counted=True,
            history=flags.policy.history,
            resume=resume,
        )


@contextlib.contextmanager
def _resumable(resume: str) -> Iterator[None]:
    """Add the command that resumes the run to the hint of a `StoreError`."""
    try:
        yield
    except StoreError as exc:
        hint = "; ".join(filter(None, [exc.hint, f"resume it: {resume}"]))
        raise StoreError(exc.message, hint=hint) from exc


def _record(store: RunStore, output: Output, flags: RunFlags, resume: str) -> None:
    """Write recordings, unless answers are missing (`resume` is set): those cannot be replayed."""
    if not flags.recordings:
        return
    if resume:
        output.note(f"nothing recorded, because some calls have no answer; resume it: {resume}")
        return
    from portcheck.run.execute.into_recordings import record_run

    record_run(store, flags.recordings)
    for provider, path in flags.recordings.items():
        output.note(f"recorded {provider} in {path}")
