"""The facts of providers that a report shows."""

from __future__ import annotations

from datetime import date

from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.model.suite import Price
from portcheck.reports.words.verdicts import provider_facts
from portcheck.run.judge.run_info import run_info
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.build import build_plan
from portcheck.run.store.folder import RunRecord
from portcheck.run.store.scores import Scores


def test_price_and_retirement_are_shown_with_their_source() -> None:
    old = make_provider(
        "old",
        price=Price(input=0.25, output=10, up_to_input_tokens=200_000),
        facts={"retires": "2027-01-31", "region": "eu"},
        sources={"price": "a table 1.0, 2026-11-23", "retires": "providers file"},
    )
    new = make_provider("new", price=Price(input=1, output=2))
    plan = build_plan(make_suite(make_workload("w", [make_case("a")])), [old, new], baseline="old")
    record = RunRecord(id="r", portcheck_version="0", started_at="2026-11-23T00:00:00Z")
    info = run_info(Results.of(plan, {}, Scores()), record, date(2026, 11, 23))
    shown = {name: dict(facts) for name, facts in provider_facts(info)}
    assert shown["old"]["price"] == (
        "0.25 in, 10 out, USD per million tokens, up to 200000 input tokens "
        "(a table 1.0, 2026-11-23)"
    )
    assert shown["old"]["retires"] == "2027-01-31 (providers file)"
    assert shown["new"]["price"] == "1 in, 2 out, USD per million tokens"
    assert "retires" not in shown["new"]
