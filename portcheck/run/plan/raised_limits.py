"""Find the limits of output tokens that `--adapt all` raises, which change the cost of calls."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from portcheck.model.chat import Request
from portcheck.model.run import Plan


def raised_limits(plan: Plan, provider: str) -> Mapping[int, int]:
    """The limits that a plan raises for a provider, each with the limit that is sent instead."""
    raised: dict[int, int] = {}
    for found in plan.lint:
        finding = found.finding
        if finding.provider != provider or finding.feature != "max_output_tokens":
            continue
        old, _, new = finding.value.partition(" -> ")
        if finding.adapted and old.isdecimal() and new.isdecimal() and int(new) > int(old):
            raised[int(old)] = max(int(new), raised.get(int(old), 0))
    return raised


def with_raised(request: Request, raised: Mapping[int, int]) -> Request:
    """The request with the raised limit; the same object if its limit is not raised."""
    limit = request.sampling.max_output_tokens
    if limit is None or limit not in raised:
        return request
    sampling = replace(request.sampling, max_output_tokens=raised[limit])
    return replace(request, sampling=sampling)
