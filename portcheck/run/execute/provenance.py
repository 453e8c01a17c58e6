"""Make the header of a recording, which states where its answers came from."""

from __future__ import annotations

from msgspec import UNSET

from portcheck import __version__
from portcheck.model.codec import canonical_json, request_to_json
from portcheck.model.run import Plan
from portcheck.providers import keys


def provenance(plan: Plan, provider: str, date: str) -> dict[str, str]:
    """The origin of a provider's answers, for a recording's header; `date` is ISO 8601."""
    specs = (*plan.providers, *(plan.judges or ()))
    spec = next(spec for spec in specs if spec.id == provider)
    facts = {
        "source": "recorded",
        "vendor": spec.vendor,
        "dialect": spec.dialect,
        "model": spec.model or "",
        "guardrail": "" if spec.guardrail is UNSET else spec.guardrail.words,
        "host": keys.host(spec),
        "suite": plan.suite.name,
        "recorded_by": f"portcheck {__version__}",
        "date": date,
        "sampling": _sampling(plan),
    }
    stated = {key: str(value) for key, value in spec.facts.items() if key.startswith("model_")}
    return {key: value for key, value in {**facts, **stated}.items() if value}


def _sampling(plan: Plan) -> str:
    settings = {
        canonical_json(request_to_json(case.request).get("sampling", {}))
        for workload in plan.suite.workloads
        for case in workload.cases
    }
    return " ".join(sorted(settings))
