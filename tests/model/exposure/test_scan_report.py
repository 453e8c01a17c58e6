"""Workloads that cover what a codebase uses are named with their suite."""

from __future__ import annotations

from portcheck.model.exposure.scan_report import CoveringWorkload


def test_a_workload_is_named_with_its_suite() -> None:
    one = CoveringWorkload(
        suite="shop", workload="faq", provider="gpt", vendor="acme", service=None, model=None
    )
    assert one.name == "shop/faq"
