"""Make exit routes from entries of a providers file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portcheck.model.exit_plan import ExitRoute
from portcheck.model.suite import ProviderSpec


def exit_route(spec: ProviderSpec, served: Iterable[str] = ()) -> ExitRoute:
    """The route of an exit through one entry.

    Args:
        spec: the entry.
        served: names of the models that answered for it.
    """
    models = dict.fromkeys([*([spec.model] if spec.model else []), *sorted(served)])
    return ExitRoute(
        provider=spec.id,
        vendor=spec.vendor,
        models=tuple(models),
        regions=_texts(spec.facts.get("region")),
        key=spec.api_key_env,
        contract=next(iter(_texts(spec.facts.get("contract"))), None),
        retires=_day(spec.facts.get("retires")),
        contract_ends=_day(spec.facts.get("contract_ends")),
        limits=spec.limits,
        facts=spec.facts,
    )


def _texts(fact: object) -> tuple[str, ...]:
    values = fact if isinstance(fact, (list, tuple)) else [fact]
    return tuple(str(value) for value in values if value not in {None, ""})


def _day(fact: object) -> str | None:
    try:
        return date.fromisoformat(str(fact)).isoformat()
    except ValueError:
        return None
