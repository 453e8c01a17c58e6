"""Which entries stand for a server at home, and which machine they share."""

from __future__ import annotations

import pytest
from run_builders import make_provider

from portcheck.model.suite import Limits
from portcheck.run.own_machines import IN_FLIGHT, THIS_MACHINE, calls_at_once, machine


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ({"preset": "llama-cpp", "base_url": "http://127.0.0.1:8101/v1"}, THIS_MACHINE),
        ({"preset": "vllm", "base_url": "http://localhost:8000/v1"}, THIS_MACHINE),
        ({"preset": "ollama", "base_url": "http://[::1]:11434/v1"}, THIS_MACHINE),
        ({"dialect": "ollama"}, THIS_MACHINE),
        ({"preset": "vllm", "base_url": "http://gpu-box:8000/v1"}, "gpu-box"),
        ({"preset": "vllm", "base_url": "http://192.168.1.7:8000/v1"}, "192.168.1.7"),
        ({"preset": "vllm", "base_url": "https://models.example.com/v1"}, None),
        ({"base_url": "http://127.0.0.1:4000/v1"}, None),
        ({"preset": "groq", "base_url": "http://127.0.0.1:4000/v1"}, None),
        ({"dialect": "recorded"}, None),
        (
            {
                "preset": "vllm",
                "base_url": "http://localhost:8000/v1",
                "limits": Limits(concurrency=64),
            },
            None,
        ),
    ],
)
def test_a_server_at_home_is_told_by_its_preset_and_its_address(
    said: dict[str, object], shared: str | None
) -> None:
    assert machine(make_provider("p", **said)) == shared


def test_an_entry_that_says_how_much_it_takes_gets_it() -> None:
    home = {"preset": "llama-cpp", "base_url": "http://127.0.0.1:8101/v1"}
    specs = [
        make_provider("a", **home),
        make_provider("b", **home, limits=Limits(concurrency=8)),
        make_provider("c"),
    ]
    assert calls_at_once(specs) == {"a": IN_FLIGHT, "b": 8, "c": None}
