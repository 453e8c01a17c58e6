"""Find providers without a key or login, and check that the others suffice for a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from portcheck.errors import CredentialsError, UsageError
from portcheck.model.run import Plan
from portcheck.providers import keys
from portcheck.run.moderation.moderators import moderators
from portcheck.run.panel.call_estimate import Key, planned


def without_credentials(
    plan: Plan, environ: Mapping[str, str], done: Set[str] = frozenset()
) -> Mapping[str, CredentialsError]:
    """Providers that cannot be asked, and why; the run goes on without them.

    Args:
        plan: the plan.
        environ: where key variables are looked up.
        done: keys of trials that are answered already; who has no other is not asked.

    Raises:
        UsageError: a key may not be sent if it would go, or see `require_enough`.
    """
    asked = asked_of(plan, done)
    faults = _faults(plan, environ, asked)
    lacking = {name: exc for name, exc in faults.items() if isinstance(exc, CredentialsError)}
    if len(faults) > len(lacking):
        raise _all_of(faults.values())
    require_enough(plan, asked, lacking)
    return lacking


def require_judges(plan: Plan, environ: Mapping[str, str], judged: Set[Key]) -> None:
    """Raise UsageError with every judge that has open calls but no key or login.

    Args:
        plan: the plan.
        environ: where key variables are looked up.
        judged: what judges have said already.
    """
    asked = {one.judge for one in planned(plan, judged)}
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
    """Raise UsageError with every key that is missing or may not be sent.

    Args:
        plan: the plan.
        environ: where key variables are looked up.
        done: keys of trials that are answered already; who has no other is not asked.
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
    """The providers with trials that are not done."""
    return {trial.provider for trial in plan.trials if trial.key not in done}


def require_enough(plan: Plan, asked: Set[str], lacking: Mapping[str, CredentialsError]) -> None:
    """Raise UsageError if nothing could be compared.

    The baseline cannot be asked, no candidate can, or nobody of those who still must be.
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
