"""Gates in plain words."""

from __future__ import annotations

from portcheck.plugins import GATES
from portcheck.reports.decision.gate_titles import gate_title


def test_every_built_in_gate_has_one_of_its_own() -> None:
    titles = {name: gate_title(name) for name in GATES.built_in}
    assert len(set(titles.values())) == len(titles)
    assert not set(titles) & set(titles.values())
    assert gate_title("acme") == "acme"
