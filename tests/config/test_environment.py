"""Variables in a providers file."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.load import load_providers
from portcheck.errors import ConfigError

ENTRY = """
portcheck: 1
providers:
  a:
    vendor: v
    dialect: anthropic
    base_url: "https://${HOST}/v1"
    model: "${FAMILY}-${SIZE}"
    options: {beta: "${BETA}"}
    facts: {region: "${REGION}"}
"""
VALUES = {
    "HOST": "gate.example",
    "FAMILY": "claude",
    "SIZE": "x",
    "BETA": "tools-1",
    "REGION": "eu",
}


def test_they_stand_for_parts_of_addresses_models_and_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "providers.yaml"
    file.write_text(ENTRY)
    (spec,) = load_providers(file)
    assert (spec.base_url, spec.model) == ("https://gate.example/v1", "claude-x")
    assert spec.options["beta"] == "tools-1"
    assert spec.facts["region"] == "${REGION}", "facts are written down"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "the variable 'SIZE' is not set"),
        ("", "the variable 'SIZE' is not set"),
        ("sk-ant-api03-aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z", "looks like a key"),
    ],
)
def test_what_cannot_stand_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, said: str
) -> None:
    for name, known in VALUES.items():
        monkeypatch.setenv(name, known)
    if value is None:
        monkeypatch.delenv("SIZE")
    else:
        monkeypatch.setenv("SIZE", value)
    file = tmp_path / "providers.yaml"
    file.write_text(ENTRY)
    with pytest.raises(ConfigError) as caught:
        load_providers(file)
    (problem,) = caught.value.problems
    assert said in problem.message
    assert (problem.line, problem.column) == (8, 12)
    assert not value or value not in str(caught.value)
