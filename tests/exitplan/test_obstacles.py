from __future__ import annotations

from datetime import date

from exit_builders import route, target

from portcheck.exitplan.loss import Loss
from portcheck.exitplan.obstacles import age_days, lost_with


def test_evidence_is_as_old_as_its_oldest_answer() -> None:
    day = date(2026, 12, 1)
    assert age_days(target("a", judged_on="2026-11-30"), day) == 1
    assert age_days(target("a", judged_on="2026-11-30", answers_from="2026-11-01"), day) == 30
    assert age_days(target("a", judged_on="2027-01-01"), day) == 0


def test_what_takes_a_route_with_it_is_named() -> None:
    losses = (Loss(kind="vendor", name="v"), Loss(kind="region", name="us"))
    assert lost_with(route("a", vendor="v", regions=("us",)), losses) == "v, region:us"
    assert lost_with(route("a", vendor="w", regions=("eu",)), losses) == ""
