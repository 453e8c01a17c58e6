"""Retirement by platform and exact id."""

from __future__ import annotations

import pytest

from portcheck.data import lifecycle
from portcheck.data.lifecycle import find_lifecycle


def test_the_platform_decides_the_date() -> None:
    on_azure = find_lifecycle("azure", "gpt-4o")
    at_openai = find_lifecycle("openai", "gpt-4o")
    assert on_azure is not None
    assert on_azure.retires
    assert on_azure != at_openai
    assert find_lifecycle(None, "gpt-4o") is None
    assert find_lifecycle("azure", None) is None


def test_a_model_of_the_best_source_has_page_and_replacement() -> None:
    found = find_lifecycle("anthropic", "claude-2.1")
    assert found is not None
    assert found.retires is not None
    assert found.deprecated is not None
    assert found.deprecated < found.retires
    assert found.page is not None
    assert found.page.startswith("https://")
    assert found.replacement
    assert found.source.startswith("bydtech-model-retire ")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    header = {
        "retrieved": "2026-11-23",
        "sources": [{"source": "one", "version": "1"}, {"source": "two", "version": "2"}],
    }
    entries = {
        "openai": {
            "m": {"retires": "2027-01-01", "source": 0, "also": {"1": "2027-02-01"}},
            "n-2026-01-01": {"deprecated": "2026-10-01", "source": 1},
        },
        "bedrock": {"maker.m-v1:0": {"retires": "2027-03-01", "source": 0, "page": 0}},
    }
    data = {"header": header, "lifecycle": entries, "pages": ["https://vendor.example/ends"]}
    monkeypatch.setattr(lifecycle, "table", lambda _: data)
    monkeypatch.setattr(lifecycle, "source", lambda _, i: ("one 1", "two 2")[i])


@pytest.mark.usefixtures("small")
def test_an_alias_does_not_answer_for_its_snapshot_nor_the_other_way() -> None:
    assert find_lifecycle("openai", "m-2026-01-01") is None
    assert find_lifecycle("openai", "n") is None
    found = find_lifecycle("openai", "N-2026-01-01")
    assert found is not None
    assert (found.deprecated, found.retires) == ("2026-10-01", None)


@pytest.mark.usefixtures("small")
def test_a_conflict_is_told() -> None:
    found = find_lifecycle("openai", "m")
    assert found is not None
    assert found.retires == "2027-01-01"
    assert (found.source, found.also) == ("one 1", {"two 2": "2027-02-01"})


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "name",
    [
        "maker.m-v1:0",
        "us.maker.m-v1:0",
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.maker.m-v1:0",
    ],
)
def test_an_inference_profile_has_its_models_dates(name: str) -> None:
    found = find_lifecycle("bedrock", name)
    assert found is not None
    assert found.page == "https://vendor.example/ends"
