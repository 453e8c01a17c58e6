from __future__ import annotations

from run_builders import make_provider

from portcheck.exitplan.routes import exit_route
from portcheck.model.suite import Limits


def test_an_entry_says_what_an_exit_rests_on() -> None:
    limits = Limits(concurrency=3)
    spec = make_provider(
        "a",
        vendor="v",
        model="m",
        api_key_env="KEY",
        limits=limits,
        facts={"region": ["us", ""], "contract": "C", "retires": "2027-01-01", "contract_ends": 7},
    )
    found = exit_route(spec, ["m-2", "m", "m-1"])
    assert (found.provider, found.vendor, found.models) == ("a", "v", ("m", "m-1", "m-2"))
    assert (found.regions, found.key, found.contract) == (("us",), "KEY", "C")
    assert (found.retires, found.contract_ends) == ("2027-01-01", None)
    assert (found.limits, found.facts) == (limits, spec.facts)


def test_a_contract_is_a_text_that_says_something() -> None:
    first, none = (
        exit_route(make_provider("a", facts={"contract": stated})).contract
        for stated in (["C", "D"], "")
    )
    assert (first, none) == ("C", None)


def test_what_nobody_states_is_not_there() -> None:
    found = exit_route(make_provider("a", model=None))
    assert (found.models, found.regions, found.contract) == ((), (), None)
