"""A run goes on without a candidate whose key is not there, and begins without no baseline."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.errors import UsageError
from portcheck.model.run import Plan
from portcheck.model.suite import ProviderSpec
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.credentials import require_keys, without_credentials

OLD, NEW, OTHER = (
    make_provider(name, api_key_env=f"{name.upper()}_KEY") for name in ("old", "new", "other")
)
HERE = make_provider("here", base_url="http://127.0.0.1:9/v1")
STRAY = make_provider("stray", api_key_env="OPENAI_API_KEY", base_url="https://elsewhere.test/v1")


def plan_of(*specs: ProviderSpec) -> Plan:
    cases = (make_case("a"), make_case("b"))
    return build_plan(make_suite(make_workload("w", cases)), specs, baseline=specs[0].id)


def keys_of(plan: Plan, *providers: str) -> set[str]:
    return {trial.key for trial in plan.trials if trial.provider in providers}


def environ(*names: str) -> dict[str, str]:
    return {f"{name}_KEY": "sk-0123456789" for name in names}


def test_a_candidate_without_its_key_is_left_out() -> None:
    plan = plan_of(OLD, NEW, OTHER)
    found = without_credentials(plan, environ("OLD", "OTHER"))
    assert list(found) == ["new"]
    assert "NEW_KEY is not set" in found["new"].message
    assert without_credentials(plan, environ("OLD", "NEW", "OTHER")) == {}


def test_a_key_that_is_no_key_is_the_same() -> None:
    found = without_credentials(plan_of(HERE, NEW, OTHER), {**environ("OTHER"), "NEW_KEY": "a b"})
    assert "white space" in found["new"].message


def test_a_run_needs_its_baseline_and_one_candidate() -> None:
    plan = plan_of(OLD, NEW, OTHER)
    with pytest.raises(UsageError, match="OLD_KEY is not set"):
        without_credentials(plan, environ("NEW", "OTHER"))
    with pytest.raises(UsageError) as raised:
        without_credentials(plan, environ("OLD"))
    assert "NEW_KEY" in raised.value.message
    assert "OTHER_KEY" in raised.value.message


def test_what_is_answered_already_needs_no_key() -> None:
    plan = plan_of(OLD, NEW, OTHER)
    assert without_credentials(plan, environ("NEW", "OTHER"), keys_of(plan, "old")) == {}
    done = keys_of(plan, "old", "other")
    with pytest.raises(UsageError, match="NEW_KEY is not set"):
        without_credentials(plan, environ("OLD", "OTHER"), done)


def test_a_key_that_would_go_elsewhere_stops_all() -> None:
    with pytest.raises(UsageError, match="would go to elsewhere") as raised:
        without_credentials(plan_of(HERE, STRAY, NEW), {"OPENAI_API_KEY": "sk-0123456789"})
    assert "NEW_KEY is not set" in raised.value.message


def test_every_missing_key_is_named_at_once() -> None:
    for check in (without_credentials, require_keys):
        with pytest.raises(UsageError) as raised:
            check(plan_of(OLD, NEW), {})
        assert "OLD_KEY" in raised.value.message
        assert "NEW_KEY" in raised.value.message


def test_recording_needs_every_key() -> None:
    with pytest.raises(UsageError, match="NEW_KEY is not set"):
        require_keys(plan_of(OLD, NEW, OTHER), environ("OLD", "OTHER"))


def test_a_missing_key_names_the_variables_that_are_set() -> None:
    found = {"NEW_KEY": "sk-1", "ACME_TOKEN": "sk-2", "EMPTY_KEY": "", "HOME": "/home/me"}
    with pytest.raises(UsageError) as raised:
        without_credentials(plan_of(OLD, replace(NEW, api_key_env="NWE_KEY")), found)
    assert raised.value.hint == (
        "these are set: ACME_TOKEN, NEW_KEY; export OLD_KEY=...; export NWE_KEY=..."
    )
    assert "sk-" not in raised.value.hint
