"""The check `not`."""

from __future__ import annotations

from check_builders import ask


def test_it_passes_where_its_part_fails() -> None:
    assert ask("not", {"equals": "billing"}, "access").status == "passed"
    assert ask("not", {"equals": "billing"}, "Billing.").status == "failed"
    assert ask("not", {"latency": {"first_token_s": 1}}, "access").status == "unscored"


def test_a_value_between_is_turned() -> None:
    part = {"all_of": {"checks": [{"contains": "a"}, {"contains": "b"}], "score": "weighted"}}
    half = {**part["all_of"], "checks": [*part["all_of"]["checks"], {"contains": "c"}]}
    assert ask("not", {"all_of": half}, "a").value == 1 - ask("all_of", half, "a").value  # type: ignore[operator]  # it is scored
