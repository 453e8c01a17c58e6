"""What is known of configured providers."""

from __future__ import annotations

from run_builders import make_provider

from portcheck.model.suite import Limits, Price
from portcheck.run.providers.list import entry


def test_a_known_model() -> None:
    claude = make_provider(
        "claude",
        vendor="anthropic",
        dialect="anthropic",
        model="claude-opus-4-7",
        api_key_env="ANTHROPIC_API_KEY",
        price=Price(input=5.0, output=25.0),
        facts={"retires": "2027-01-01"},
        sources={"price": "a table", "retires": "providers file"},
        limits=Limits(concurrency=3),
    )
    found = entry(claude, {"ANTHROPIC_API_KEY": "sk-secret"})
    assert (found.host, found.key_variable, found.key_set) == (
        "api.anthropic.com",
        "ANTHROPIC_API_KEY",
        True,
    )
    assert "sk-secret" not in repr(found)
    assert {"temperature", "top_p", "seed"} <= set(found.unsupported)
    assert "tools" in found.supported
    assert "temperature_max" not in found.bounds, "it takes none at all"
    assert (found.retires, found.retires_source) == ("2027-01-01", "providers file")
    every = [*found.supported, *found.unsupported, *found.unknown]
    assert len(every) == len(set(every))
    assert "drops_silently" not in every
    assert entry(claude, {}).key_set is False


def test_of_somebodys_own_machine_nothing_is_known() -> None:
    found = entry(
        make_provider("own", base_url="http://127.0.0.1:9/v1"),
        {},
    )
    assert (found.host, found.key_variable, found.key_set) == ("127.0.0.1:9", None, None)
    assert (found.supported, found.unsupported, found.bounds) == ((), (), {})
    assert {"tools", "images", "effort"} <= set(found.unknown)


def test_a_recording_has_neither_host_nor_capabilities() -> None:
    found = entry(make_provider("tape", dialect="recorded", file="/x/tape.jsonl"), {})
    assert (found.host, found.file, found.unknown) == ("", "/x/tape.jsonl", ())
