"""Providers by vendor and model."""

from __future__ import annotations

from builders import make_report, make_run
from exit_builders import plan, route

from portcheck.reports.words.names import ProviderName, name_of, provider_names


def test_vendor_and_model_with_the_id_beside() -> None:
    names = provider_names(make_report())

    assert names["claude"].title == "Anthropic claude-large"
    assert names["claude"].full == "Anthropic claude-large (claude)"
    assert names["gpt"].vendor == "OpenAI"


def test_a_plan_says_whose_a_replayed_answer_is() -> None:
    recorded = {"id": "gpt", "vendor": "self-hosted", "model": "m-1"}
    routes = (route("gpt", vendor="azure"), route("other", vendor="Acme", models=("m-2", "m-3")))
    report = make_report(
        run=make_run(providers=(recorded, {"id": "claude"})), exit_plan=plan([], *routes)
    )

    names = provider_names(report)

    assert names["gpt"].title == "Microsoft m-1"
    assert names["other"].title == "Acme m-2"
    assert names["claude"].full == "claude"


def test_entries_of_one_vendor_and_model_are_told_apart() -> None:
    both = tuple({"id": name, "vendor": "xai", "model": "m"} for name in ("one", "two"))
    names = provider_names(make_report(run=make_run(providers=both)))

    assert names["one"].title == names["one"].full == "xAI m (one)"
    assert names["two"].title == "xAI m (two)"


def test_an_unknown_entry_is_called_by_its_id() -> None:
    assert name_of({}, "x") == ProviderName(id="x")
    assert name_of({}, "x").title == "x"
