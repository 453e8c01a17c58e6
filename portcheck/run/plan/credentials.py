"""Find providers without a key or login, and check that the others are enough for a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from portcheck.errors import CredentialsError, UsageError
from portcheck.model.run import Plan
from portcheck.providers import keys
from portcheck.run.moderation.moderators import moderators
from portcheck.run.panel.call_estimate import Key, planned_calls


def without_credentials(
    plan: Plan, environ: Mapping[str, str], done: Set[str] = frozenset()
) -> Mapping[str, CredentialsError]:
    """Providers that cannot be asked, and why; the run continues without them.

    Args:
        plan: the plan.
        environ: the variables with keys.
        done: keys of trials that already have an answer; a provider without others needs no key.

    Raises:
        UsageError: a key may not be sent to its address, or the other providers are not enough;
            see `require_enough`.
    """
    asked = asked_of(plan, done)
    faults = _faults(plan, environ, asked)
    lacking = {name: exc for name, exc in faults.items() if isinstance(exc, CredentialsError)}
    if len(faults) > len(lacking):
        raise _all_of(faults.values())
    require_enough(plan, asked, lacking)
    return lacking


def require_judges(plan: Plan, environ: Mapping[str, str], judged: Set[Key]) -> None:
    """Check that every judge with open calls has a key or login.

    Args:
        plan: the plan.
        environ: the variables with keys.
        judged: keys of the judgements that already exist.

    Raises:
        UsageError: some have none; names all of them.
    """
    asked = {one.judge for one in planned_calls(plan, judged)}
    faults = []
    for spec in plan.judges or ():
        try:
            if spec.id in asked:
                for one in (spec, *moderators([spec])):
                    keys.key_for(one, environ)
        except UsageError as exc:
            faults.append(exc)
    if faults:
        raise _all_of(faults)


def require_keys(plan: Plan, environ: Mapping[str, str], done: Set[str] = frozenset()) -> None:
    """Check that every provider with open trials has a key that may be sent to its address.

    Args:
        plan: the plan.
        environ: the variables with keys.
        done: keys of trials that already have an answer.

    Raises:
        UsageError: keys are missing or may not be sent; names all of them.
    """
    if faults := _faults(plan, environ, asked_of(plan, done)):
        raise _all_of(faults.values())


def _faults(plan: Plan, environ: Mapping[str, str], asked: Set[str]) -> dict[str, UsageError]:
    found: dict[str, UsageError] = {}
    for spec in plan.providers:
        try:
            if spec.id in asked:
                for one in (spec, *moderators([spec])):
                    keys.key_for(one, environ)
        except UsageError as exc:
            found[spec.id] = exc
    return found


def asked_of(plan: Plan, done: Set[str]) -> Set[str]:
    """The providers with open trials."""
    return {trial.provider for trial in plan.trials if trial.key not in done}


def require_enough(plan: Plan, asked: Set[str], lacking: Mapping[str, CredentialsError]) -> None:
    """Check that the providers with credentials are enough for a comparison.

    Raises:
        UsageError: the baseline, every candidate, or every provider with open trials has none.
    """
    missing = lacking.keys()
    if missing and (plan.baseline in missing or {*plan.candidates} <= missing or asked <= missing):
        raise _all_of(lacking.values())


def _all_of(errors: Iterable[UsageError]) -> UsageError:
    faults = list(errors)
    return UsageError(
        "\n".join(fault.message for fault in faults),
        hint="; ".join(dict.fromkeys(part for fault in faults for part in _parts(fault.hint))),
    )


def _parts(hint: str) -> list[str]:
    return hint.split("; ") if hint else []
