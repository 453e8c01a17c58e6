"""The trimming behind the data files, on small samples written here."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "trim_tables.py"
DAY = date(2026, 11, 1)

SOURCE = """
from decimal import Decimal
providers: list[Provider] = [
    Provider(
        id='openai',
        models=[
            ModelInfo(
                id='Talker',
                match=ClauseOr(or_=[ClauseEquals(equals='talker'), ClauseRegex(regex='^t-')]),
                prices=ModelPrice(
                    input_mtok=TieredPrices(
                        base=Decimal('1.25'), tiers=[Tier(start=200000, price=Decimal('2.5'))]
                    ),
                    output_mtok=Decimal('10'),
                    cache_read_mtok=Decimal('0.125'),
                ),
            ),
            ModelInfo(
                id='free', match=ClauseEquals(equals='free'),
                prices=ModelPrice(input_mtok=Decimal('0'), output_mtok=Decimal('0')),
            ),
            ModelInfo(
                id='ears', match=ClauseEquals(equals='ears'),
                prices=ModelPrice(audio_hours=Decimal('1')),
            ),
        ],
    ),
    Provider(id='somebody-else', models=[]),
]
"""


@pytest.fixture(scope="module")
def trim() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trim_tables", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_prices_are_read_without_importing_and_zero_is_not_a_price(trim: ModuleType) -> None:
    table = trim.trim_prices(trim.assigned(SOURCE, "providers"), DAY)
    assert table == {
        "openai": [
            {
                "id": "talker",
                "input": 1.25,
                "output": 10,
                "cache_read": 0.125,
                "match": {"or": [{"equals": "talker"}, {"regex": "^t-"}]},
                "up_to": 200000,
            }
        ]
    }


def test_code_is_refused_not_run(trim: ModuleType) -> None:
    with pytest.raises(ValueError, match="not a literal"):
        trim.assigned("providers = [x for x in ()]", "providers")
    with pytest.raises(ValueError, match="nothing is called"):
        trim.assigned("other = 1", "providers")


def starts(*day: int) -> dict[str, Any]:
    return {"_": "StartDateConstraint", "start_date": {"_": "date", "args": list(day)}}


def test_the_price_in_force_on_the_day_is_kept(trim: ModuleType) -> None:
    rows = [
        {"prices": {"input_mtok": 1, "output_mtok": 2}},
        {"prices": {"input_mtok": 3, "output_mtok": 4}, "constraint": starts(2026, 10, 1)},
        {"prices": {"input_mtok": 5, "output_mtok": 6}, "constraint": starts(2026, 12, 1)},
    ]
    assert trim.price_of_day(rows, DAY) == ({"input_mtok": 3, "output_mtok": 4}, False)
    assert trim.price_of_day(rows, date(2026, 9, 1))[0]["input_mtok"] == 1
    assert trim.price_of_day(rows[1:], date(2026, 9, 1)) == ({}, False)


def test_of_prices_by_the_hour_the_dearest_is_kept_and_said(trim: ModuleType) -> None:
    night = {"_": "TimeOfDateConstraint"}
    rows = [
        {"prices": {"input_mtok": 1, "output_mtok": 2}, "constraint": night},
        {"prices": {"input_mtok": 3, "output_mtok": 4}, "constraint": night},
    ]
    entry = trim.price_entry({"id": "m", "match": {"_": "ClauseEquals", "equals": "m"},
                              "prices": rows}, DAY)  # fmt: skip
    assert (entry["input"], entry["output"]) == (3, 4)
    assert "time of the day" in entry["note"] or "time of day" in entry["note"]
    assert "match" not in entry


def model(provider: str, **flags: Any) -> dict[str, Any]:
    return {"litellm_provider": provider, "mode": "chat", **flags}


MODELS = {
    "gpt-x": model(
        "openai",
        input_cost_per_token=1e-06,
        output_cost_per_token=2e-06,
        input_cost_per_token_above_272k_tokens=2e-06,
        supports_vision=True,
        supports_none_reasoning_effort=False,
        max_input_tokens=1000,
        deprecation_date="2027-05-01",
    ),
    "gpt-free": model("openai", input_cost_per_token=0.0, output_cost_per_token=0.0),
    "gpt-draws": {**model("openai", input_cost_per_token=1), "mode": "image_generation"},
    "nobody/m": model("nobody", input_cost_per_token=1.0, output_cost_per_token=1.0),
    "azure/gpt-x": model("azure", deprecation_date="2027-06-01"),
    "azure/eu/gpt-x": model("azure", deprecation_date="2027-06-01"),
    "maker.m-v1:0": model("bedrock_converse", supports_sampling_params=False),
    "us.maker.m-v1:0": model("bedrock_converse", deprecation_date="2027-01-01"),
    "vertex_ai/claude-x@20260101": model(
        "vertex_ai-anthropic_models", supports_response_schema=True
    ),
    "mistral/m": model(
        "mistral", reasoning_effort_levels=["high", "none"], supports_tool_choice=True
    ),
}


def test_the_second_source_fills_gaps_by_exact_id(trim: ModuleType) -> None:
    table: dict[str, list[dict[str, Any]]] = {}
    trim.more_prices(table, MODELS, lambda platform, name: False)
    assert table == {
        "openai": [{"id": "gpt-x", "input": 1, "output": 2, "up_to": 272000, "source": 1}]
    }
    known: dict[str, list[dict[str, Any]]] = {}
    trim.more_prices(known, MODELS, lambda platform, name: True)
    assert known == {}


def test_tiers_come_from_the_source_that_states_the_same_price(trim: ModuleType) -> None:
    model = {
        "litellm_provider": "openai",
        "mode": "chat",
        "input_cost_per_token": 2e-6,
        "output_cost_per_token": 8e-6,
        "input_cost_per_token_flex": 1e-6,
        "output_cost_per_token_flex": 4e-6,
        "cache_read_input_token_cost_flex": 2.5e-7,
        "input_cost_per_token_batches": 1e-6,
        "output_cost_per_token_priority": 9e-6,
        "cache_creation_input_token_cost_above_1hr": 4e-6,
    }
    table = {
        "openai": [
            {"id": "gpt-x", "input": 2, "output": 8},
            {"id": "gpt-y", "input": 3, "output": 8},
            {"id": "gpt-z", "input": 3, "output": 8},
        ]
    }
    trim.add_tiers(table, {"gpt-x": model, "gpt-y": model})
    # Half of a tier's price is none, and another ordinary price is another day's.
    assert table["openai"] == [
        {
            "id": "gpt-x",
            "input": 2,
            "output": 8,
            "cache_write_1h": 4,
            "tiers": {"flex": {"input": 1, "output": 4, "cache_read": 0.25}},
        },
        {"id": "gpt-y", "input": 3, "output": 8},
        {"id": "gpt-z", "input": 3, "output": 8},
    ]


def test_capabilities_share_profiles_and_trust_native_flags_only(trim: ModuleType) -> None:
    table = trim.trim_capabilities(MODELS, {})
    facts = {
        (platform, name): table["profiles"][number]
        for platform, names in table["models"].items()
        for name, number in names.items()
    }
    assert facts == {
        ("openai", "gpt-x"): {"images": True, "max_input_tokens": 1000, "effort_rejects": ["none"]},
        ("bedrock", "maker.m-v1:0"): {"temperature": False, "top_p": False},
        ("mistral", "m"): {"effort": ["none", "high"], "forced_tools": True},
    }


@pytest.mark.parametrize(
    ("facts", "other", "expected"),
    [
        ({"tools": False}, {}, {"tools": False}),
        ({"tools": False}, {"tool_calling": False}, {"tools": False, "agreed": ["tools"]}),
        ({"tools": False, "images": True}, {"tool_calling": True}, {"images": True}),
        ({"tools": True}, {"tool_calling": True}, {"tools": True}),
        ({"tools": True}, {"tool_calling": False}, {}),
        ({"temperature": False}, {"temperature": True}, {}),
        ({"seed": False}, {"name": "x", "image_inputs": True}, {"seed": False}),
    ],
)
def test_what_two_sources_say_differently_is_not_known(
    trim: ModuleType, facts: Any, other: Any, expected: Any
) -> None:
    assert trim.compared(facts, other) == expected


def test_lifecycle_is_by_platform_and_keeps_the_earlier_date(trim: ModuleType) -> None:
    retired = {
        "models": [
            {
                "provider": "openai",
                "id": "GPT-X",
                "aliases": ["gpt-x-alias"],
                "status": "deprecated",
                "deprecated_on": "2026-10-01",
                "retires_on": "2027-04-01",
                "replacement": "gpt-y",
                "source": "https://vendor.example/b",
                "checked": "2026-10-16",
            },
            {
                "provider": "anthropic",
                "id": "claude-x",
                "status": "deprecated",
                "retires_on": "2026-12-31",
                "source": "https://vendor.example/a",
                "checked": "2026-10-16",
            },
            {
                "provider": "unheard-of",
                "id": "m",
                "status": "retired",
                "source": "https://vendor.example/c",
                "checked": "2026-10-16",
            },
        ]
    }
    found = trim.trim_lifecycle(retired, MODELS, {"claude-x": "November 30th, 2026"})
    assert set(found) == {"openai", "anthropic", "azure", "bedrock"}
    assert found["openai"]["gpt-x"]["retires"] == "2027-04-01"
    assert found["openai"]["gpt-x"]["also"] == {"1": "2027-05-01"}
    assert found["openai"]["gpt-x-alias"]["replacement"] == "gpt-y"
    assert found["azure"] == {"gpt-x": {"retires": "2027-06-01", "source": 1}}
    assert found["bedrock"]["us.maker.m-v1:0"]["retires"] == "2027-01-01"
    assert found["anthropic"]["claude-x"]["retires"] == "2026-11-30"
    assert found["anthropic"]["claude-x"]["also"] == {"0": "2026-12-31"}
    paged = trim.with_pages(found)
    assert paged["pages"] == ["https://vendor.example/a", "https://vendor.example/b"]
    assert paged["lifecycle"]["openai"]["gpt-x"]["page"] == 1


def test_a_spoken_date(trim: ModuleType) -> None:
    assert trim.spoken_date("June 1st, 2026") == "2026-06-01"
    with pytest.raises(ValueError, match="not a date"):
        trim.spoken_date("soon")


def test_what_a_region_says_like_its_model_is_left_out(trim: ModuleType) -> None:
    same, other = {"retires": "2027-01-01"}, {"retires": "2027-02-01"}
    entries = {"maker.m": same, "us.maker.m": dict(same), "eu.maker.m": other}
    assert trim.without_regional(entries) == {"maker.m": same, "eu.maker.m": other}
