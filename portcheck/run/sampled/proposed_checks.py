"""Report proposed checks that are not accepted: they run and are shown, but do not count."""

from __future__ import annotations

from collections import Counter

from portcheck.model.numbers import count, listing
from portcheck.model.suite import Workload

HINT = (
    "read and correct each, and change its `accept: false` to `accept: true`; remove those that "
    "you do not want"
)


def proposals_waiting(workload: Workload) -> str:
    """A note on the number of proposed checks that do not count yet; "" if there are none."""
    found = Counter[str]()
    proposed = any(spec.proposed for spec in workload.checks)
    for case in workload.outlines if proposed else ():
        found.update([*dict.fromkeys(one.name for one in case.checks if one.proposed)])
    if not found:
        return ""
    names = [f"{name} ({count(cases, 'case')})" for name, cases in found.most_common()]
    return f"has proposed checks that nobody has accepted, so they feed no gate: {listing(names)}"
